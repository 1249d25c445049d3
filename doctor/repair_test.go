package doctor_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// workshop repairs, or fails, and keeps who asked.
type workshop struct {
	err    error
	asked  []refund.ID
	causes []refund.Cause
}

func (w *workshop) RepairAbandoned(_ context.Context, in ledger.Abandoned) (ledger.Repair, error) {
	w.asked, w.causes = append(w.asked, in.Refund), append(w.causes, in.Cause)
	return ledger.Repair{Refund: in.Refund, Done: true, Did: "released 45.00 CNY"}, w.err
}

// turns answers what Temporal says at the examination, and then before the repair.
func turns(answers ...doctor.Workflow) func(context.Context, refund.ID) (doctor.Workflow, error) {
	return func(context.Context, refund.ID) (doctor.Workflow, error) {
		answer := answers[0]
		answers = answers[1:]
		if answer == "" {
			return "", errors.New("unavailable")
		}
		return answer, nil
	}
}

func examined(t *testing.T, p doctor.Patient) doctor.Report {
	t.Helper()
	report, err := doctor.Examine(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if report.WrongCount() != 1 {
		t.Fatalf("%d wrong before the repair, want 1: %v", report.WrongCount(), report.Findings)
	}
	return report
}

func TestAnAbandonedCaseIsRepairedInTheNameOfWhoAsked(t *testing.T) {
	p := patient(books{rows: []ledger.CaseRow{{ID: "refund/m/o/r"}}}, doctor.WorkflowEnded, nil)
	report, w := examined(t, p), &workshop{}
	doctor.Repair(t.Context(), p, &report, doctor.Treatment{Repairer: w, By: "ann"})
	want := []ledger.Repair{{Refund: "refund/m/o/r", Done: true, Did: "released 45.00 CNY"}}
	if !slices.Equal(report.Repairs, want) || report.WrongCount() != 0 {
		t.Errorf("repairs %v, %d wrong left", report.Repairs, report.WrongCount())
	}
	if cause := (refund.Cause{Actor: "ann", Reason: "doctor: the case was open, and no workflow ran it"}); !slices.Equal(w.causes, []refund.Cause{cause}) {
		t.Errorf("causes %v, want %v", w.causes, cause)
	}
}

func TestWhatTheDoctorLeavesAlone(t *testing.T) {
	justNow := refund.Case{OpenedAt: noon.Add(-time.Hour), Trail: []refund.TrailEntry{{At: noon.Add(-59 * time.Second)}}}
	longAgo := refund.Case{OpenedAt: noon.Add(-time.Hour)}
	for _, c := range []struct {
		name   string
		stored refund.Case
		says   []doctor.Workflow
		left   string
		done   bool
	}{
		{"a case that changed less than a minute ago", justNow, []doctor.Workflow{doctor.WorkflowEnded}, "changed less than 1m0s ago", false},
		{"a case whose workflow was started again meanwhile", longAgo, []doctor.Workflow{doctor.WorkflowEnded, doctor.WorkflowRuns}, "", true},
		{"a case Temporal does not answer about", longAgo, []doctor.Workflow{doctor.WorkflowEnded, ""}, "did not answer: unavailable", false},
		{"a case Temporal does not know", longAgo, []doctor.Workflow{doctor.WorkflowUnknown, doctor.WorkflowUnknown}, "another namespace", false},
	} {
		p := patient(books{rows: []ledger.CaseRow{{ID: "refund/m/o/r"}}, stored: c.stored}, "", nil)
		p.Workflow = turns(c.says...)
		report, w := examined(t, p), &workshop{}
		doctor.Repair(t.Context(), p, &report, doctor.Treatment{Repairer: w, By: "ann"})
		if len(w.asked) != 0 || len(report.Repairs) != 1 {
			t.Fatalf("%s: repaired %v, repairs %v", c.name, w.asked, report.Repairs)
		}
		got := report.Repairs[0]
		if got.Done != c.done || !strings.Contains(got.Left, c.left) || (report.WrongCount() == 0) != c.done {
			t.Errorf("%s: %+v, %d wrong left; want done %t, left %q", c.name, got, report.WrongCount(), c.done, c.left)
		}
	}
}

func TestAForgottenCaseIsRepairedWhenAskedForByName(t *testing.T) {
	p := patient(books{rows: []ledger.CaseRow{{ID: "refund/m/o/r"}}}, doctor.WorkflowUnknown, nil)
	report, w := examined(t, p), &workshop{}
	doctor.Repair(t.Context(), p, &report, doctor.Treatment{Repairer: w, By: "ann", Forgotten: true})
	if !slices.Equal(w.asked, []refund.ID{"refund/m/o/r"}) || report.WrongCount() != 0 {
		t.Errorf("repaired %v, %d wrong left", w.asked, report.WrongCount())
	}
}

func TestOneRepairThatFailsIsSaidAndTheNextIsDone(t *testing.T) {
	p := patient(books{rows: []ledger.CaseRow{{ID: "refund/m/o/1"}, {ID: "refund/m/o/2"}}}, doctor.WorkflowEnded, nil)
	report, err := doctor.Examine(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	w := &workshop{err: refund.Problem{Code: refund.CodeAlreadySent, Detail: "a leg is undecided"}}
	doctor.Repair(t.Context(), p, &report, doctor.Treatment{Repairer: w, By: "ann"})
	if len(w.asked) != 2 || report.WrongCount() != 2 || !strings.Contains(report.Repairs[1].Left, "ALREADY_SENT: a leg is undecided") {
		t.Errorf("asked for %v, repairs %v, %d wrong left", w.asked, report.Repairs, report.WrongCount())
	}
}
