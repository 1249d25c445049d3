package entitlement

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// DeductInspected takes what goods that were taken back for less are worth less: a person's adjustment
// of that line, never more than the line's part of the request.
func (c *Calculation) DeductInspected(inspection refund.Inspection) error {
	for _, found := range inspection.Lines {
		if found.DeductMinor == 0 {
			continue
		}
		if err := c.deductFrom(found); err != nil {
			return fmt.Errorf("line %s: %w", found.LineID, err)
		}
	}
	return nil
}

// deductFrom adds a line's ADJUSTMENT. It is in the line's price: tax inside goes with it in
// proportion, tax on top as a TAX of its own, as for what was used (MONEY C4).
func (c *Calculation) deductFrom(found refund.InspectedLine) error {
	items, worth := c.itemsOf(found.LineID)
	part, onTop := c.lineParts(found.LineID)
	taken := min(found.DeductMinor, part, c.TotalMinor)
	if taken <= 0 {
		return nil
	}
	inside, err := c.taxInside(worth, taken)
	if err != nil {
		return err
	}
	place := c.sayDeducted(found, items, taken)
	c.sayTaxInsideOf("tax.adjustment", insideOf{place, taken, inside}, items...)
	adjusted := refund.Component{Kind: refund.ComponentAdjustment, LineID: found.LineID, AmountMinor: -taken, TaxMinor: -inside}
	if err := c.Add(adjusted); err != nil {
		return err
	}
	off := onTop
	share := taken < part && worth.net > 0
	if share {
		if off, err = refund.Prorate(worth.taxOn, taken, worth.net); err != nil {
			return err
		}
	}
	if off = min(off, onTop, c.TotalMinor, c.TaxMinor); off <= 0 {
		return nil
	}
	c.sayDeductedTax(off, deducted{found.LineID, items, place, share})
	return c.addTaxOff(found.LineID, off)
}

// itemsOf are the items of a line with goods or money for it, and what they are worth together.
func (c *Calculation) itemsOf(line refund.LineID) (items []*Item, worth part3) {
	for i := range c.Items {
		if it := &c.Items[i]; it.Line.LineID == line {
			items, worth = append(items, it), worth.plus(it.worth)
		}
	}
	return items, worth
}

// lineParts is what of the request is a line's own so far: its price less deductions, and tax on top.
// What kept goods lost is not the line's.
func (c *Calculation) lineParts(line refund.LineID) (price, onTop int64) {
	for _, part := range c.Components {
		if part.LineID != line || part.Of == refund.ComponentClawback || part.Of == refund.ComponentGiftNotReturned {
			continue
		}
		switch part.Kind {
		case refund.ComponentLine, refund.ComponentUsage, refund.ComponentDepreciation, refund.ComponentRestocking:
			price += part.AmountMinor
		case refund.ComponentTax:
			onTop += part.AmountMinor
		case refund.ComponentShipping, refund.ComponentFee, refund.ComponentClawback, refund.ComponentGiftNotReturned,
			refund.ComponentAdjustment, refund.ComponentTenderNotRestored, refund.ComponentTenderReissued, refund.ComponentWaiver,
			refund.ComponentRounding, refund.ComponentVoid, refund.ComponentReturnShipping, refund.ComponentEarnedPoints:
		}
	}
	return price, onTop
}
