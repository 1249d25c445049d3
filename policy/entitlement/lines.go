package entitlement

import (
	"fmt"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// AddLines adds what the items are worth: LINE net of the recorded discounts, and TAX where
// it is exclusive, both cumulative by quantity (MONEY C2, C4, C11).
func (c *Calculation) AddLines() error {
	for i := range c.Items {
		it := &c.Items[i]
		var err error
		if it.Allowance() {
			err = c.allow(it)
		} else {
			err = c.entitleLine(it)
		}
		if err != nil {
			return fmt.Errorf("line %s: %w", it.Line.LineID, err)
		}
		if c.Answer != (Answer{}) {
			return nil
		}
	}
	return nil
}

func (c *Calculation) entitleLine(it *Item) error {
	s := &c.past.lines[it.Index]
	s.leave(it.Taken.Now, it.mode())
	var err error
	if it.worth, err = s.due(); err != nil {
		return err
	}
	c.sayNet(s, it)
	return c.addLine(it)
}

// due is what the units taken so far are worth, less what went back for them: round(P * r / q) of
// the line's net price and of its recorded taxes, so that all units come to exactly P. It is never
// negative, also where a request left the sequence and its neighbours' rounding stayed.
func (s *lineState) due() (part3, error) {
	net, err := s.netDue()
	if err != nil {
		return part3{}, err
	}
	taxIn, err := s.taxDue(s.paid.taxIn, net)
	if err != nil {
		return part3{}, err
	}
	taxOn, err := s.taxDue(s.paid.taxOn, net)
	return part3{max(0, net-s.given.net), max(0, taxIn-s.given.taxIn), max(0, taxOn-s.given.taxOn)}, err
}

// netDue is what should have gone back of the net price: by quantity, and what allowances gave for units that are
// still kept; at most what was paid, which the rounding of several allowances may pass.
func (s *lineState) netDue() (int64, error) {
	due, err := refund.Prorate(s.paid.net, s.claimed, s.line.Quantity)
	if err != nil {
		return 0, err
	}
	for _, a := range s.allowances {
		used, err := refund.Prorate(a.minor, a.since, a.kept)
		if err != nil {
			return 0, err
		}
		due += a.minor - used
	}
	return min(due, s.paid.net), nil
}

// taxDue is what should have gone back of a recorded tax: by quantity (MONEY C4), and once the line has an
// allowance, over the net given back (C12).
func (s *lineState) taxDue(total, netBack int64) (int64, error) {
	if len(s.allowances) == 0 || s.paid.net == 0 {
		return refund.Prorate(total, s.claimed, s.line.Quantity)
	}
	return refund.Prorate(total, netBack, s.paid.net)
}

func (p part3) plus(other part3) part3 {
	return part3{p.net + other.net, p.taxIn + other.taxIn, p.taxOn + other.taxOn}
}

// addLine adds an item's LINE, which a step explains by now, and its TAX.
func (c *Calculation) addLine(it *Item) error {
	s := &c.past.lines[it.Index]
	s.given = s.given.plus(it.worth)
	part := refund.Component{Kind: refund.ComponentLine, LineID: it.Line.LineID, Quantity: it.Taken.Now, AmountMinor: it.worth.net,
		TaxMinor: it.worth.taxIn, PromotionMode: string(it.mode()), GoodsWaived: it.GoodsWaived, Measure: it.measure.component()}
	var err error
	if part.Sellers, err = c.lineSellers(it); err != nil {
		return err
	}
	c.sayCommission(it)
	if err := c.Add(part); err != nil || it.worth.taxOn == 0 {
		return err
	}
	tax := refund.Component{Kind: refund.ComponentTax, LineID: it.Line.LineID, AmountMinor: it.worth.taxOn, TaxMinor: it.worth.taxOn, GoodsWaived: it.GoodsWaived}
	c.sayTax(s, it)
	return c.Add(tax)
}

// sayTax explains the tax on top of an item.
func (c *Calculation) sayTax(s *lineState, it *Item) {
	switch {
	case it.includesTax:
		c.steps.Say("line.tax_of_gross", it.worth.taxOn, explain.Word("line", it.Line.LineID), c.steps.Amount("gross", *it.AllowanceMinor), c.steps.Amount("net", it.worth.net))
	case len(s.allowances) > 0:
		c.sayTaxOverNet(s, it)
	default:
		c.sayShare("line.tax", s.paid.taxOn, it.worth.taxOn, it)
	}
}

// sayNet explains what units of a line are worth.
func (c *Calculation) sayNet(s *lineState, it *Item) {
	switch {
	case len(s.allowances) > 0:
		c.sayLessAllowances(s, it)
	case it.Line.Measure != nil:
		c.steps.Say("line.share_measured", it.worth.net, explain.Word("line", it.Line.LineID), c.steps.Amount("total", s.paid.net), explain.Number("now", it.Taken.Now),
			explain.Number("bought", it.Taken.Bought), explain.Number("before", it.Taken.Before), explain.Word("measure", soldAs(it.Line)))
	default:
		c.sayShare("line.share", s.paid.net, it.worth.net, it)
	}
}

// sayShare explains a cumulative share of a line.
func (c *Calculation) sayShare(key string, totalMinor, minor int64, it *Item) {
	c.steps.Say(key, minor, explain.Word("line", it.Line.LineID), c.steps.Amount("total", totalMinor), explain.Number("now", it.Taken.Now),
		explain.Number("bought", it.Taken.Bought), explain.Number("before", it.Taken.Before))
}

// sayLessAllowances explains what units of a line are worth of which money was given back without goods.
func (c *Calculation) sayLessAllowances(s *lineState, it *Item) {
	var allowed int64
	for _, a := range s.allowances {
		allowed += a.minor // at most what was paid for the line
	}
	c.steps.Say("line.share_less_allowances", it.worth.net, explain.Word("line", it.Line.LineID), c.steps.Amount("total", s.paid.net), explain.Number("now", it.Taken.Now),
		explain.Number("bought", it.Taken.Bought), explain.Number("before", it.Taken.Before), c.steps.Amount("allowed", allowed))
}

// sayTaxOverNet explains the tax on top of a line with an allowance: over the net that went back so far.
func (c *Calculation) sayTaxOverNet(s *lineState, it *Item) {
	c.steps.Say("line.tax_over_net", it.worth.taxOn, explain.Word("line", it.Line.LineID), c.steps.Amount("total", s.paid.taxOn),
		c.steps.Amount("back", s.given.net), c.steps.Amount("net", s.paid.net), c.steps.Amount("before", s.given.taxOn-it.worth.taxOn))
}
