package policy

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// deductRestocking keeps the restocking fee of the items whose reason bears one: a rate of their
// list price, capped by what is left of the request (MONEY C11). The fee belongs to this request
// alone: it never enters another's "so far" (C2).
func (w *work) deductRestocking() error {
	for _, it := range w.items {
		if !w.policy.terms.restockingReasons[it.reason] {
			continue
		}
		if err := w.deductRestockingOf(it); err != nil {
			return fmt.Errorf("line %s: %w", it.line.LineID, err)
		}
	}
	return nil
}

func (w *work) deductRestockingOf(it item) error {
	list, err := refund.MulMinor(it.line.UnitPriceMinor, it.taken.Now)
	if err != nil {
		return err
	}
	fee, err := refund.ApplyRate(list, w.policy.terms.restockingRate)
	if err != nil {
		return err
	}
	fee = min(fee, w.out.TotalMinor)
	if fee <= 0 {
		return nil
	}
	taxInside, err := w.taxInside(fee, it)
	if err != nil {
		return err
	}
	w.out.DeductionTaxMinor += taxInside // at most the tax of the items
	component := refund.Component{Kind: refund.ComponentRestocking, LineID: it.line.LineID, AmountMinor: -fee, TaxMinor: -taxInside}
	rate := w.policy.terms.restockingRate.FloatString(4)
	return w.add(component, fmt.Sprintf("%s list price × %s, rounded, at most what is left", w.money(list), rate))
}

// taxInside is the tax within a part of an item's inclusive price, by the line's recorded tax. A
// fee on a price without tax inside has none: it does not reduce exclusive tax (MONEY C11).
func (w *work) taxInside(partMinor int64, it item) (int64, error) {
	recorded, err := refund.TaxMinor(it.line.Taxes, refund.TaxInclusive)
	if err != nil || w.netMinor[it.index] == 0 {
		return 0, err
	}
	inside, err := refund.Prorate(recorded, partMinor, w.netMinor[it.index])
	if err != nil {
		return 0, err
	}
	most, err := it.tax(refund.TaxInclusive)
	return min(inside, most), err
}
