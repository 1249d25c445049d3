package event

import (
	"cmp"

	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
	"github.com/makegood/makegood/refund"
)

func shipmentShape(s *orderv1.Shipment) error {
	return cmp.Or(
		required("amount_minor", s.AmountMinor),
		each("discounts", s.GetDiscounts(), discountShape),
		taxShape(s.GetTax(), s.GetTaxes()),
	)
}

func earnedPointsShape(p *orderv1.EarnedPoints) error {
	return required("amount", p.Amount)
}

// shippingAloneShape wants cancelled_lines to be said where only deliveries go back, though it names no line: a
// misspelt name of it must not turn a request for goods into one for their delivery.
func shippingAloneShape(e *orderv1.OrderCancelled, said fieldSet) error {
	const path = "cancelled_lines"
	if e.GetScope() != string(refund.ScopeLines) || len(e.GetCancelledShipping()) == 0 || said.has(contract().named([]byte(path))) {
		return nil
	}
	return refund.Problem{Code: refund.CodeMissingField, Detail: path + ": is missing; an empty list says that only deliveries go back"}
}
