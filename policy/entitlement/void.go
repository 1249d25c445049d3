package entitlement

import (
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// This file holds what was never captured (MONEY C13). Amounts are minor units.

// Part is an amount of a whole.
type Part struct{ Minor, OfMinor int64 }

// Void takes an amount that was never captured out of the request, with its share of the tax.
func (c *Calculation) Void(minor int64) error {
	tax, err := refund.Prorate(c.TaxMinor, minor, c.TotalMinor)
	if err != nil {
		return err
	}
	c.steps.Say("void.never_captured", -minor, c.steps.Amount("claim", c.TotalMinor))
	return c.Add(refund.Component{Kind: refund.ComponentVoid, AmountMinor: -minor, TaxMinor: -tax})
}

// BringBack adds an amount that was voided in earlier requests and captured since, with its share of the tax
// that was voided with it.
func (c *Calculation) BringBack(of Part) error {
	var taxes []int64
	for i := range c.earlier {
		for _, part := range c.earlier[i].Components {
			if part.Kind == refund.ComponentVoid {
				taxes = append(taxes, -part.TaxMinor)
			}
		}
	}
	voided, err := refund.SumMinor(taxes...)
	if err != nil {
		return err
	}
	tax, err := refund.Prorate(voided, of.Minor, of.OfMinor)
	if err != nil {
		return err
	}
	c.steps.Say("void.captured_since", of.Minor, c.steps.Amount("voided", of.OfMinor))
	return c.Add(refund.Component{Kind: refund.ComponentVoid, AmountMinor: of.Minor, TaxMinor: tax})
}

// VoidAll claims the whole order, of which nothing was captured, and cancels all of it.
func (c *Calculation) VoidAll() error {
	if err := c.AddLines(); err != nil {
		return err
	}
	for i := range c.past.deliveries {
		d := &c.past.deliveries[i]
		if _, err := c.giveBack(d, d.left(), because{"whole_order", nil}); err != nil {
			return d.failed(err)
		}
	}
	for _, fee := range c.order.Fees {
		if err := c.addCharge(charge{feeID: fee.FeeID, netMinor: fee.AmountMinor, taxes: fee.Taxes, key: "fee.whole_order"}); err != nil {
			return err
		}
	}
	if c.TotalMinor == 0 {
		return nil
	}
	return c.Void(c.TotalMinor)
}

// WasToBeSent is ToBeSent before this request.
func (c *Calculation) WasToBeSent() bool { return c.toBeSentBefore }

// ToBeSent reports whether units that are kept were never sent: they must still be captured.
func (c *Calculation) ToBeSent() bool {
	for i := range c.past.lines {
		s := &c.past.lines[i]
		sent := int64(0)
		switch s.line.Fulfilment {
		case refund.FulfilmentShipped, refund.FulfilmentDelivered, refund.FulfilmentConsumed:
			sent = s.line.Quantity
		case refund.FulfilmentUnfulfilled:
		case "": // not said
			if rulebook.DeliveredAt(c.order, s.line) != nil {
				sent = s.line.Quantity
			}
		}
		if s.line.FulfilledQuantity != nil {
			sent = *s.line.FulfilledQuantity
		}
		if s.kept() > sent {
			return true
		}
	}
	return false
}
