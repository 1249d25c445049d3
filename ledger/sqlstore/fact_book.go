package sqlstore

import "github.com/makegood/makegood/refund"

// bookAbout books a fact about a payment that an order has named.
func (t *tx) bookAbout(p *paymentRow, f refund.Fact) (refund.FactBooked, error) {
	if err := t.lockPayment(p); err != nil {
		return refund.FactBooked{}, err
	}
	switch f.Kind {
	case refund.FactRefund:
		return t.outside(p, f)
	case refund.FactDispute:
		return t.dispute(p, f)
	}
	return refund.FactBooked{}, invariant("fact %s of kind %q", f.ID, f.Kind)
}
