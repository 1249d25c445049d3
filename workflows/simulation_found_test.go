package workflows_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// The smallest case of each defect that the simulation found.

// TestGoodsThatAreWorthNothingMayBeAppealed (seed 5): a proposal without a leg lies between two that
// have one, and the later one may not take the first one's id.
func TestGoodsThatAreWorthNothingMayBeAppealed(t *testing.T) {
	b := setupUnder(t, goodsFirst, delivered)
	inspectAfter(day, refund.InspectedLine{LineID: "1", PartialQuantity: 2, DeductMinor: 22600, Reason: "burnt"})(b)
	b.at(day+time.Hour, func() { // nothing was left to pay, and the ledger says that it is over
		if now := b.stored().Status; now != refund.StatusRefunded {
			t.Errorf("the ledger has %s", now)
		}
	})
	appealAfter(2 * day)(b)
	decideAfter(3*day, refund.VerbApprove)(b)
	if result := b.run(); result.Status != refund.StatusRefunded || result.PaidMinor != 22600 {
		t.Errorf("ended %+v", result)
	}
}

// TestTheLedgerSaysThatGoodsAreWaitedFor: also before the wait is written down, and when the customer
// chooses something else meanwhile.
func TestTheLedgerSaysThatGoodsAreWaitedFor(t *testing.T) {
	b := setupUnder(t, goodsFirst+"alternatives: {store_credit_budget: goodwill}\n", delivered)
	chooseAfter(time.Hour, refund.AlternativeStoreCredit)(b)
	b.at(2*time.Hour, func() {
		stored := b.stored()
		if stored.Status != refund.StatusAwaitingGoods {
			t.Errorf("the ledger has %s", stored.Status)
		}
		for _, entry := range stored.Trail {
			if entry.To == refund.StatusPayingOut {
				t.Errorf("it was said to be paid out: %+v", entry)
			}
		}
	})
	inspectAfter(day, accepted(2))(b)
	if result := b.run(); result.PaidMinor != 22600 || b.moved() != 0 {
		t.Errorf("ended %+v, the provider moved %d", result, b.moved())
	}
}

// TestAnAppealIsTakenBackWhileItIsBeingHeld (seed 11): what was refused is open again as soon as the
// ledger holds it, also for a withdrawal that comes before the review begins.
func TestAnAppealIsTakenBackWhileItIsBeingHeld(t *testing.T) {
	b := setup(t, afterTheWindow)
	appealAfter(day)(b)
	b.faults.failAfter["CarryOut"] = 1 // it was held, and is asked for again
	withdrawAfter(day + time.Millisecond)(b)
	b.at(2*day, func() {}) // the environment ends a workflow that has no timer, also while a call is tried again
	if result := b.run(); result.Status != refund.StatusWithdrawn || result.PaidMinor != 0 {
		t.Errorf("ended %+v", result)
	}
}
