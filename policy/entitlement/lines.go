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
	return nil
}

func (c *Calculation) entitleLine(it *Item) error {
	s := &c.past.lines[it.Index]
	s.leave(it.Taken.Now, it.mode())
	var err error
	if it.worth, err = s.due(); err != nil {
		return err
	}
	s.given = s.given.plus(it.worth)
	return c.addLine(it, "line.share")
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
	back := s.given.net + *it.AllowanceMinor
	taxIn, err := s.taxDue(s.paid.taxIn, back)
	if err != nil {
		return err
	}
	taxOn, err := s.taxDue(s.paid.taxOn, back)
	if err != nil {
		return err
	}
	it.worth = part3{net: *it.AllowanceMinor, taxIn: max(0, taxIn-s.given.taxIn), taxOn: max(0, taxOn-s.given.taxOn)}
	s.given = s.given.plus(it.worth)
	return c.addLine(it, "line.allowance")
}

// addLine adds an item's LINE, and its TAX.
func (c *Calculation) addLine(it *Item, key string) error {
	s := &c.past.lines[it.Index]
	component := refund.Component{Kind: refund.ComponentLine, LineID: it.Line.LineID, Quantity: it.Taken.Now,
		AmountMinor: it.worth.net, TaxMinor: it.worth.taxIn, PromotionMode: string(it.mode())}
	sellers, err := c.lineSellers(it)
	if err != nil {
		return err
	}
	component.Sellers = sellers
	if err := c.Add(component); err != nil {
		return err
	}
	if it.AllowanceMinor == nil && len(s.allowances) > 0 {
		c.sayLessAllowances(s, it)
	} else {
		c.sayShare(key, s.paid.net, component, it)
	}
	c.sayCommission(it)
	if it.worth.taxOn == 0 {
		return nil
	}
	tax := refund.Component{Kind: refund.ComponentTax, LineID: it.Line.LineID, AmountMinor: it.worth.taxOn, TaxMinor: it.worth.taxOn}
	if err := c.Add(tax); err != nil {
		return err
	}
	if len(s.allowances) > 0 {
		c.sayTaxOverNet(s, it)
		return nil
	}
	c.sayShare("line.tax", s.paid.taxOn, tax, it)
	return nil
}

// sayShare explains a cumulative share of a line.
func (c *Calculation) sayShare(key string, totalMinor int64, part refund.Component, it *Item) {
	c.steps.Say(key, part.AmountMinor, explain.Word("line", it.Line.LineID), c.steps.Amount("total", totalMinor), explain.Number("now", it.Taken.Now),
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
