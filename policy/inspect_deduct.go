package policy

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// deductInspected takes what goods that were taken back for less are worth less: a person's adjustment
// of that line, never more than the line's part of the request.
func (w *work) deductInspected() error {
	if w.again == nil || w.again.Inspection == nil {
		return nil
	}
	for _, found := range w.again.Inspection.Lines {
		if found.DeductMinor == 0 {
			continue
		}
		if err := w.deductFrom(found); err != nil {
			return fmt.Errorf("line %s: %w", found.LineID, err)
		}
	}
	return nil
}

// deductFrom adds a line's ADJUSTMENT. It is in the line's price: tax inside goes with it in
// proportion, tax on top as a TAX of its own, as for what was used (MONEY C4).
func (w *work) deductFrom(found refund.InspectedLine) error {
	whole := w.lineItem(found.LineID)
	part, onTop := w.lineParts(found.LineID)
	taken := min(found.DeductMinor, part, w.out.TotalMinor)
	if taken <= 0 {
		return nil
	}
	inside, err := w.taxInside(&whole, taken)
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
	if err := w.add(adjusted); err != nil {
		return err
	}
	w.say("adjustment.goods", -taken, in("line", found.LineID), number("partial", found.PartialQuantity), w.amount("asked", found.DeductMinor))
	return w.adjustTax(found.LineID, min(onTop, w.out.TotalMinor, w.out.TaxMinor))
}

// adjustTax takes the exclusive tax of an adjustment.
func (w *work) adjustTax(line refund.LineID, minor int64) error {
	if minor <= 0 {
		return nil
	}
	w.say("adjustment.tax", -minor, in("line", line))
	return w.add(refund.Component{Kind: refund.ComponentTax, LineID: line, AmountMinor: -minor, TaxMinor: -minor, Of: refund.ComponentAdjustment})
}

// lineItem is all the request takes of a line, as one item.
func (w *work) lineItem(line refund.LineID) item {
	var whole item
	for i := range w.items {
		if it := &w.items[i]; it.line.LineID == line {
			whole.line, whole.worth = it.line, whole.worth.plus(it.worth)
		}
	}
	return whole
}

// lineParts is what of the request is a line's own so far: its price less deductions, and tax on top.
// What kept goods lost is not the line's.
func (w *work) lineParts(line refund.LineID) (price, onTop int64) {
	for _, c := range w.out.Components {
		if c.LineID != line || c.Of == refund.ComponentClawback || c.Of == refund.ComponentGiftNotReturned {
			continue
		}
		switch c.Kind {
		case refund.ComponentLine, refund.ComponentUsage, refund.ComponentDepreciation, refund.ComponentRestocking:
			price += c.AmountMinor
		case refund.ComponentTax:
			onTop += c.AmountMinor
		case refund.ComponentShipping, refund.ComponentFee, refund.ComponentClawback, refund.ComponentGiftNotReturned,
			refund.ComponentAdjustment, refund.ComponentTenderNotRestored, refund.ComponentWaiver:
		}
	}
	return price, onTop
}
