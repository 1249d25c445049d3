package workflows_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// TestARunThatContinuesJustAsTheRefundEndedStillTellsItsEnd: the ledger has closed the refund in the
// transaction that ended it, and with this act the run is full, before anybody was told.
func TestARunThatContinuesJustAsTheRefundEndedStillTellsItsEnd(t *testing.T) {
	b := setup(t, overLimit)
	for i := range refund.RunActsMax - 1 {
		signalAfter(time.Duration(i+1)*time.Minute, refund.ActAssign, refund.Assignment{By: "bob", To: "ann"})(b)
	}
	withdrawAfter(refund.RunActsMax * time.Minute)(b)
	next := b.endsToContinue()
	if !b.kept().Closed {
		t.Fatal("the refund is not closed: the case tests nothing")
	}
	if result := next.run(); result.Status != refund.StatusWithdrawn {
		t.Errorf("ended %+v", result)
	}
	if b.wire.told[refund.NoticeWithdrawn] != 1 {
		t.Errorf("told %v", b.wire.told)
	}
}
