package policy

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// entitleLines adds what the items are worth: LINE net of the recorded discounts, and TAX where
// it is exclusive, both cumulative by quantity (MONEY C2, C4, C11).
func (w *work) entitleLines() error {
	var err error
	if w.netMinor, err = netPrices(w.order); err != nil {
		return err
	}
	for _, it := range w.items {
		if err := w.entitleLine(it); err != nil {
			return fmt.Errorf("line %s: %w", it.line.LineID, err)
		}
	}
	return nil
}

func (w *work) entitleLine(it item) error {
	amount, err := refund.Cumulative(w.netMinor[it.index], it.taken)
	if err != nil {
		return err
	}
	taxInside, err := it.tax(refund.TaxInclusive)
	if err != nil {
		return err
	}
	component := refund.Component{Kind: refund.ComponentLine, LineID: it.line.LineID,
		Quantity: it.taken.Now, AmountMinor: amount, TaxMinor: taxInside}
	if err := w.add(component, w.proportion(w.netMinor[it.index], it)); err != nil {
		return err
	}
	recorded, err := refund.TaxMinor(it.line.Taxes, refund.TaxExclusive)
	if err != nil {
		return err
	}
	onTop, err := refund.Cumulative(recorded, it.taken)
	if err != nil || onTop == 0 {
		return err
	}
	tax := refund.Component{Kind: refund.ComponentTax, LineID: it.line.LineID, AmountMinor: onTop, TaxMinor: onTop}
	return w.add(tax, w.proportion(recorded, it))
}

// tax is the item's share of the line's recorded tax of one mode.
func (it item) tax(mode refund.TaxMode) (int64, error) {
	recorded, err := refund.TaxMinor(it.line.Taxes, mode)
	if err != nil {
		return 0, err
	}
	return refund.Cumulative(recorded, it.taken)
}

// netPrices returns the lines' net prices, less their shares of discounts the sender did not
// allocate: those are spread by net price (MONEY C3), so that no more goes back than was paid.
func netPrices(order refund.Order) ([]int64, error) {
	net := make([]int64, len(order.Lines))
	for i, line := range order.Lines {
		var err error
		if net[i], err = line.NetMinor(); err != nil {
			return nil, err
		}
	}
	for _, discount := range order.OrderDiscounts {
		shares, err := refund.ShareTenders(discount.AmountMinor, net)
		if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeCapExceeded {
			return nil, refund.Problem{Code: refund.CodeDiscountExceedsLine,
				Detail: fmt.Sprintf("order discount %s is more than the lines cost", discount.PromotionID)}
		}
		if err != nil {
			return nil, err
		}
		for i := range net {
			net[i] -= shares[i]
		}
	}
	return net, nil
}

// charge is a shipping or a fee: it goes back as a whole, once over all requests of an order.
type charge struct {
	kind     refund.ComponentKind
	feeID    string
	netMinor int64
	taxes    []refund.Tax
	why      string
}

// entitleShipping adds the shipping where the policy gives it back: for an item's reason, or
// because nothing of the order is kept.
func (w *work) entitleShipping() error {
	for _, it := range w.items {
		why, due := w.shippingDue(it)
		if !due {
			continue
		}
		net, err := w.order.Shipping.NetMinor()
		if err != nil {
			return err
		}
		return w.entitleCharge(charge{kind: refund.ComponentShipping, netMinor: net, taxes: w.order.Shipping.Taxes, why: why})
	}
	return nil
}

func (w *work) shippingDue(it item) (string, bool) {
	switch w.policy.rule(it.reason).shipping {
	case shippingAlways:
		return fmt.Sprintf("goes back for %s", it.reason), true
	case shippingWholeOrder:
		return "goes back because nothing of the order is kept", w.whole
	case shippingNever:
	}
	return "", false
}

// entitleFees adds the refundable fees once nothing of the order is kept.
func (w *work) entitleFees() error {
	for _, fee := range w.order.Fees {
		if !fee.Refundable || !w.whole {
			continue
		}
		err := w.entitleCharge(charge{kind: refund.ComponentFee, feeID: fee.FeeID, netMinor: fee.AmountMinor,
			taxes: fee.Taxes, why: "is refundable, and nothing of the order is kept"})
		if err != nil {
			return fmt.Errorf("fee %s: %w", fee.FeeID, err)
		}
	}
	return nil
}

// entitleCharge adds what is left of a charge, and of its exclusive tax. Nothing left adds
// nothing.
func (w *work) entitleCharge(c charge) error {
	inside, err := refund.TaxMinor(c.taxes, refund.TaxInclusive)
	if err != nil {
		return err
	}
	onTop, err := refund.TaxMinor(c.taxes, refund.TaxExclusive)
	if err != nil {
		return err
	}
	for _, part := range []refund.Component{
		{Kind: c.kind, FeeID: c.feeID, AmountMinor: c.netMinor, TaxMinor: inside},
		{Kind: refund.ComponentTax, FeeID: c.feeID, AmountMinor: onTop, TaxMinor: onTop},
	} {
		if part.AmountMinor <= 0 || w.givenBackBefore(part) {
			continue
		}
		if err := w.add(part, fmt.Sprintf("%s %s", w.money(part.AmountMinor), c.why)); err != nil {
			return err
		}
	}
	return nil
}

// givenBackBefore reports whether an earlier request gave the charge back already. A charge has
// no line; a deduction of the same kind is negative.
func (w *work) givenBackBefore(part refund.Component) bool {
	for _, earlier := range w.history.Earlier {
		for _, component := range earlier.Components {
			if component.Kind == part.Kind && component.FeeID == part.FeeID && component.LineID == "" && component.AmountMinor > 0 {
				return true
			}
		}
	}
	return false
}
