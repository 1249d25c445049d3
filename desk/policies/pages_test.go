package policies_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	service "github.com/makegood/makegood/api/policies"
	"github.com/makegood/makegood/desk/policies"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
)

// revisions are the files of confirmed revisions, oldest first.
type revisions []string

func (r revisions) RuleRevisions(context.Context, string) (out []ledger.RuleRevision, err error) {
	at := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	for i := range r {
		out = append([]ledger.RuleRevision{{Number: int64(i), AgreedAt: &at}}, out...)
	}
	return out, nil
}

func (r revisions) RevisionFiles(_ context.Context, _ string, number int64) ([]ledger.RuleFile, error) {
	return []ledger.RuleFile{{Name: "policy.yaml", Content: r[number]}}, nil
}

func newPages(t *testing.T, r revisions) (http.Handler, *service.Service) {
	t.Helper()
	kit, err := web.NewKit(web.Config{Logger: zap.NewNop(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	published, err := service.New(func(context.Context) (service.Revisions, error) { return r, nil })
	if err != nil {
		t.Fatal(err)
	}
	pages, err := policies.New(kit, published)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Routes(mux)
	return kit.Guard(web.Public, mux), published
}

func get(t *testing.T, h http.Handler, target string) (int, webtest.Page) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w.Code, webtest.Parse(t, w.Body)
}

var shipped = string(rulebook.DefaultYAML())

func TestEachVersionHasItsPageInBothLanguagesAndItsHash(t *testing.T) {
	pages, published := newPages(t, revisions{shipped, strings.Replace(shipped, "window_days: 7", "window_days: 8", 1)})
	all, err := published.List(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, locale := range explain.Locales() {
		code, list := get(t, pages, "/policies/?lang="+locale)
		if code != http.StatusOK {
			t.Fatalf("%s: the list is answered %d", locale, code)
		}
		var texts []string
		for _, one := range all {
			if len(list.All("a", "href", one.Path)) != 1 {
				t.Errorf("%s: the list has no link to %s", locale, one.Path)
			}
			code, page := get(t, pages, one.Path+"?lang="+locale)
			if code != http.StatusOK || !strings.Contains(page.Text(), one.Ref.Hash) || len(page.All("h1", "", "")) != 1 || len(page.All("h2", "", "")) < 4 {
				t.Errorf("%s: %s is answered %d", locale, one.Path, code)
			}
			texts = append(texts, page.Text())
		}
		if texts[0] == texts[1] {
			t.Errorf("%s: two texts are shown as one", locale)
		}
		_, choose := get(t, pages, "/policies/"+all[0].Ref.Name+"/"+all[0].Ref.Version+"?lang="+locale)
		if len(choose.All("a", "href", all[0].Path)) != 1 || len(choose.All("a", "href", all[1].Path)) != 1 {
			t.Errorf("%s: without a hash it shows %s", locale, choose.Text())
		}
	}
}

func TestWhatIsNotPublishedIsNotFound(t *testing.T) {
	pages, published := newPages(t, revisions{shipped})
	all, err := published.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	own := "/policies/" + all[0].Ref.Name + "/" + all[0].Ref.Version
	for target, want := range map[string]int{
		own: http.StatusOK, own + "/" + all[0].Ref.Hash[:8]: http.StatusOK, own + "/" + all[0].Ref.Hash[:2]: http.StatusNotFound, own + "/ffffffffffff": http.StatusNotFound,
		"/policies/other/1": http.StatusNotFound, "/policies/" + all[0].Ref.Name + "/99": http.StatusNotFound, "/policies/..%2f..%2fetc/passwd": http.StatusNotFound,
	} {
		if code, _ := get(t, pages, target); code != want {
			t.Errorf("%s is answered %d, want %d", target, code, want)
		}
	}
	none, _ := newPages(t, nil)
	if code, page := get(t, none, "/policies/"); code != http.StatusOK || len(page.All("table", "", "")) != 0 {
		t.Errorf("without any: %d", code)
	}
}
