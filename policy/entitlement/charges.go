package entitlement

import (
	"fmt"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
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

// AddShipping adds the shipping where the policy gives it back: for an item's reason, or
// because nothing of the order is kept.
func (c *Calculation) AddShipping() error {
	for i := range c.Items {
		it := &c.Items[i]
		key, due := c.shippingDue(it)
		if !due || c.past.shippingGiven {
			continue
		}
		net, err := c.order.Shipping.NetMinor()
		if err != nil {
			return err
		}
		c.past.shippingGiven = true
		return c.addCharge(charge{kind: refund.ComponentShipping, netMinor: net, taxes: c.order.Shipping.Taxes, key: key, reason: it.Reason})
	}
	return nil
}

// shippingDue says whether an item gives the shipping back. An allowance leaves the goods, and
// their shipping, where they are.
func (c *Calculation) shippingDue(it *Item) (string, bool) {
	if it.AllowanceMinor != nil {
		return "", false
	}
	switch it.Grant.Terms.Shipping {
	case rulebook.ShippingAlways:
		return "shipping.for_reason", true
	case rulebook.ShippingWholeOrder:
		return "shipping.whole_order", c.WholeOrder
	case rulebook.ShippingNever: // the law gives the standard delivery back all the same
		return "shipping.whole_order", c.WholeOrder && it.Statutory
	}
	return "", false
}

// feeDue reports whether a fee goes back with the last of the order: a refundable one, and by law any (MONEY C15).
func (c *Calculation) feeDue(fee *refund.Fee) bool {
	return fee.Refundable || c.withdrawn()
}

// withdrawn reports whether all that the request takes goes back by law.
func (c *Calculation) withdrawn() bool {
	for i := range c.Items {
		if !c.Items[i].Statutory {
			return false
		}
	}
	return len(c.Items) > 0
}

// AddFees adds the refundable fees once nothing of the order is kept. A fee is no entitlement
// that a claw-back could eat (MONEY C10).
func (c *Calculation) AddFees() error {
	for _, fee := range c.order.Fees {
		if !c.feeDue(&fee) || !c.WholeOrder || c.past.feesGiven[fee.FeeID] {
			continue
		}
		c.past.feesGiven[fee.FeeID] = true
		err := c.addCharge(charge{kind: refund.ComponentFee, feeID: fee.FeeID, netMinor: fee.AmountMinor, taxes: fee.Taxes, key: "fee.whole_order"})
		if err != nil {
			return fmt.Errorf("fee %s: %w", fee.FeeID, err)
		}
	}
	return nil
}

// addCharge adds a charge, and its exclusive tax. What cost nothing adds nothing.
func (c *Calculation) addCharge(own charge) error {
	inside, err := refund.TaxMinor(own.taxes, refund.TaxInclusive)
	if err != nil {
		return err
	}
	onTop, err := refund.TaxMinor(own.taxes, refund.TaxExclusive)
	if err != nil {
		return err
	}
	for _, part := range []refund.Component{
		{Kind: own.kind, FeeID: own.feeID, AmountMinor: own.netMinor, TaxMinor: inside},
		{Kind: refund.ComponentTax, FeeID: own.feeID, AmountMinor: onTop, TaxMinor: onTop},
	} {
		if part.AmountMinor <= 0 {
			continue
		}
		if err := c.Add(part); err != nil {
			return err
		}
		c.sayCharge(own, part)
	}
	return nil
}

// sayCharge explains a charge, the tax inside it, or its tax on top: each as it is recorded.
func (c *Calculation) sayCharge(own charge, part refund.Component) {
	fee, reason := explain.Word("fee", part.FeeID), explain.Word("reason", own.reason)
	inside, onTop := "tax.shipping", refund.FromShippingOnTop
	if own.kind == refund.ComponentFee {
		inside, onTop = "tax.fee", refund.FromFeeOnTop
	}
	if part.Kind == refund.ComponentTax {
		c.steps.Say("charge.tax", part.AmountMinor, fee, reason, c.steps.AmountFrom("amount", part.AmountMinor, onTop))
		return
	}
	c.steps.Say(own.key, part.AmountMinor, fee, reason, c.steps.Amount("amount", part.AmountMinor))
	if part.TaxMinor != 0 {
		c.steps.Say(inside, part.TaxMinor, fee, c.steps.Amount("amount", part.TaxMinor))
	}
}
