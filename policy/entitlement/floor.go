package entitlement

import (
	"github.com/makegood/makegood/refund"
)

// ApplyFloor keeps a request from going below zero (MONEY C10): what kept goods lost may be more than
// what comes back. A positive WAIVER makes up for it, and comes back negative when a later request
// has room. Its tax is such that a request below zero has no tax in it, and that all requests
// together have the tax that left the kept goods.
func (c *Calculation) ApplyFloor() error {
	waiver := -min(c.TotalMinor, c.past.waived)
	if waiver == 0 {
		return nil
	}
	tax := c.steps.AmountFrom("amount", c.past.waivedTax, refund.FromWaivedTax)
	if c.TotalMinor < c.past.waived { // the floor binds
		tax = c.steps.AmountFrom("amount", c.TaxMinor, refund.FromTax)
	}
	taxMinor, total := -tax.Number, c.TotalMinor
	if err := c.Add(refund.Component{Kind: refund.ComponentWaiver, AmountMinor: waiver, TaxMinor: taxMinor}); err != nil {
		return err
	}
	key := "waiver.granted"
	if waiver < 0 {
		key = "waiver.returned"
	}
	c.steps.Say(key, waiver, c.steps.Amount("total", total), c.steps.Amount("waived", c.past.waived), c.steps.Amount("open", c.past.waived+waiver))
	if taxMinor != 0 {
		c.steps.Say("tax.waiver", taxMinor, tax)
	}
	return nil
}
