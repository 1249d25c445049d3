package workflows_test

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestASignalThatArrivesBeforeTheClaimIsCountedAndNothingParks(t *testing.T) {
	b := setup(t, nil)
	b.faults.failBefore["DecideRefund"] = 2
	b.at(0, func() { b.signal(refund.ActDecide, decision("d-1", refund.VerbApprove, "ann")) })
	if result := b.run(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
	if got := b.view().RefusedCount; got != 1 {
		t.Errorf("%d signals were counted as refused", got)
	}
}
