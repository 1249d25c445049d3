package event

import (
	"cmp"
	"fmt"

	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
	"github.com/makegood/makegood/refund"
)

// checkShape refuses what the kernel's types can no longer show: a number that was not said (a
// misspelt unit_price_minor must not become 0), and a thing that was said in two ways.
func checkShape(e *orderv1.OrderCancelled, said fieldSet) error {
	return cmp.Or(
		each("lines", e.GetLines(), lineShape),
		within("shipping", shippingShape(e.GetShipping())),
		each("shipments", e.GetShipments(), shipmentShape),
		each("fees", e.GetFees(), feeShape),
		each("order_discounts", e.GetOrderDiscounts(), discountShape),
		each("payments", e.GetPayments(), paymentShape),
		each("earned_points", e.GetEarnedPoints(), earnedPointsShape),
		each("cancelled_lines", e.GetCancelledLines(), cancelledLineShape),
		shippingAloneShape(e, said),
	)
}

func lineShape(l *orderv1.Line) error {
	return cmp.Or(
		required("quantity", l.Quantity),
		required("unit_price_minor", l.UnitPriceMinor),
		each("discounts", l.GetDiscounts(), discountShape),
		taxShape(l.GetTax(), l.GetTaxes()),
	)
}

func shippingShape(s *orderv1.Shipping) error {
	if s == nil {
		return nil
	}
	return cmp.Or(
		required("amount_minor", s.AmountMinor),
		each("discounts", s.GetDiscounts(), discountShape),
		taxShape(s.GetTax(), s.GetTaxes()),
	)
}

func feeShape(f *orderv1.Fee) error {
	return cmp.Or(
		required("amount_minor", f.AmountMinor),
		taxShape(f.GetTax(), nil),
	)
}

func discountShape(d *orderv1.DiscountShare) error {
	return required("amount_minor", d.AmountMinor)
}

func taxShape(one *orderv1.Tax, several []*orderv1.Tax) error {
	if one != nil && len(several) > 0 {
		return malformed("tax: is there beside taxes")
	}
	if one != nil {
		return required("tax.amount_minor", one.AmountMinor)
	}
	return each("taxes", several, func(t *orderv1.Tax) error {
		return required("amount_minor", t.AmountMinor)
	})
}

// paymentShape wants the captured sum, or captures, or (nothing captured yet) an authorisation.
func paymentShape(p *orderv1.Payment) error {
	if p.CapturedMinor == nil && p.AuthorizedMinor == nil && len(p.GetCaptures()) == 0 {
		return required("captured_minor", nil)
	}
	if units := p.GetUnits(); units != nil && units.Amount == nil {
		return required("units.amount", nil)
	}
	return each("captures", p.GetCaptures(), func(c *orderv1.Payment_Capture) error {
		return required("amount_minor", c.AmountMinor)
	})
}

func cancelledLineShape(l *orderv1.CancelledLine) error {
	if l.Quantity == nil && l.AmountMinor == nil && l.GetMeasure() == nil {
		return required("quantity", nil)
	}
	return nil
}

// required names the field from where it stands; within puts the path before it.
func required(name string, number *int64) error {
	if number == nil {
		return refund.Problem{Code: refund.CodeMissingField, Detail: name + ": is missing"}
	}
	return nil
}

func within(path string, err error) error {
	if problem, bad := refund.ProblemIn(err); bad {
		return refund.Problem{Code: problem.Code, Detail: path + "." + problem.Detail}
	}
	return err
}

// each returns the first problem of a list's items, in their order.
func each[T any](path string, items []T, check func(item T) error) error {
	for i, item := range items {
		if err := check(item); err != nil {
			return within(fmt.Sprintf("%s[%d]", path, i), err)
		}
	}
	return nil
}
