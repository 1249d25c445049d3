package doctor_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// at7 is a case whose latest change is so long ago, at version 7 of its standing.
func at7(ago time.Duration) refund.Case {
	since := noon.Add(-ago)
	return refund.Case{
		OpenedAt: noon.Add(-24 * time.Hour), Standing: refund.Standing{Version: 7, Status: refund.StatusRefunded, Since: since},
		Trail: []refund.TrailEntry{{At: since, Event: "Settled"}},
	}
}

// following is a patient with one open case whose workflow runs, and has a version of the standing.
func following(stored refund.Case, version int64, err error) doctor.Patient {
	p := patient(books{rows: []ledger.CaseRow{{ID: "refund/m/o/r", Currency: "CNY"}}, stored: stored}, doctor.WorkflowRuns, nil)
	p.Version = func(context.Context, refund.ID) (int64, error) { return version, err }
	return p
}

func TestAWorkflowThatHasNotFollowedItsLedgerIsFound(t *testing.T) {
	closed := at7(time.Hour)
	closed.Closed = true
	for _, c := range []struct {
		name    string
		p       doctor.Patient
		found   bool
		skipped string
	}{
		{"it follows", following(at7(time.Hour), 7, nil), false, ""},
		{"it is older for an hour", following(at7(time.Hour), 6, nil), true, ""},
		{"it is older for a moment", following(at7(59*time.Second), 6, nil), false, ""},
		{"it knows more than was read a moment ago", following(at7(time.Hour), 8, nil), false, ""},
		{"the case was closed meanwhile", following(closed, 6, nil), false, ""},
		{"no workflow is open", following(at7(time.Hour), 0, doctor.ErrNoWorkflow), false, ""},
		{"nobody answers", following(at7(time.Hour), 0, errors.New("no worker")), false, "whether workflows follow the ledger: no worker"},
	} {
		report, err := doctor.Examine(t.Context(), c.p)
		if err != nil {
			t.Fatal(err)
		}
		if c.found != (len(report.Findings) == 1) || c.found != (report.WrongCount() == 1) || strings.Join(report.Skipped, "") != c.skipped {
			t.Errorf("%s: found %v, skipped %q", c.name, report.Findings, report.Skipped)
		}
		if c.found && (report.Findings[0].Code != "STORY_BEHIND" ||
			report.Findings[0].Detail != "the ledger has it as Refunded since 2026-11-21 11:00 UTC, and its workflow has not followed") {
			t.Errorf("%s: %+v", c.name, report.Findings[0])
		}
	}
}

func TestOnlySoManyWorkflowsAreAskedAndThoseThatChangedLast(t *testing.T) {
	var rows []ledger.CaseRow
	for n := range 1002 {
		rows = append(rows, ledger.CaseRow{ID: refund.ID(fmt.Sprintf("refund/m/o/%d", n)), ChangedAt: noon.Add(time.Duration(n) * time.Second)})
	}
	asked := map[refund.ID]bool{}
	p := patient(books{rows: rows, stored: at7(time.Hour)}, doctor.WorkflowRuns, nil)
	p.Version = func(_ context.Context, id refund.ID) (int64, error) {
		asked[id] = true
		return 7, nil
	}
	report, err := doctor.Examine(t.Context(), p)
	if err != nil || len(asked) != 1000 || asked["refund/m/o/0"] || asked["refund/m/o/1"] {
		t.Errorf("%d were asked, %v", len(asked), err)
	}
	if want := "whether workflows follow the ledger: only the 1000 of 1002 refunds that changed last were asked"; strings.Join(report.Skipped, "") != want {
		t.Errorf("skipped %q", report.Skipped)
	}
}

func TestAWorkflowThatIsBehindIsWokenInTheNameOfWhoAsked(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer refund.Answer
		err    error
		done   bool
		says   string
	}{
		{"it follows", refund.Answer{Accepted: true, Status: refund.StatusRefunded}, nil, true, "woke its workflow, which follows the ledger to Refunded"},
		{"nobody knows who asked", refund.Answer{Code: refund.CodeReviewerUnknown, Detail: "nobody called ann"}, nil, false, "could not be woken: REVIEWER_UNKNOWN: nobody called ann"},
		{"Temporal is away", refund.Answer{}, errors.New("away"), false, "could not be woken: away"},
	} {
		p := following(at7(time.Hour), 6, nil)
		report, by := examined(t, p), refund.Person("")
		doctor.Repair(t.Context(), p, &report, doctor.Treatment{By: "ann", Wake: func(_ context.Context, id refund.ID, who refund.Person) (refund.Answer, error) {
			by = who
			return c.answer, c.err
		}})
		if len(report.Repairs) != 1 || by != "ann" {
			t.Fatalf("%s: %v, by %q", c.name, report.Repairs, by)
		}
		got := report.Repairs[0]
		if got.Refund != "refund/m/o/r" || got.Done != c.done || !strings.Contains(got.Did+got.Left, c.says) || (report.WrongCount() == 0) != c.done {
			t.Errorf("%s: %+v, %d wrong left", c.name, got, report.WrongCount())
		}
	}
}
