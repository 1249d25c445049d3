package entitlement

import (
	"fmt"

	"github.com/makegood/makegood/policy/explain"
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
	whole := c.lineItem(found.LineID)
	part, onTop := c.lineParts(found.LineID)
	taken := min(found.DeductMinor, part, c.TotalMinor)
	if taken <= 0 {
		return nil
	}
	inside, err := c.taxInside(&whole, taken)
	if err != nil {
		return err
	}
	if taken < part && whole.worth.net > 0 {
		share, err := refund.Prorate(whole.worth.taxOn, taken, whole.worth.net)
		if err != nil {
			return err
		}
		onTop = min(onTop, share)
	}
	adjusted := refund.Component{Kind: refund.ComponentAdjustment, LineID: found.LineID, AmountMinor: -taken, TaxMinor: -inside}
	if err := c.Add(adjusted); err != nil {
		return err
	}
	c.steps.Say("adjustment.goods", -taken, explain.Word("line", found.LineID), explain.Number("partial", found.PartialQuantity), c.steps.Amount("asked", found.DeductMinor))
	return c.adjustTax(found.LineID, min(onTop, c.TotalMinor, c.TaxMinor))
}

// lineItem is all the request takes of a line, as one item.
func (c *Calculation) lineItem(line refund.LineID) Item {
	var whole Item
	for i := range c.Items {
		if it := &c.Items[i]; it.Line.LineID == line {
			whole.Line, whole.worth = it.Line, whole.worth.plus(it.worth)
		}
	}
	return whole
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
