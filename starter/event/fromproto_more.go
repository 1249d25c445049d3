package event

import (
	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
	"github.com/makegood/makegood/refund"
)

func fromProtoShipment(s *orderv1.Shipment) refund.Shipment {
	return refund.Shipment{
		ShipmentID: refund.ShipmentID(s.GetShipmentId()),
		Shipping: refund.Shipping{
			AmountMinor:   s.GetAmountMinor(),
			DiscountMinor: s.GetDiscountMinor(),
			Discounts:     convert(s.GetDiscounts(), fromProtoDiscount),
			Taxes:         fromProtoTaxes(s.GetTax(), s.GetTaxes()),
		},
		LineIDs: convert(s.GetLineIds(), fromProtoLineID),
	}
}

func fromProtoCancelledShipping(s *orderv1.CancelledShipping) refund.CancelledShipping {
	return refund.CancelledShipping{
		ShipmentID:  refund.ShipmentID(s.GetShipmentId()),
		AmountMinor: s.AmountMinor,
		Reason:      refund.Reason(s.GetReason()),
	}
}

func fromProtoEarnedPoints(p *orderv1.EarnedPoints) refund.EarnedPoints {
	return refund.EarnedPoints{Asset: p.GetAsset(), Amount: p.GetAmount(), LineIDs: convert(p.GetLineIds(), fromProtoLineID)}
}

func fromProtoInvoice(i *orderv1.Invoice) *refund.Invoice {
	if i == nil {
		return nil
	}
	return &refund.Invoice{Number: i.GetNumber(), Date: i.GetDate()}
}

func fromProtoMeasure(m *orderv1.Measure) *refund.Measure {
	if m == nil {
		return nil
	}
	return &refund.Measure{Amount: m.GetAmount(), Unit: m.GetUnit()}
}

func fromProtoCommission(c *orderv1.Commission) *refund.Commission {
	if c == nil {
		return nil
	}
	return &refund.Commission{Rate: c.GetRate(), AmountMinor: c.AmountMinor}
}
