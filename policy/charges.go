package policy

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// charge is a shipping or a fee: it goes back as a whole, once over all requests of an order.
type charge struct {
	kind     refund.ComponentKind
	feeID    string
	netMinor int64
	taxes    []refund.Tax
	key      string
	reason   refund.Reason
}

// entitleShipping adds the shipping where the policy gives it back: for an item's reason, or
// because nothing of the order is kept.
func (w *work) entitleShipping() error {
	for i := range w.items {
		it := &w.items[i]
		key, due := w.shippingDue(it)
		if !due || w.past.shippingGiven {
			continue
		}
		net, err := w.order.Shipping.NetMinor()
		if err != nil {
			return err
		}
		w.past.shippingGiven = true
		return w.entitleCharge(charge{kind: refund.ComponentShipping, netMinor: net, taxes: w.order.Shipping.Taxes, key: key, reason: it.reason})
	}
	return nil
}

// shippingDue says whether an item gives the shipping back. An allowance leaves the goods, and
// their shipping, where they are.
func (w *work) shippingDue(it *item) (string, bool) {
	if it.allowance != nil {
		return "", false
	}
	switch it.grant.terms.Shipping {
	case ShippingAlways:
		return "shipping.for_reason", true
	case ShippingWholeOrder:
		return "shipping.whole_order", w.whole
	case ShippingNever:
	}
	return "", false
}

// entitleFees adds the refundable fees once nothing of the order is kept. A fee is no entitlement
// that a claw-back could eat (MONEY C10).
func (w *work) entitleFees() error {
	for _, fee := range w.order.Fees {
		if !fee.Refundable || !w.whole || w.past.feesGiven[fee.FeeID] {
			continue
		}
		w.past.feesGiven[fee.FeeID] = true
		err := w.entitleCharge(charge{kind: refund.ComponentFee, feeID: fee.FeeID, netMinor: fee.AmountMinor, taxes: fee.Taxes, key: "fee.whole_order"})
		if err != nil {
			return fmt.Errorf("fee %s: %w", fee.FeeID, err)
		}
	}
	return nil
}

// entitleCharge adds a charge, and its exclusive tax. What cost nothing adds nothing.
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
		if part.AmountMinor <= 0 {
			continue
		}
		if err := w.add(part); err != nil {
			return err
		}
		key := c.key
		if part.Kind == refund.ComponentTax {
			key = "charge.tax"
		}
		w.say(key, part.AmountMinor, in("fee", part.FeeID), in("reason", c.reason))
	}
	return nil
}
