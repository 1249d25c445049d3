package workflows_test

import (
	"errors"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// oneCameBack: of two mugs of 113.00 CNY one came back.
func oneCameBack(b *bundle) { inspectAfter(day, accepted(1))(b) }

// TestAnInspectionTheRulesCannotAnswerWaitsForAPersonAndIsJudgedOnTheirWord: nothing is decided or paid meanwhile,
// and the customer hears what was found once it is judged.
func TestAnInspectionTheRulesCannotAnswerWaitsForAPersonAndIsJudgedOnTheirWord(t *testing.T) {
	b := setupUnder(t, goodsFirst, delivered)
	b.rules.refusals = 2
	oneCameBack(b)
	waiting := func(after time.Duration) {
		b.at(after, func() {
			view := b.view()
			if view.Status != refund.StatusNeedsAttention || view.WaitsFor != "a person to resolve CAP_EXCEEDED" || view.TotalMinor != 22600 || b.moved() != 0 {
				t.Errorf("after %s it is %s, waits for %q, %d, %d moved", after, view.Status, view.WaitsFor, view.TotalMinor, b.moved())
			}
			if b.wire.told[refund.NoticeInspected] != 0 {
				t.Errorf("after %s the customer is told what nobody has judged", after)
			}
		})
	}
	waiting(day + time.Hour)
	resolveAfter(2*day, refund.ResolveRetry)(b)
	waiting(2*day + time.Hour)
	again := resolution("r-2", refund.ResolveRetry)
	signalAfter(3*day, refund.ActResolve, again)(b)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 11300 {
		t.Errorf("ended %+v", result)
	}
	if told := b.wire.told; told[refund.NoticeInspected] != 1 || told[refund.NoticeRefunded] != 1 {
		t.Errorf("told %v, want once what was found", told)
	}
}

// TestAnInspectionWhoseRulesFailIsTriedAgainAndCarriedOutOnce: a fault is no answer of the rules.
func TestAnInspectionWhoseRulesFailIsTriedAgainAndCarriedOutOnce(t *testing.T) {
	b := setupUnder(t, goodsFirst, delivered)
	b.rules.faults = []error{errors.New("the rules are away"), errors.New("and still")}
	oneCameBack(b)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 11300 {
		t.Errorf("ended %+v", result)
	}
	if len(b.rules.faults) != 0 {
		t.Errorf("%d faults were not met: the case tests nothing", len(b.rules.faults))
	}
	inspected := 0
	for _, entry := range b.stored().Trail {
		if entry.Event == "Inspected" {
			inspected++
		}
	}
	if inspected != 1 || b.wire.told[refund.NoticeInspected] != 1 {
		t.Errorf("inspected %d times, told %v", inspected, b.wire.told)
	}
}
