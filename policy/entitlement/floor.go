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
	taxMinor := -c.past.waivedTax
	if c.TotalMinor < c.past.waived { // the floor binds
		taxMinor = -c.TaxMinor
	}
	if err := c.Add(refund.Component{Kind: refund.ComponentWaiver, AmountMinor: waiver, TaxMinor: taxMinor}); err != nil {
		return err
	}
	key := "waiver.granted"
	if waiver < 0 {
		key = "waiver.returned"
	}
	c.steps.Say(key, waiver, c.steps.Amount("open", c.past.waived+waiver))
	return nil
}
