package entitlement

import (
	"fmt"

	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// This file says of an entitlement what the division over the payments needs beside its total. Amounts are
// minor units; errors are a refund.Problem AMOUNT_OVERFLOW.

// AllowancesMinor is what of the request is money without goods (MONEY C12).
func (c *Calculation) AllowancesMinor() int64 {
	var sum int64
	for i := range c.Items {
		if it := &c.Items[i]; it.Allowance() {
			sum += it.worth.net + it.worth.taxOn // at most what was paid for the lines
		}
	}
	return sum
}

// WaivedMinor is what was paid for the units that stay with the customer, tax on top included.
func (c *Calculation) WaivedMinor() int64 {
	var sum int64
	for i := range c.Items {
		if it := &c.Items[i]; it.GoodsWaived {
			sum += it.worth.net + it.worth.taxOn // at most what was paid for the lines
		}
	}
	return sum
}

// Fault is how much of the goods of the request, by what they are worth, comes back for the merchant's fault:
// a part, and the whole.
func (c *Calculation) Fault() (partMinor, ofMinor int64) {
	all, any := true, false
	for i := range c.Items {
		it := &c.Items[i]
		if it.Allowance() {
			continue
		}
		worth := it.worth.net + it.worth.taxOn
		ofMinor += worth
		if it.Reason.MerchantFault() {
			any, partMinor = true, partMinor+worth
		} else {
			all = false
		}
	}
	for i := range c.Shipping {
		claim := &c.Shipping[i]
		worth := claim.worth.net + claim.worth.taxOn
		ofMinor += worth
		if claim.Reason.MerchantFault() {
			any, partMinor = true, partMinor+worth
		} else {
			all = false
		}
	}
	if any && all {
		return 1, 1
	}
	return partMinor, ofMinor
}

// UsedUp reports whether something of the order was used up, in this request or an earlier one: that is goods
// kept (MONEY C8).
func (c *Calculation) UsedUp() bool {
	for _, components := range c.sequence() {
		for i := range components {
			switch components[i].Kind {
			case refund.ComponentUsage, refund.ComponentDepreciation:
				return true
			case refund.ComponentLine, refund.ComponentTax, refund.ComponentShipping, refund.ComponentFee, refund.ComponentClawback,
				refund.ComponentGiftNotReturned, refund.ComponentRestocking, refund.ComponentAdjustment, refund.ComponentTenderNotRestored,
				refund.ComponentTenderReissued, refund.ComponentWaiver, refund.ComponentRounding, refund.ComponentVoid,
				refund.ComponentReturnShipping, refund.ComponentEarnedPoints:
			}
		}
	}
	return false
}

// sequence is the components of the order's requests, this one's last.
func (c *Calculation) sequence() [][]refund.Component {
	all := make([][]refund.Component, 0, len(c.earlier)+1)
	for i := range c.earlier {
		all = append(all, c.earlier[i].Components)
	}
	return append(all, c.Components)
}

// LaterMinor is the most that later requests may still give back: what was paid for the goods, less what went
// back for them, and charges that go back with the last of them.
func (c *Calculation) LaterMinor() (int64, error) {
	var parts []int64
	for i := range c.past.lines {
		parts = append(parts, c.past.lines[i].paid.net, c.past.lines[i].paid.taxOn)
	}
	for _, components := range c.sequence() {
		for i := range components {
			if ofEntitlement(&components[i]) {
				parts = append(parts, -components[i].AmountMinor)
			}
		}
	}
	charges, err := c.chargesLeft(c.feeDue, !c.shippingNever())
	if err != nil {
		return 0, err
	}
	left, err := refund.SumMinor(append(parts, charges)...)
	return max(0, left), err
}

// ofEntitlement reports whether a component is a part of what goods are worth (E of MONEY C10).
func ofEntitlement(part *refund.Component) bool {
	switch part.Kind {
	case refund.ComponentLine, refund.ComponentClawback, refund.ComponentGiftNotReturned, refund.ComponentWaiver:
		return true
	case refund.ComponentTax:
		return part.Of == refund.ComponentClawback || part.Of == refund.ComponentGiftNotReturned || part.Of == "" && part.LineID != ""
	case refund.ComponentShipping, refund.ComponentFee, refund.ComponentUsage, refund.ComponentDepreciation, refund.ComponentRestocking,
		refund.ComponentAdjustment, refund.ComponentTenderNotRestored, refund.ComponentTenderReissued, refund.ComponentRounding, refund.ComponentVoid,
		refund.ComponentReturnShipping, refund.ComponentEarnedPoints:
	}
	return false
}

// ChargesMinor is what the merchant keeps of shipping and fees, and kept for restocking and the way back in earlier
// requests.
func (c *Calculation) ChargesMinor() (int64, error) {
	kept, err := c.chargesLeft(func(*refund.Fee) bool { return true }, true)
	if err != nil {
		return 0, err
	}
	parts := []int64{kept}
	for i := range c.earlier {
		for _, part := range c.earlier[i].Components {
			if part.Kind == refund.ComponentRestocking || part.Kind == refund.ComponentReturnShipping {
				parts = append(parts, -part.AmountMinor)
			}
		}
	}
	return refund.SumMinor(parts...)
}

// chargesLeft sums what was paid for shipping and for some fees and did not go back.
func (c *Calculation) chargesLeft(counts func(*refund.Fee) bool, shipping bool) (int64, error) {
	var parts []int64
	for i := range c.past.deliveries {
		if shipping {
			parts = append(parts, c.past.deliveries[i].leftPaid())
		}
	}
	for i := range c.order.Fees {
		fee := &c.order.Fees[i]
		if c.past.feesGiven[fee.FeeID] || !counts(fee) {
			continue
		}
		paid, err := fee.PaidMinor()
		if err != nil {
			return 0, fmt.Errorf("fee %s: %w", fee.FeeID, err)
		}
		parts = append(parts, paid)
	}
	return refund.SumMinor(parts...)
}

// shippingNever reports whether the terms of the request let the merchant keep the shipping.
func (c *Calculation) shippingNever() bool {
	for i := range c.Items {
		if it := &c.Items[i]; it.Grant.Terms.Shipping == rulebook.ShippingNever && !it.Statutory {
			return true
		}
	}
	return false
}
