package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// ShippingClaim is what a request takes of a delivery, beside its lines or alone: no goods, no quantity, and
// nothing of a promotion.
type ShippingClaim struct {
	ShipmentID refund.ShipmentID
	Reason     refund.Reason
	// AmountMinor is a part of the net price; nil: all that is left of it.
	AmountMinor *int64
	// Grant is what the rules make of the claim, as an item's.
	Grant *rulebook.Grant
	// worth is what the claim's SHIPPING and TAX came to.
	worth part3
}

// claimShipping turns what the request names of deliveries into claims, and answers where it is not there.
func (c *Calculation) claimShipping() {
	for i := range c.request.CancelledShipping {
		wanted := &c.request.CancelledShipping[i]
		claim := ShippingClaim{ShipmentID: wanted.ShipmentID, Reason: c.reasonFor(wanted.Reason), AmountMinor: wanted.AmountMinor, Grant: &c.ungranted}
		d := c.past.delivery(wanted.ShipmentID)
		switch {
		case d == nil:
			c.steps.Say("shipment.unknown", 0, explain.Word("shipment", wanted.ShipmentID))
			c.answer(refund.DispositionAttention, string(refund.CodeUnknownShipment))
			return
		case wanted.AmountMinor != nil && *wanted.AmountMinor < 0:
			c.answer(refund.DispositionAttention, string(refund.CodeNegativeAmount))
			return
		case wanted.AmountMinor != nil && *wanted.AmountMinor > d.left():
			c.steps.Say("shipping.too_much", 0, d.word(), c.steps.Amount("asked", *wanted.AmountMinor), c.steps.Amount("left", d.left()), c.steps.Amount("total", d.paid.net))
			c.answer(refund.DispositionAttention, string(refund.CodeCapExceeded))
			return
		case d.left() == 0:
			c.steps.Say("shipping.none_left", 0, d.word(), c.steps.Amount("total", d.paid.net))
			continue
		}
		c.Shipping = append(c.Shipping, claim)
	}
}

// addClaimedShipping adds what the request names of deliveries, unless the policy gave it back already.
func (c *Calculation) addClaimedShipping() error {
	for i := range c.Shipping {
		claim := &c.Shipping[i]
		d := c.past.delivery(claim.ShipmentID)
		minor := d.left()
		if claim.AmountMinor != nil {
			minor = min(minor, *claim.AmountMinor)
		}
		if minor == 0 {
			continue
		}
		var err error
		if claim.worth, err = c.giveBack(d, minor, because{"asked", []refund.Input{c.steps.Amount("asked", minor), explain.Word("reason", claim.Reason)}}); err != nil {
			return d.failed(err)
		}
	}
	return nil
}

// SentLines are the places, in the pinned sequence, of the lines that a claim's delivery sent.
func (c *Calculation) SentLines(claim *ShippingClaim) []int {
	d := c.past.delivery(claim.ShipmentID)
	var lines []int
	for i := range c.past.lines {
		if c.past.sent(d, c.past.lines[i].line.LineID) {
			lines = append(lines, i)
		}
	}
	return lines
}
