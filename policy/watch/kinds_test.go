package watch_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/policy/reviewers"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/policy/sheet"
	"github.com/makegood/makegood/policy/watch"
	"github.com/makegood/makegood/refund"
)

// folder is one watched file, of whatever kind, and what was reported of it.
type folder struct {
	desk
	files watch.Files
}

// watched puts a file in place; run watches it until the test ends.
func watched(t *testing.T, content string) *folder {
	f := &folder{desk: desk{t: t, ticks: make(chan time.Time), events: make(chan watch.Event, 10)}}
	f.holds(content)
	f.files = watch.Files{Read: f.read, Ticks: f.ticks, Report: func(e watch.Event) { f.events <- e }}
	return f
}

func (f *folder) holds(content string) {
	f.put(nil, sheet.Source{Name: "watched.yaml", Content: []byte(content)})
}

func (f *folder) run(watcher interface{ Run(context.Context) }) {
	done := make(chan struct{})
	go func() { watcher.Run(context.Background()); close(done) }()
	f.t.Cleanup(func() { close(f.ticks); <-done })
}

const rules = "name: r\nversion: \"1\"\nmedium_from: 30\nhigh_from: 60\nrules:\n  - {name: BIG, if: request.amount_minor > 100, points: 40, because: It is big.}\n"

func TestRiskRulesAreReloadedAndABadFileIsRefused(t *testing.T) {
	f := watched(t, rules)
	w, err := watch.NewRisk(f.files)
	if err != nil {
		t.Fatal(err)
	}
	f.run(w)
	score := func() int { return w.Score(refund.Cancellation{}, refund.OrderHistory{}, 101).Score }
	f.holds(strings.Replace(rules, "amount_minor", "amount", 1))
	f.tick(3)
	if e := f.event(); e.Err == nil || !strings.Contains(e.Err.Error(), "watched.yaml: risk rules: 1 mistakes:\n  line 6: rules[0].if is no condition: request.amount is no variable") ||
		e.Of != "risk rules" || len(e.InForce) != 1 || !strings.HasPrefix(e.InForce[0], "r@1 (") {
		t.Errorf("got %+v", e)
	}
	if score() != 40 {
		t.Errorf("the old rules do not stay: score %d", score())
	}
	f.holds(strings.Replace(rules, "points: 40", "points: 70", 1)) // under the same version: the hash tells
	f.tick(3)
	if e := f.event(); e.Err != nil || score() != 70 {
		t.Errorf("got %+v, score %d", e, score())
	}
}

const staff = "ranks: [support, lead]\nreviewers:\n  - {name: mia, roles: [support], limit_minor: {CNY: 500}}\n"

func TestReviewersAreReloadedAndABadFileIsRefused(t *testing.T) {
	f := watched(t, staff)
	w, err := watch.NewReviewers(f.files)
	if err != nil {
		t.Fatal(err)
	}
	f.run(w)
	f.holds(strings.Replace(staff, "roles: [support]", "roles: [boss]", 1))
	f.tick(3)
	if e := f.event(); e.Err == nil || !strings.Contains(e.Err.Error(), `line 3: reviewers[0].roles[0] is "boss"`) || e.Of != "reviewers" || !strings.HasPrefix(e.InForce[0], "1 reviewers (") {
		t.Errorf("got %+v", e)
	}
	if mia, ok := w.Staff().Find("mia"); !ok || !slices.Equal(mia.Roles, []refund.Role{"support"}) {
		t.Errorf("the old staff does not stay: %+v", w.Staff())
	}
	f.holds(strings.Replace(staff, "CNY: 500", "CNY: 900", 1))
	f.tick(3)
	if e := f.event(); e.Err != nil || w.Staff().Reviewers[0].LimitMinor["CNY"] != 900 {
		t.Errorf("got %+v, %+v", e, w.Staff())
	}
}

func TestOneFileOfRulesAndOneOfReviewersIsWatched(t *testing.T) {
	f := watched(t, rules)
	twice := sheet.Source{Name: "b.yaml", Content: risk.DefaultYAML()}
	f.put(nil, twice, twice)
	if _, err := watch.NewRisk(f.files); err == nil || !strings.Contains(err.Error(), "2 files of risk rules: one is needed") {
		t.Errorf("two files of rules: got %v", err)
	}
	f.put(nil)
	if _, err := watch.NewReviewers(f.files); err == nil || !strings.Contains(err.Error(), "0 files of reviewers") {
		t.Errorf("no reviewers: got %v", err)
	}
	f.put(nil, sheet.Source{Name: "r.yaml", Content: reviewers.DefaultYAML()})
	if _, err := watch.NewRisk(f.files); err == nil || !strings.Contains(err.Error(), "r.yaml: risk rules:") {
		t.Errorf("reviewers in the place of rules: got %v", err)
	}
}
