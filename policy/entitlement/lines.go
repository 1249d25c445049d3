package entitlement

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// AddLines adds what the items are worth: LINE net of the recorded discounts, and TAX where
// it is exclusive, both cumulative by quantity (MONEY C2, C4, C11).
func (c *Calculation) AddLines() error {
	c.sayDiscounts()
	for i := range c.Items {
		it := &c.Items[i]
		var err error
		if it.AllowanceMinor != nil {
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

// netDue is what should have gone back of the net price: by quantity, and what allowances gave for units
// that are still kept.
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
	return due, nil
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

// allow adds an allowance: money back on a line whose goods stay with the customer. It names a net
// price; the line's tax follows over the net given back. It is never more than is left of the line.
func (c *Calculation) allow(it *Item) error {
	s := &c.past.lines[it.Index]
	left := s.paid.net - s.given.net
	if *it.AllowanceMinor > left || s.kept() == 0 {
		c.steps.Say("allowance.too_much", 0, explain.Word("line", it.Line.LineID), c.steps.Amount("asked", *it.AllowanceMinor), c.steps.Amount("left", left))
		c.answer(refund.DispositionAttention, string(refund.CodeCapExceeded))
		return nil
	}
	s.allowances = append(s.allowances, allowance{minor: *it.AllowanceMinor, kept: s.kept()})
	due := part3{net: s.given.net + *it.AllowanceMinor}
	var err error
	if due.taxIn, err = s.taxDue(s.paid.taxIn, due.net); err != nil {
		return err
	}
	if due.taxOn, err = s.taxDue(s.paid.taxOn, due.net); err != nil {
		return err
	}
	it.worth = due.less(s.given)
	return c.addLine(it, due)
}

// addLine adds an item's LINE, and its TAX; due is what the line gives back in all by now.
func (c *Calculation) addLine(it *Item, due part3) error {
	s := &c.past.lines[it.Index]
	given := s.given
	s.given, it.overNet = given.plus(it.worth), len(s.allowances) > 0 && s.paid.net > 0
	component := refund.Component{Kind: refund.ComponentLine, LineID: it.Line.LineID, Quantity: it.Taken.Now,
		AmountMinor: it.worth.net, TaxMinor: it.worth.taxIn, PromotionMode: string(it.mode())}
	if err := c.Add(component); err != nil {
		return err
	}
	c.sayLine(it, lineDue{s, due, given})
	if it.worth.taxOn == 0 {
		return nil
	}
	return c.Add(refund.Component{Kind: refund.ComponentTax, LineID: it.Line.LineID, AmountMinor: it.worth.taxOn, TaxMinor: it.worth.taxOn})
}

// netPrices returns the lines' net prices, less their shares of discounts the sender did not
// allocate: those are spread by net price over the lines the promotion is about (MONEY C3), so that
// no more goes back than was paid. The second result is those shares, by discount and line.
func netPrices(order *refund.Order) (net []int64, shares [][]int64, err error) {
	net = make([]int64, len(order.Lines))
	for i := range order.Lines {
		if net[i], err = order.Lines[i].NetMinor(); err != nil {
			return nil, nil, err
		}
	}
	for _, discount := range order.OrderDiscounts {
		of, err := spreadDiscount(order, discount, net)
		if err != nil {
			return nil, nil, err
		}
		for i := range net {
			net[i] -= of[i]
		}
		shares = append(shares, of)
	}
	return net, shares, nil
}

// spreadDiscount is each line's share of a discount on the order: over the lines that qualify for
// its promotion, or over all where those cost less than it took off.
func spreadDiscount(order *refund.Order, discount refund.DiscountShare, net []int64) ([]int64, error) {
	for _, weights := range [][]int64{qualifyingOnly(order, discount.PromotionID, net), net} {
		shares, err := refund.ShareTenders(discount.AmountMinor, weights)
		if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeCapExceeded {
			continue
		}
		return shares, err
	}
	return nil, refund.Problem{Code: refund.CodeDiscountExceedsLine,
		Detail: fmt.Sprintf("order discount %s is more than the lines cost", discount.PromotionID)}
}

func qualifyingOnly(order *refund.Order, id refund.PromotionID, net []int64) []int64 {
	for i := range order.Promotions {
		p := &order.Promotions[i]
		if p.PromotionID != id || len(p.QualifyingLineIDs) == 0 {
			continue
		}
		weights := make([]int64, len(net))
		for l := range order.Lines {
			if slices.Contains(p.QualifyingLineIDs, order.Lines[l].LineID) {
				weights[l] = net[l]
			}
		}
		return weights
	}
	return net
}
