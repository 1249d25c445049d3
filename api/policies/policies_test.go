package policies_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/makegood/makegood/api/policies"
	"github.com/makegood/makegood/desk/markdown"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// revisions are files by the number of their revision; a nil time: not confirmed.
type revisions struct {
	rows  []ledger.RuleRevision
	files map[int64][]ledger.RuleFile
	reads int
}

func (r *revisions) RuleRevisions(context.Context, string) ([]ledger.RuleRevision, error) {
	return r.rows, nil
}

func (r *revisions) RevisionFiles(_ context.Context, _ string, number int64) ([]ledger.RuleFile, error) {
	r.reads++
	files, ok := r.files[number]
	if !ok {
		return nil, ledger.ErrNotFound
	}
	return files, nil
}

var confirmed = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func newService(t *testing.T, r *revisions) *policies.Service {
	t.Helper()
	s, err := policies.New(func(context.Context) (policies.Revisions, error) { return r, nil })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func file(content string) []ledger.RuleFile {
	return []ledger.RuleFile{{Name: "policy.yaml", Content: content}}
}

func TestEveryVersionThatWasConfirmedStaysAtItsAddress(t *testing.T) {
	shipped := string(rulebook.DefaultYAML())
	changed := strings.Replace(shipped, "window_days: 7", "window_days: 8", 1)
	if changed == shipped {
		t.Fatal("the policy that ships has changed its terms")
	}
	r := &revisions{
		rows: []ledger.RuleRevision{{Number: 2, Digest: "c"}, {Number: 1, Digest: "b", AgreedAt: &confirmed}, {Number: 0, Digest: "a", AgreedAt: &confirmed}},
		files: map[int64][]ledger.RuleFile{
			0: file(shipped), 1: append(file(changed), ledger.RuleFile{Name: "older.yaml", Content: "not: readable any more"}), 2: file(strings.Replace(shipped, "makegood-default", "never-confirmed", 1)),
		},
	}
	s := newService(t, r)
	all, err := s.List(t.Context())
	if err != nil || len(all) != 2 || all[0].Path == all[1].Path {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, one := range all {
		found, err := s.Find(t.Context(), one.Ref.Name, one.Ref.Version, one.Ref.Hash)
		if err != nil || len(found) != 1 || found[0].Path != one.Path || policies.Path(one.Ref) != one.Path {
			t.Errorf("%s: found %+v, %v", one.Path, found, err)
		}
	}
	both, err := s.Find(t.Context(), all[0].Ref.Name, all[0].Ref.Version, "")
	if err != nil || len(both) != 2 {
		t.Errorf("without a hash: %+v, %v", both, err)
	}
	for _, unknown := range [][3]string{{"never-confirmed", all[0].Ref.Version, ""}, {all[0].Ref.Name, "99", ""}, {all[0].Ref.Name, all[0].Ref.Version, "ff"}} {
		if found, err := s.Find(t.Context(), unknown[0], unknown[1], unknown[2]); err != nil || len(found) != 0 {
			t.Errorf("%v: found %+v, %v", unknown, found, err)
		}
	}
	if r.reads != 2 {
		t.Errorf("files were read %d times", r.reads)
	}
}

func TestAPageSaysThePolicyInBothLanguagesAndItsHash(t *testing.T) {
	s := newService(t, &revisions{rows: []ledger.RuleRevision{{AgreedAt: &confirmed}}, files: map[int64][]ledger.RuleFile{0: file(string(rulebook.DefaultYAML()))}})
	all, err := s.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, locale := range explain.Locales() {
		page, err := s.Markdown(all[0], locale)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{all[0].Ref.Hash, "| --- |", "\n## ", "custom-made-is-final"} {
			if !strings.Contains(page, part) {
				t.Errorf("%s: no %s", locale, part)
			}
		}
		again, err := s.Markdown(all[0], locale)
		if err != nil || again != page {
			t.Errorf("%s: the page is another one now (%v)", locale, err)
		}
	}
	if _, err := s.Markdown(all[0], "tlh"); !errors.Is(err, explain.ErrUnknownLocale) {
		t.Errorf("an unknown language: %v", err)
	}
}

func TestAPolicysOwnWordsAreTextOnItsPage(t *testing.T) {
	nasty := strings.Replace(string(rulebook.DefaultYAML()), "name: custom-made-is-final", `name: "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"`, 1)
	s := newService(t, &revisions{rows: []ledger.RuleRevision{{AgreedAt: &confirmed}}, files: map[int64][]ledger.RuleFile{0: file(nasty)}})
	all, err := s.List(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	source, err := s.Markdown(all[0], "en")
	if err != nil {
		t.Fatal(err)
	}
	page, err := markdown.HTML(source, nil)
	if err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(string(page)))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "img" || n.Data == "a") {
			t.Errorf("the page has an element %s", n.Data)
		}
	}
}

func TestTheAddressOfAPolicyIsMadeOfWhatAnOrderRefersTo(t *testing.T) {
	ref := &refund.PolicyRef{Name: "a b/c", Version: "2", Hash: "abc"}
	for want, got := range map[string]string{
		"https://acme.example/policies/a%20b%2Fc/2/abc": policies.URL("https://acme.example/", ref),
		"https://acme.example/policies/p/2":             policies.URL("https://acme.example", &refund.PolicyRef{Name: "p", Version: "2"}),
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if policies.URL("", ref) != "" || policies.URL("https://acme.example", nil) != "" || policies.URL("https://acme.example", &refund.PolicyRef{Name: "p"}) != "" {
		t.Error("there is an address of nothing")
	}
}
