package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// Adjustment is a person's lower amount: what the total is brought to, and how much less is shared over
// the payments for it. Both are minor units.
type Adjustment struct{ TargetMinor, OffMinor int64 }

// Adjust adds an ADJUSTMENT of this request alone (MONEY C2), with the request's tax in proportion: tax
// on top is a component of its own, as everywhere.
func (c *Calculation) Adjust(a Adjustment) error {
	onTop := int64(0)
	for _, part := range c.Components {
		if part.Kind == refund.ComponentTax {
			onTop += part.AmountMinor
		}
	}
	inputs := []refund.Input{c.steps.Amount("target", a.TargetMinor), c.steps.Amount("total", c.TotalMinor), c.steps.Amount("shared", c.TotalMinor-a.OffMinor),
		c.steps.Amount("tax", c.TaxMinor), c.steps.Amount("on_top", onTop)}
	tax, total := max(0, c.TaxMinor), c.TotalMinor
	onTop = min(max(0, onTop), tax) // what kept goods lost may leave less tax than there is on top
	insideOff, err := refund.Prorate(tax-onTop, a.OffMinor, total)
	if err != nil {
		return err
	}
	onTopOff, err := refund.Prorate(onTop, a.OffMinor, total)
	if err != nil {
		return err
	}
	onTopOff = min(onTopOff, a.OffMinor)
	place := c.steps.Say("adjustment.decided", onTopOff-a.OffMinor, inputs...)
	for i := range inputs {
		inputs[i] = explain.Same(inputs[i], place)
	}
	if insideOff != 0 {
		c.steps.Say("tax.adjusted", -insideOff, inputs...)
	}
	if err := c.Add(refund.Component{Kind: refund.ComponentAdjustment, AmountMinor: onTopOff - a.OffMinor, TaxMinor: -insideOff}); err != nil {
		return err
	}
	if onTopOff == 0 {
		return nil
	}
	c.steps.Say("adjustment.tax", -onTopOff, inputs...)
	return c.addTaxOff("", onTopOff)
}

// addTaxOff takes the exclusive tax of an adjustment.
func (c *Calculation) addTaxOff(line refund.LineID, minor int64) error {
	return c.Add(refund.Component{Kind: refund.ComponentTax, LineID: line, AmountMinor: -minor, TaxMinor: -minor, Of: refund.ComponentAdjustment})
}
