package entitlement

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// AddLines adds what the items are worth: LINE net of the recorded discounts, and TAX where
// it is exclusive, both cumulative by quantity (MONEY C2, C4, C11).
func (c *Calculation) AddLines() error {
	c.sayDiscounts()
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
	c.sayTaxInside()
	return nil
}

func (c *Calculation) entitleLine(it *Item) error {
	s := &c.past.lines[it.Index]
	s.leave(it.Taken.Now, it.mode())
	due, err := s.due()
	if err != nil {
		return err
	}
	it.worth = due.less(s.given)
	return c.addLine(it, due)
}

// due is what the units taken so far are worth: round(P * r / q) of the line's net price and of its recorded
// taxes, so that all units come to exactly P.
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
	return part3{net, taxIn, taxOn}, err
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

// less is what of a part goes back now, where some of it did before. It is never negative, also where a request
// left the sequence and its neighbours' rounding stayed.
func (p part3) less(given part3) part3 {
	return part3{max(0, p.net-given.net), max(0, p.taxIn-given.taxIn), max(0, p.taxOn-given.taxOn)}
}

// addLine adds an item's LINE, and its TAX; due is what the line gives back in all by now.
func (c *Calculation) addLine(it *Item, due part3) error {
	s := &c.past.lines[it.Index]
	given := s.given
	s.given, it.overNet = given.plus(it.worth), len(s.allowances) > 0 && s.paid.net > 0
	part := refund.Component{Kind: refund.ComponentLine, LineID: it.Line.LineID, Quantity: it.Taken.Now, AmountMinor: it.worth.net,
		TaxMinor: it.worth.taxIn, PromotionMode: string(it.mode()), GoodsWaived: it.GoodsWaived, Measure: it.measure.component()}
	var err error
	if part.Sellers, err = c.lineSellers(it); err != nil {
		return err
	}
	if err := c.Add(part); err != nil {
		return err
	}
	c.sayLine(it, lineDue{s, due, given})
	c.sayCommission(it)
	if it.worth.taxOn == 0 {
		return nil
	}
	return c.Add(refund.Component{Kind: refund.ComponentTax, LineID: it.Line.LineID, AmountMinor: it.worth.taxOn, TaxMinor: it.worth.taxOn, GoodsWaived: it.GoodsWaived})
}
