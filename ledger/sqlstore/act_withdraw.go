package sqlstore

import (
	"github.com/makegood/makegood/refund"
)

// withdraw takes the request back while nothing of this round was sent, or paid another way.
func (t *tx) withdraw(c *caseRow, w refund.Withdrawal) (done, error) {
	if c.status.Final() || c.closed {
		return notDone(refund.CodeWrongState, "the refund is %s", c.status), nil
	}
	legs, err := t.legs(c)
	if err != nil {
		return done{}, err
	}
	if begunSince(c, legs) {
		return notDone(refund.CodeAlreadySent, "money is on its way; it cannot be withdrawn"), nil
	}
	c.refusedPart = false
	cause := refund.Cause{Actor: w.By, Reason: "withdrawn: " + w.Note}
	if err := t.endReleased(c, refund.StatusWithdrawn, event{Name: "Withdrawn", Cause: cause}); err != nil {
		return done{}, err
	}
	return wasDone("nothing was sent; what was held is released"), nil
}

// begunSince reports whether something was sent, or paid, since the round began.
func begunSince(c *caseRow, legs []*legRow) bool {
	for _, l := range live(legs) {
		switch l.Status {
		case refund.LegSending, refund.LegPending, refund.LegUnknown, refund.LegDeclined, refund.LegNotSent, refund.LegFailed,
			refund.LegRequiresAction, refund.LegAbnormal, refund.LegLateFailed, refund.LegHeld:
			return true
		case refund.LegReserved, refund.LegSettled, refund.LegReleased:
		}
	}
	return paidOf(legs) > c.paidBefore
}
