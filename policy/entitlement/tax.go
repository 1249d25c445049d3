package entitlement

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// taxed is the tax of goods at a price: inside it, and on top of it.
type taxed struct{ in, on int64 }

// retax taxes a new price at each tax's own rate (MONEY C4: the one use of the rate). A tax recorded
// without a rate keeps its recorded proportion to the net price that was paid.
func (c *Calculation) retax(taxes []refund.Tax, priceMinor, paidMinor int64) (taxed, error) {
	var out taxed
	var few [4]refund.Share // room for as many taxes as a line usually has
	inside, err := c.ratesInside(few[:0], taxes)
	if err != nil {
		return out, err
	}
	for _, tax := range taxes {
		amount, err := c.taxAt(tax, priceMinor, paidMinor, inside)
		if err != nil {
			return out, err
		}
		to := &out.on
		if tax.Mode == refund.TaxInclusive {
			to = &out.in
		}
		if *to, err = refund.AddMinor(*to, amount); err != nil {
			return out, err
		}
	}
	return out, nil
}

// ratesInside appends the rates of all taxes inside a price: it holds them all.
func (c *Calculation) ratesInside(inside []refund.Share, taxes []refund.Tax) ([]refund.Share, error) {
	for _, tax := range taxes {
		if tax.Mode != refund.TaxInclusive || tax.Rate == "" {
			continue
		}
		rate, err := c.share(tax.Rate)
		if err != nil {
			return nil, err
		}
		inside = append(inside, rate)
	}
	return inside, nil
}

func (c *Calculation) taxAt(tax refund.Tax, priceMinor, paidMinor int64, inside []refund.Share) (int64, error) {
	if tax.Rate == "" {
		if paidMinor == 0 {
			return 0, nil
		}
		return refund.Prorate(tax.AmountMinor, priceMinor, paidMinor)
	}
	rate, err := c.share(tax.Rate)
	if err != nil {
		return 0, err
	}
	if tax.Mode == refund.TaxInclusive {
		return rate.InsideOf(priceMinor, inside...)
	}
	return rate.Of(priceMinor)
}

// extraTax is the tax of what is kept of a line at a higher price, less its recorded tax: what leaves
// the kept goods is that much less (MONEY C5).
func (c *Calculation) extraTax(s *lineState, moreMinor int64) (taxed, error) {
	if moreMinor == 0 || len(s.line.Taxes) == 0 {
		return taxed{}, nil
	}
	kept, err := s.recordedKept()
	if err != nil {
		return taxed{}, err
	}
	price, err := refund.AddMinor(kept.net, moreMinor)
	if err != nil {
		return taxed{}, err
	}
	now, err := c.retax(s.line.Taxes, price, s.paid.net)
	if err != nil {
		return taxed{}, fmt.Errorf("line %s: %w", s.line.LineID, err)
	}
	return taxed{now.in - kept.taxIn, now.on - kept.taxOn}, nil
}

// recordedKept is what was paid for the units that are kept, allowances aside.
func (s *lineState) recordedKept() (part3, error) {
	kept := s.paid
	for _, part := range []*int64{&kept.net, &kept.taxIn, &kept.taxOn} {
		back, err := refund.Prorate(*part, s.claimed, s.line.Quantity)
		if err != nil {
			return part3{}, err
		}
		*part -= back
	}
	return kept, nil
}

// WarnOfTax says where a recorded tax differs by more than one unit from what its rate gives: the
// recorded one counts (MONEY C4).
func (c *Calculation) WarnOfTax() error {
	for i := range c.Items {
		it := &c.Items[i]
		s := &c.past.lines[it.Index]
		if len(s.line.Taxes) == 0 || it.Taken.Before > 0 {
			continue
		}
		byRate, err := c.retax(s.line.Taxes, s.paid.net, s.paid.net)
		if err != nil {
			return fmt.Errorf("line %s: %w", s.line.LineID, err)
		}
		recorded, err := refund.AddMinor(s.paid.taxIn, s.paid.taxOn)
		if err != nil {
			return fmt.Errorf("line %s: %w", s.line.LineID, err)
		}
		computed, err := refund.AddMinor(byRate.in, byRate.on)
		if err != nil {
			return fmt.Errorf("line %s: %w", s.line.LineID, err)
		}
		if recorded-computed > 1 || computed-recorded > 1 {
			c.sayTaxDiffers(it, recorded, computed)
		}
	}
	return nil
}

// sayTaxDiffers warns of a recorded tax, with the rates that give another.
func (c *Calculation) sayTaxDiffers(it *Item, recorded, computed int64) {
	c.sayDiscounts()
	place := c.steps.Say("tax.differs", recorded, explain.Word("line", it.Line.LineID), c.steps.Amount("recorded", recorded),
		c.steps.Amount("computed", computed), c.paid("price", it.Index))
	rates := factors(it.Line.Taxes, c.past.lines[it.Index].paid.net, "")
	if len(rates) == 0 {
		rates = []string{"0"} // recorded without a rate, on nothing
	}
	for _, rate := range rates {
		c.steps.Add(place, explain.Rate("rate", rate))
	}
}

// factors are what a price is multiplied by for each of its taxes of a mode (empty: all): its rate, the part of
// the price that a rate inside it is, or the recorded proportion of a tax without a rate.
func factors(taxes []refund.Tax, paidMinor int64, mode refund.TaxMode) []string {
	all := make([]string, 0, len(taxes))
	inside := decimal.NewFromInt(1)
	for _, tax := range taxes {
		if rate, err := decimal.NewFromString(tax.Rate); err == nil && tax.Mode == refund.TaxInclusive {
			inside = inside.Add(rate)
		}
	}
	for _, tax := range taxes {
		switch {
		case mode != "" && tax.Mode != mode:
		case tax.Rate == "" && paidMinor == 0:
		case tax.Rate == "":
			all = append(all, fmt.Sprintf("%d/%d", tax.AmountMinor, paidMinor))
		case tax.Mode == refund.TaxInclusive:
			all = append(all, tax.Rate+"/"+inside.String())
		default:
			all = append(all, tax.Rate)
		}
	}
	return all
}
