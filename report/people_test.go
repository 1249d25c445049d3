package report_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report"
)

// TestRefusalsAreCountedByWhy: a request that the rules refused for two reasons counts in both, one that a person rejected as
// that.
func TestRefusalsAreCountedByWhy(t *testing.T) {
	byRules := rejected(1, monday)
	byRules.Proposal.Assessment.Disposition, byRules.Proposal.Assessment.Reasons = refund.DispositionReject, []string{"TOO_LATE", "NOT_RETURNABLE"}
	r := build(t, report.NewBuilder(report.EveryWeek, nil), byRules, rejected(2, monday), paid(3, monday, 0))
	for key, want := range map[string]int64{"TOO_LATE": 1, "NOT_RETURNABLE": 1, "by a person": 1} {
		if got := figure(t, r, report.SectionRefusal, key).Count; got != want {
			t.Errorf("%s: %d", key, got)
		}
	}
	for _, line := range r.Lines {
		if line.Section == report.SectionRefusal && line.Key == "" {
			t.Error("what was paid counts as refused")
		}
	}
}

func TestWhatPeopleDecidedIsCountedByPerson(t *testing.T) {
	c := damaged(1, monday)
	c.Trail = append(c.Trail, refund.TrailEntry{At: monday, Event: "ApprovalGiven", Actor: "mia"}, refund.TrailEntry{At: monday, Event: "Approved", Actor: "noah"},
		refund.TrailEntry{At: monday, Event: "Approved", Actor: refund.ActorMakegood}, refund.TrailEntry{At: monday, Event: "Assigned", Actor: "olga"})
	other := rejected(2, monday)
	other.Trail = []refund.TrailEntry{{At: monday, Event: "RejectedByReviewer", Actor: "mia"}}
	r := build(t, report.NewBuilder(report.EveryWeek, nil), c, other)
	people := map[string]int64{}
	for _, line := range r.Lines {
		if line.Section == report.SectionReviewer {
			people[line.Key] = line.Count
		}
	}
	if len(people) != 2 || people["mia"] != 2 || people["noah"] != 1 {
		t.Errorf("got %v", people)
	}
}

// TestTimesAreByRank: of twenty refunds nineteen were paid within a minute.
func TestTimesAreByRank(t *testing.T) {
	b := report.NewBuilder(report.EveryWeek, nil)
	for n := range 20 {
		took := 60
		if n == 0 {
			took = 600
		}
		if err := b.Add(paid(n, monday, time.Duration(took)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	if got := figure(t, b.Report(), report.SectionTime, "request to money"); got.MedianSeconds != 60 || got.SlowestSeconds != 60 || got.SlowSeconds != 60 {
		t.Errorf("got %+v", got)
	}
	if err := b.Add(paid(20, monday, 600*time.Second)); err != nil {
		t.Fatal(err)
	}
	if got := figure(t, b.Report(), report.SectionTime, "request to money"); got.SlowestSeconds != 600 || got.SlowSeconds != 60 {
		t.Errorf("of 21 the twentieth is %d", got.SlowestSeconds)
	}
}
