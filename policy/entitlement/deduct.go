package entitlement

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// The deductions belong to one request alone: they never enter another's "so far" (MONEY C2). Each
// is capped by what is left of the request, in the order of C11.

// DeductUse takes what of the items was used up: at the price that was paid, with its tax. Goods and
// services that were used stay sold, so that their tax stays due, inside the price or on top of it.
func (c *Calculation) DeductUse() error {
	for i := range c.Items {
		it := &c.Items[i]
		u, ok := c.use(it)
		if !ok {
			continue
		}
		if err := c.deductUseOf(it, u); err != nil {
			return fmt.Errorf("line %s: %w", it.Line.LineID, err)
		}
	}
	return nil
}

func (c *Calculation) deductUseOf(it *Item, u used) error {
	worth, err := refund.Prorate(it.worth.net, u.part, u.whole)
	if err != nil {
		return err
	}
	taken, err := c.deduct(it, deduction{u.kind, worth, func(taken int64) int {
		it.said.use = c.steps.Say(u.key, -taken, c.useInputs(it, u)...)
		return it.said.use
	}})
	if err != nil || taken == 0 {
		return err
	}
	onTop, err := refund.Prorate(it.worth.taxOn, u.part, u.whole)
	if err != nil {
		return err
	}
	most := c.TotalMinor
	if onTop = min(onTop, most); onTop <= 0 {
		return nil
	}
	it.said.useTax = c.steps.Say("usage.tax", -onTop, explain.Word("line", it.Line.LineID), c.steps.Result("amount", it.said.onTop),
		explain.Same(u.count("part", u.part), it.said.use), explain.Same(u.count("whole", u.whole), it.said.use), c.steps.Amount("at_most", most))
	return c.Add(refund.Component{Kind: refund.ComponentTax, LineID: it.Line.LineID, AmountMinor: -onTop, TaxMinor: -onTop, Of: u.kind})
}

// RestockingMinor is the restocking fee that the terms want for all items.
func (c *Calculation) RestockingMinor() (int64, error) {
	var sum int64
	for i := range c.Items {
		fee, _, err := c.Items[i].restocking()
		if err != nil {
			return 0, err
		}
		if sum, err = refund.AddMinor(sum, fee); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// restocking is the fee an item bears, and the list price it is of; 0 where its reason bears none.
func (it *Item) restocking() (feeMinor, listMinor int64, err error) {
	terms := &it.Grant.Terms
	if it.Statutory || it.Reason.MerchantFault() || terms.RestockingRate.IsZero() || !slices.Contains(terms.RestockingReasons, it.Reason) {
		return 0, 0, nil
	}
	if listMinor, err = refund.MulMinor(it.Line.UnitPriceMinor, it.Taken.Now); err != nil {
		return 0, 0, fmt.Errorf("line %s: %w", it.Line.LineID, err)
	}
	if feeMinor, err = refund.ApplyRate(listMinor, terms.RestockingRate); err != nil {
		return 0, 0, fmt.Errorf("line %s: %w", it.Line.LineID, err)
	}
	return feeMinor, listMinor, nil
}

// Most is the most that fees may come to, and the step that shows it; 0: it is all that is left.
type Most struct {
	Minor int64
	Step  int
}

// DeductRestocking keeps the restocking fee of the items whose reason bears one: a rate of their list price, in
// all at most what the divisible payments give back (MONEY C8). It does not reduce exclusive tax. It returns what
// was taken.
func (c *Calculation) DeductRestocking(most Most) (int64, error) {
	left := most.Minor
	for i := range c.Items {
		it := &c.Items[i]
		fee, list, err := it.restocking()
		if err != nil {
			return 0, err
		}
		if fee <= 0 {
			continue
		}
		before := left - most.Minor
		taken, err := c.deduct(it, deduction{refund.ComponentRestocking, min(fee, left), func(taken int64) int {
			return c.sayRestocking(it, restocked{list, taken, before, most.Step})
		}})
		if err != nil {
			return 0, fmt.Errorf("line %s: %w", it.Line.LineID, err)
		}
		left -= taken
	}
	return most.Minor - left, nil
}

// deduction is what is wanted of an item, and how the step is said of what is taken.
type deduction struct {
	kind      refund.ComponentKind
	wantMinor int64
	say       func(taken int64) int
}

// deduct takes a deduction of an item, capped by what is left of the request, and returns how much
// was taken. The tax inside the item's price goes with it, in proportion.
func (c *Calculation) deduct(it *Item, d deduction) (int64, error) {
	taken := min(d.wantMinor, c.TotalMinor)
	if taken <= 0 {
		return 0, nil
	}
	inside, err := c.taxInside(it.worth, taken)
	if err != nil {
		return 0, err
	}
	place := d.say(taken)
	c.sayTaxInsideOf("tax.deduction", insideOf{place, taken, inside}, it)
	c.DeductionTaxMinor += inside // at most the tax of the items
	return taken, c.Add(refund.Component{Kind: d.kind, LineID: it.Line.LineID, AmountMinor: -taken, TaxMinor: -inside})
}

// taxInside is the tax within a part of what goods are worth, by their recorded tax. A fee on a
// price without tax inside has none (MONEY C11); one that takes all that is left takes the tax left
// with it: there is no tax inside nothing.
func (c *Calculation) taxInside(worth part3, partMinor int64) (int64, error) {
	left := max(0, c.TaxMinor)
	if partMinor == c.TotalMinor {
		return left, nil
	}
	if worth.net == 0 || worth.taxIn == 0 {
		return 0, nil
	}
	inside, err := refund.Prorate(worth.taxIn, partMinor, worth.net)
	return min(inside, worth.taxIn, left), err
}
