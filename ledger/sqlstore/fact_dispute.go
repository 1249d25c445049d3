package sqlstore

import "github.com/makegood/makegood/refund"

// dispute books the state of a dispute. p is locked, with its orders.
func (t *tx) dispute(_ *paymentRow, _ refund.Fact) (refund.FactBooked, error) {
	return refund.FactBooked{}, invariant("a dispute: not built here")
}
