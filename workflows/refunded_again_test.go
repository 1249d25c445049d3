package workflows_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// TestAfterACorrectionTheCustomerHearsThatItIsRefundedAfterAll: the first time was before it bounced.
func TestAfterACorrectionTheCustomerHearsThatItIsRefundedAfterAll(t *testing.T) {
	b := setup(t, merchantFault) // the offer keeps the story open
	for _, act := range did(factAfter(time.Hour, refund.OutcomeFailed), looks(2*time.Hour), resolveAfter(3*time.Hour, refund.ResolveRetry)) {
		act(b)
	}
	if result := b.runBesideOthers(); result.Status != refund.StatusRefunded {
		t.Errorf("ended %+v", result)
	}
	if b.wire.told[refund.NoticeCorrected] != 1 || b.wire.told[refund.NoticeRefunded] != 2 {
		t.Errorf("told %v", b.wire.told)
	}
	if told := b.stored().Messages; len(told) < 4 {
		t.Errorf("the books have %+v", told)
	}
}
