package entitlement

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
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
	taken, err := c.deduct(it, refund.Component{Kind: u.kind, AmountMinor: -worth})
	if err != nil || taken == 0 {
		return err
	}
	c.steps.Say(u.key, -taken, explain.Word("line", it.Line.LineID), c.steps.Amount("price", it.worth.net), explain.Number("part", u.part), explain.Number("whole", u.whole))
	onTop, err := refund.Prorate(it.worth.taxOn, u.part, u.whole)
	if err != nil {
		return err
	}
	if onTop = min(onTop, c.TotalMinor); onTop <= 0 {
		return nil
	}
	if err := c.Add(refund.Component{Kind: refund.ComponentTax, LineID: it.Line.LineID, AmountMinor: -onTop, TaxMinor: -onTop, Of: u.kind}); err != nil {
		return err
	}
	c.steps.Say("usage.tax", -onTop, explain.Word("line", it.Line.LineID), explain.Number("part", u.part), explain.Number("whole", u.whole))
	return nil
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

// DeductRestocking keeps the restocking fee of the items whose reason bears one: a rate of their
// list price, at most maxMinor in all: what the divisible payments give back (MONEY C8). It does not reduce
// exclusive tax. It returns what was taken.
func (c *Calculation) DeductRestocking(maxMinor int64) (int64, error) {
	left := maxMinor
	for i := range c.Items {
		it, terms := &c.Items[i], &c.Items[i].Grant.Terms
		fee, list, err := it.restocking()
		if err != nil {
			return 0, err
		}
		taken, err := c.deduct(it, refund.Component{Kind: refund.ComponentRestocking, AmountMinor: -min(fee, left)})
		if err != nil {
			return 0, fmt.Errorf("line %s: %w", it.Line.LineID, err)
		}
		left -= taken
		if taken > 0 {
			c.steps.Say("restocking", -taken, explain.Word("line", it.Line.LineID), c.steps.Amount("list", list), explain.Word("rate", terms.RestockingRate.StringFixed(rulebook.RateDecimals)))
		}
	}
	return maxMinor - left, nil
}

// deduct takes a deduction of an item, capped by what is left of the request, and returns how much
// was taken. The tax inside the item's price goes with it, in proportion.
func (c *Calculation) deduct(it *Item, component refund.Component) (int64, error) {
	taken := min(-component.AmountMinor, c.TotalMinor)
	if taken <= 0 {
		return 0, nil
	}
	inside, err := c.taxInside(it, taken)
	if err != nil {
		return 0, err
	}
	c.DeductionTaxMinor += inside // at most the tax of the items
	component.LineID, component.AmountMinor, component.TaxMinor = it.Line.LineID, -taken, -inside
	return taken, c.Add(component)
}

// taxInside is the tax within a part of an item's inclusive price, by its recorded tax. A fee on a
// price without tax inside has none (MONEY C11); one that takes all that is left takes the tax left
// with it: there is no tax inside nothing.
func (c *Calculation) taxInside(it *Item, partMinor int64) (int64, error) {
	left := max(0, c.TaxMinor)
	if partMinor == c.TotalMinor {
		return left, nil
	}
	if it.worth.net == 0 || it.worth.taxIn == 0 {
		return 0, nil
	}
	inside, err := refund.Prorate(it.worth.taxIn, partMinor, it.worth.net)
	return min(inside, it.worth.taxIn, left), err
}
