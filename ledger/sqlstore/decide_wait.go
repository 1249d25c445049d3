package sqlstore

import (
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// waitForDispute makes the legs of a new reservation wait whose payments have their funds in a dispute: nothing is
// reserved of them. They go on when the dispute is won, as those do that were held when it opened.
func (t *tx) waitForDispute(c *caseRow, a refund.Assessment, waits map[refund.PaymentID]bool) error {
	for _, planned := range a.Legs {
		if !waits[planned.PaymentID] || planned.Void || planned.AmountMinor == 0 {
			continue
		}
		l, err := t.legOf(c, planned.LegID)
		if err != nil {
			return err
		}
		l.heldFrom, l.Status, l.stopped = l.Status, refund.LegHeld, ledger.CodePaymentStopped
		if err := t.keepHeld(c, l, stopDispute); err != nil {
			return err
		}
	}
	return nil
}
