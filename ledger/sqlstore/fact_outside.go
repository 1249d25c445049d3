package sqlstore

import "github.com/makegood/makegood/refund"

// outside books a refund that makegood did not ask for. p is locked, with its orders.
func (t *tx) outside(_ *paymentRow, _ refund.Fact) (refund.FactBooked, error) {
	return refund.FactBooked{}, invariant("a refund made outside makegood: not built here")
}
