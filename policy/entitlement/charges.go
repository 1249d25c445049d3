package entitlement

import (
	"fmt"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// charge is a fee: it goes back as a whole, once over all requests of an order.
type charge struct {
	feeID    string
	netMinor int64
	taxes    []refund.Tax
	key      string
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
		err := c.addCharge(charge{feeID: fee.FeeID, netMinor: fee.AmountMinor, taxes: fee.Taxes, key: "fee.whole_order"})
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
		{Kind: refund.ComponentFee, FeeID: own.feeID, AmountMinor: own.netMinor, TaxMinor: inside},
		{Kind: refund.ComponentTax, FeeID: own.feeID, AmountMinor: onTop, TaxMinor: onTop},
	} {
		if part.AmountMinor <= 0 {
			continue
		}
		if err := c.Add(part); err != nil {
			return err
		}
		key := own.key
		if part.Kind == refund.ComponentTax {
			key = "charge.tax"
		}
		c.steps.Say(key, part.AmountMinor, explain.Word("fee", part.FeeID))
	}
	return nil
}
