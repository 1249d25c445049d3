package entitlement

import (
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// This file holds what was never captured (MONEY C13). Amounts are minor units.

// Uncaptured is what of an order may still be captured: max(0, min(cost - captured, authorised)), less what
// earlier requests voided.
type Uncaptured struct{ CostMinor, CapturedMinor, AuthorisedMinor, VoidedMinor int64 }

// OpenMinor is what may still be captured, voids aside.
func (u Uncaptured) OpenMinor() int64 {
	return max(0, min(u.CostMinor-u.CapturedMinor, u.AuthorisedMinor))
}

// LeftMinor is what may still be captured; negative: a capture came after a void.
func (u Uncaptured) LeftMinor() int64 { return u.OpenMinor() - u.VoidedMinor }

// inputs are what it is computed from.
func (c *Calculation) inputs(u Uncaptured) []refund.Input {
	return []refund.Input{c.steps.Amount("cost", u.CostMinor), c.steps.Amount("captured", u.CapturedMinor), c.steps.Amount("authorised", u.AuthorisedMinor),
		c.steps.Amount("voided", u.VoidedMinor), c.steps.Amount("open", u.OpenMinor())}
}

// VoidUncaptured takes what was never captured out of the request, with its share of the tax. It returns how much.
func (c *Calculation) VoidUncaptured(u Uncaptured) (int64, error) {
	minor := min(u.LeftMinor(), c.TotalMinor)
	if minor <= 0 {
		return 0, nil
	}
	claim := c.steps.Amount("claim", c.TotalMinor)
	return minor, c.void(minor, func() int {
		return c.steps.Say("void.never_captured", -minor, append(c.inputs(u), claim)...)
	})
}

// void takes an amount out of the request, with its share of the tax; say explains it and returns the step.
func (c *Calculation) void(minor int64, say func() int) error {
	total, taxBefore := c.TotalMinor, c.TaxMinor
	tax, err := refund.Prorate(taxBefore, minor, total)
	if err != nil {
		return err
	}
	place := say()
	if tax != 0 {
		c.steps.Say("tax.void", -tax, c.steps.Amount("amount", taxBefore), c.steps.Taken("part", place),
			c.steps.Before("whole", total, refund.FromTotal, place))
	}
	return c.Add(refund.Component{Kind: refund.ComponentVoid, AmountMinor: -minor, TaxMinor: -tax})
}

// BringBack adds an amount that was voided in earlier requests and captured since, with its share of the tax
// that was voided with it.
func (c *Calculation) BringBack(u Uncaptured) error {
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
	minor := -u.LeftMinor()
	tax, err := refund.Prorate(voided, minor, u.VoidedMinor)
	if err != nil {
		return err
	}
	place := c.steps.Say("void.captured_since", minor, c.inputs(u)...)
	if tax != 0 {
		c.steps.Say("tax.void_back", tax, c.steps.Amount("amount", voided), c.steps.Result("part", place), c.steps.Amount("whole", u.VoidedMinor))
	}
	return c.Add(refund.Component{Kind: refund.ComponentVoid, AmountMinor: minor, TaxMinor: tax})
}

// VoidAll claims the whole order, of which nothing was captured, and cancels all of it.
func (c *Calculation) VoidAll() error {
	if err := c.AddLines(); err != nil {
		return err
	}
	for i := range c.past.deliveries {
		d := &c.past.deliveries[i]
		if _, _, err := c.giveBack(d, d.left(), because{withWholeOrder(), nil}); err != nil {
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
	return c.void(c.TotalMinor, func() int {
		return c.steps.Say("void.whole", -c.TotalMinor, c.steps.Amount("claim", c.TotalMinor))
	})
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
