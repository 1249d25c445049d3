package workflows_test

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestASignalThatArrivesBeforeTheClaimIsKeptAndNothingParks(t *testing.T) {
	b := setup(t, nil)
	b.faults.failBefore["OpenRefund"] = 2
	b.at(0, func() { b.env.SignalWorkflow(refund.MessageDecide, decision("d-1", refund.VerbApprove, "ann")) })
	if result := b.run(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
}
