package policy

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/refund"
)

// The deductions belong to one request alone: they never enter another's "so far" (MONEY C2). Each
// is capped by what is left of the request, in the order of C11.

// deductUse takes what of the items was used up: at the price that was paid, with its tax. Goods and
// services that were used stay sold, so that their tax stays due, inside the price or on top of it.
func (w *work) deductUse() error {
	for i := range w.items {
		it := &w.items[i]
		u, ok := w.use(it)
		if !ok {
			continue
		}
		if err := w.deductUseOf(it, u); err != nil {
			return fmt.Errorf("line %s: %w", it.line.LineID, err)
		}
	}
	return nil
}

func (w *work) deductUseOf(it *item, u used) error {
	worth, err := refund.Prorate(it.worth.net, u.part, u.whole)
	if err != nil {
		return err
	}
	taken, err := w.deduct(it, refund.Component{Kind: u.kind, AmountMinor: -worth})
	if err != nil || taken == 0 {
		return err
	}
	w.say(u.key, -taken, in("line", it.line.LineID), w.amount("price", it.worth.net), number("part", u.part), number("whole", u.whole))
	onTop, err := refund.Prorate(it.worth.taxOn, u.part, u.whole)
	if err != nil {
		return err
	}
	if onTop = min(onTop, w.out.TotalMinor); onTop <= 0 {
		return nil
	}
	if err := w.add(refund.Component{Kind: refund.ComponentTax, LineID: it.line.LineID, AmountMinor: -onTop, TaxMinor: -onTop, Of: u.kind}); err != nil {
		return err
	}
	w.say("usage.tax", -onTop, in("line", it.line.LineID), number("part", u.part), number("whole", u.whole))
	return nil
}

// deductRestocking keeps the restocking fee of the items whose reason bears one: a rate of their
// list price. It does not reduce exclusive tax.
func (w *work) deductRestocking() error {
	for i := range w.items {
		it, terms := &w.items[i], &w.items[i].grant.terms
		if it.reason.MerchantFault() || terms.RestockingRate == nil || !slices.Contains(terms.RestockingReasons, it.reason) {
			continue
		}
		list, err := refund.MulMinor(it.line.UnitPriceMinor, it.taken.Now)
		if err != nil {
			return fmt.Errorf("line %s: %w", it.line.LineID, err)
		}
		fee, err := refund.ApplyRate(list, terms.RestockingRate)
		if err != nil {
			return fmt.Errorf("line %s: %w", it.line.LineID, err)
		}
		taken, err := w.deduct(it, refund.Component{Kind: refund.ComponentRestocking, AmountMinor: -fee})
		if err != nil {
			return fmt.Errorf("line %s: %w", it.line.LineID, err)
		}
		if taken > 0 {
			w.say("restocking", -taken, in("line", it.line.LineID), w.amount("list", list), in("rate", terms.RestockingRate.FloatString(rateDecimals)))
		}
	}
	return nil
}

// deduct takes a deduction of an item, capped by what is left of the request, and returns how much
// was taken. The tax inside the item's price goes with it, in proportion.
func (w *work) deduct(it *item, component refund.Component) (int64, error) {
	taken := min(-component.AmountMinor, w.out.TotalMinor)
	if taken <= 0 {
		return 0, nil
	}
	inside, err := w.taxInside(it, taken)
	if err != nil {
		return 0, err
	}
	w.out.DeductionTaxMinor += inside // at most the tax of the items
	component.LineID, component.AmountMinor, component.TaxMinor = it.line.LineID, -taken, -inside
	return taken, w.add(component)
}

// taxInside is the tax within a part of an item's inclusive price, by its recorded tax. A fee on a
// price without tax inside has none (MONEY C11); one that takes all that is left takes the tax left
// with it: there is no tax inside nothing.
func (w *work) taxInside(it *item, partMinor int64) (int64, error) {
	left := max(0, w.out.TaxMinor)
	if partMinor == w.out.TotalMinor {
		return left, nil
	}
	if it.worth.net == 0 || it.worth.taxIn == 0 {
		return 0, nil
	}
	inside, err := refund.Prorate(it.worth.taxIn, partMinor, it.worth.net)
	return min(inside, it.worth.taxIn, left), err
}
