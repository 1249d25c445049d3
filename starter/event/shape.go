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
		shippingShape(e.GetShipping()),
		each("shipments", e.GetShipments(), shipmentShape),
		each("fees", e.GetFees(), feeShape),
		each("order_discounts", e.GetOrderDiscounts(), discountShape),
		each("payments", e.GetPayments(), paymentShape),
		each("earned_points", e.GetEarnedPoints(), earnedPointsShape),
		each("cancelled_lines", e.GetCancelledLines(), cancelledLineShape),
		shippingAloneShape(e, said),
	)
}

func lineShape(path string, l *orderv1.Line) error {
	return cmp.Or(
		required(path+"quantity", l.Quantity),
		required(path+"unit_price_minor", l.UnitPriceMinor),
		each(path+"discounts", l.GetDiscounts(), discountShape),
		taxShape(path, l.GetTax(), l.GetTaxes()),
	)
}

func shippingShape(s *orderv1.Shipping) error {
	if s == nil {
		return nil
	}
	return cmp.Or(
		required("shipping.amount_minor", s.AmountMinor),
		each("shipping.discounts", s.GetDiscounts(), discountShape),
		taxShape("shipping.", s.GetTax(), s.GetTaxes()),
	)
}

func feeShape(path string, f *orderv1.Fee) error {
	return cmp.Or(
		required(path+"amount_minor", f.AmountMinor),
		taxShape(path, f.GetTax(), nil),
	)
}

func discountShape(path string, d *orderv1.DiscountShare) error {
	return required(path+"amount_minor", d.AmountMinor)
}

func taxShape(path string, one *orderv1.Tax, several []*orderv1.Tax) error {
	if one != nil && len(several) > 0 {
		return malformed("%stax: is there beside taxes", path)
	}
	if one != nil {
		return required(path+"tax.amount_minor", one.AmountMinor)
	}
	return each(path+"taxes", several, func(path string, t *orderv1.Tax) error {
		return required(path+"amount_minor", t.AmountMinor)
	})
}

// paymentShape wants the captured sum, or captures, or (nothing captured yet) an authorisation.
func paymentShape(path string, p *orderv1.Payment) error {
	if p.CapturedMinor == nil && p.AuthorizedMinor == nil && len(p.GetCaptures()) == 0 {
		return required(path+"captured_minor", nil)
	}
	if units := p.GetUnits(); units != nil && units.Amount == nil {
		return required(path+"units.amount", nil)
	}
	return each(path+"captures", p.GetCaptures(), func(path string, c *orderv1.Payment_Capture) error {
		return required(path+"amount_minor", c.AmountMinor)
	})
}

func cancelledLineShape(path string, l *orderv1.CancelledLine) error {
	if l.Quantity == nil && l.AmountMinor == nil && l.GetMeasure() == nil {
		return required(path+"quantity", nil)
	}
	return nil
}

func required(path string, number *int64) error {
	if number == nil {
		return refund.Problem{Code: refund.CodeMissingField, Detail: path + ": is missing"}
	}
	return nil
}

// each returns the first problem of a list's items, in their order.
func each[T any](path string, items []T, check func(path string, item T) error) error {
	for i, item := range items {
		if err := check(fmt.Sprintf("%s[%d].", path, i), item); err != nil {
			return err
		}
	}
	return nil
}
