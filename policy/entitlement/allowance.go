package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// allow adds an allowance: money back on a line whose goods stay with the customer. It names a net price, or one
// with the tax on top in it, or follows from a measure. It is never more than is left of the line.
func (c *Calculation) allow(it *Item) error {
	s := &c.past.lines[it.Index]
	net, fits, err := s.netAllowed(it)
	if err != nil {
		return err
	}
	if !fits || s.kept() == 0 {
		c.sayTooMuch(s, it)
		c.answer(refund.DispositionAttention, string(refund.CodeCapExceeded))
		return nil
	}
	s.allowances = append(s.allowances, allowance{minor: net, kept: s.kept()})
	if it.worth, err = s.taxedAllowance(it, net); err != nil {
		return err
	}
	if err := c.sayAllowance(s, it); err != nil {
		return err
	}
	return c.addLine(it)
}

// netAllowed is the net price of an allowance, and whether so much is left of the line; a part by measure takes what
// is left. Of a gross one it is the part of the line's gross price that the gross given back so far comes to, less
// the net given back before, so that net and tax sum to what was asked.
func (s *lineState) netAllowed(it *Item) (minor int64, fits bool, err error) {
	left := max(0, s.paid.net-s.given.net)
	switch {
	case it.measure != nil:
		minor, upto, before, err := s.worth(it.measure)
		return minor, minor > 0 || upto == before, err
	case it.includesTax:
		upto, err := s.netUpto(*it.AllowanceMinor)
		taxLeft := max(0, s.paid.taxOn-s.given.taxOn)
		minor = min(max(0, upto-s.given.net, *it.AllowanceMinor-taxLeft), *it.AllowanceMinor)
		return minor, minor <= left, err
	}
	return *it.AllowanceMinor, *it.AllowanceMinor <= left, nil
}

// netUpto is the net part of all gross money of a line, when so much more goes back: round(P * gross / (P + T)).
func (s *lineState) netUpto(grossMinor int64) (int64, error) {
	gross, err := refund.SumMinor(s.given.net, s.given.taxOn, grossMinor)
	if err != nil {
		return 0, err
	}
	whole, err := refund.AddMinor(s.paid.net, s.paid.taxOn)
	if err != nil {
		return 0, err
	}
	return refund.Prorate(s.paid.net, gross, whole)
}

// taxedAllowance is an allowance with its taxes: over the net given back (MONEY C12), or what is left of a gross one.
func (s *lineState) taxedAllowance(it *Item, netMinor int64) (part3, error) {
	back := s.given.net + netMinor
	taxIn, err := s.taxDue(s.paid.taxIn, back)
	if err != nil {
		return part3{}, err
	}
	worth := part3{net: netMinor, taxIn: max(0, taxIn-s.given.taxIn)}
	if it.includesTax {
		worth.taxOn = *it.AllowanceMinor - netMinor
		return worth, nil
	}
	taxOn, err := s.taxDue(s.paid.taxOn, back)
	worth.taxOn = max(0, taxOn-s.given.taxOn)
	return worth, err
}

// sayAllowance explains the net part of an allowance.
func (c *Calculation) sayAllowance(s *lineState, it *Item) error {
	line, total, given := explain.Word("line", it.Line.LineID), c.steps.Amount("total", s.paid.net), c.steps.Amount("given", s.given.net)
	switch {
	case it.measure != nil:
		return c.sayMeasured(s, it)
	case it.includesTax:
		upto, err := s.netUpto(*it.AllowanceMinor)
		c.steps.Say("line.allowance_gross", it.worth.net, line, c.steps.Amount("gross", *it.AllowanceMinor), total, c.steps.Amount("tax", s.paid.taxOn),
			given, c.steps.Amount("tax_given", s.given.taxOn), c.steps.Amount("upto", upto))
		return err
	}
	c.steps.Say("line.allowance", it.worth.net, line, c.steps.Amount("asked", it.worth.net), total, given)
	return nil
}

func (c *Calculation) sayTooMuch(s *lineState, it *Item) {
	asked, left := explain.Word("asked", measureWord(it.measure.component())), max(0, s.paid.net-s.given.net)
	if it.measure == nil {
		asked = c.steps.Amount("asked", *it.AllowanceMinor)
	}
	if it.includesTax {
		left += max(0, s.paid.taxOn-s.given.taxOn)
	}
	c.steps.Say("allowance.too_much", 0, explain.Word("line", it.Line.LineID), asked, c.steps.Amount("left", left))
}
