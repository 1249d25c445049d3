package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// capKey names a part of an order that has a cap. item is the line, the fee or the shipment; empty for the order's own
// shipping and for tax.
type capKey struct {
	kind refund.ComponentKind
	item string
}

// orderCap is how much may ever be refunded of one part of an order: promise 2 in money.
type orderCap struct {
	capKey
	amountMinor int64
}

// capsOf reads the caps of a pinned order: each line's paid amount, each delivery, each fee, and all
// exclusive tax.
func capsOf(o refund.Order) ([]orderCap, error) {
	var out []orderCap
	var taxes []int64
	for _, l := range o.Lines {
		paid, err := linePaid(l)
		if err != nil {
			return nil, err
		}
		out = append(out, orderCap{capKey{refund.ComponentLine, string(l.LineID)}, paid})
		taxes = append(taxes, exclusive(l.Taxes)...)
	}
	for _, s := range o.Deliveries() {
		net, err := ledger.Checked(s.NetMinor())
		if err != nil {
			return nil, err
		}
		out = append(out, orderCap{capKey{refund.ComponentShipping, string(s.ShipmentID)}, net})
		taxes = append(taxes, exclusive(s.Taxes)...)
	}
	for _, f := range o.Fees {
		out = append(out, orderCap{capKey{refund.ComponentFee, f.FeeID}, max(0, f.AmountMinor)})
		taxes = append(taxes, exclusive(f.Taxes)...)
	}
	tax, err := ledger.Checked(refund.SumMinor(taxes...))
	return append(out, orderCap{capKey{refund.ComponentTax, ""}, max(0, tax)}), err
}

// linePaid is unit price times quantity less the line's discounts, without exclusive tax.
func linePaid(l refund.Line) (int64, error) {
	list, err := ledger.Checked(refund.MulMinor(l.UnitPriceMinor, l.Quantity))
	if err != nil {
		return 0, fmt.Errorf("line %s: %w", l.LineID, err)
	}
	parts := []int64{list}
	for _, d := range l.Discounts {
		parts = append(parts, -d.AmountMinor)
	}
	paid, err := ledger.Checked(refund.SumMinor(parts...))
	return max(0, paid), err
}

// exclusive are the amounts of the taxes that were charged on top of the price.
func exclusive(taxes []refund.Tax) []int64 {
	var out []int64
	for _, t := range taxes {
		if t.Mode == refund.TaxExclusive {
			out = append(out, t.AmountMinor)
		}
	}
	return out
}

// capOf names the cap a component counts against; ok is false for a component without one. A
// component that takes away (a fee kept, a claw-back) uses up no cap.
func capOf(c refund.Component) (key capKey, ok bool) {
	if c.AmountMinor <= 0 {
		return capKey{}, false
	}
	switch c.Kind {
	case refund.ComponentLine:
		return capKey{c.Kind, string(c.LineID)}, true
	case refund.ComponentFee:
		return capKey{c.Kind, c.FeeID}, true
	case refund.ComponentShipping:
		return capKey{c.Kind, string(c.ShipmentID)}, true
	case refund.ComponentTax:
		return capKey{c.Kind, ""}, true
	case refund.ComponentClawback, refund.ComponentGiftNotReturned, refund.ComponentUsage,
		refund.ComponentDepreciation, refund.ComponentRestocking, refund.ComponentAdjustment,
		refund.ComponentTenderNotRestored, refund.ComponentTenderReissued, refund.ComponentWaiver,
		refund.ComponentRounding, refund.ComponentVoid, refund.ComponentEarnedPoints, refund.ComponentReturnShipping:
		return capKey{}, false
	}
	return capKey{}, false
}
