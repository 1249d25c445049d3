package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// This file explains money without goods (MONEY C12), and taxes over the net given back.

// sayAllowance explains the net part of an allowance: as it was asked for, or by a measure, or of a gross amount.
func (c *Calculation) sayAllowance(it *Item, of lineDue) int {
	line, total, given := explain.Word("line", it.Line.LineID), c.paid("total", it.Index), c.steps.Amount("given", of.given.net)
	switch {
	case it.measure != nil:
		return c.sayMeasured(it, of)
	case it.includesTax:
		before := lineState{paid: of.line.paid, given: of.given}
		upto, err := before.netUpto(*it.AllowanceMinor)
		if err != nil {
			return 0 // it was computed before, and fitted
		}
		return c.steps.Say("line.allowance_gross", it.worth.net, line, c.steps.Amount("gross", *it.AllowanceMinor), total,
			c.steps.Amount("tax", of.line.paid.taxOn), given, c.steps.Amount("tax_given", of.given.taxOn), c.steps.Amount("upto", upto))
	}
	return c.steps.Say("line.allowance", it.worth.net, line, c.steps.Amount("asked", *it.AllowanceMinor), total, given)
}

// sayMeasured explains an allowance by measure: between both ends of its cumulative share.
func (c *Calculation) sayMeasured(it *Item, of lineDue) int {
	m, before := it.measure, lineState{paid: of.line.paid, given: of.given}
	minor, ends, err := before.worth(m)
	if err != nil {
		return 0 // it was computed before, and fitted
	}
	return c.steps.Say("line.allowance_measured", minor, explain.Word("line", it.Line.LineID), c.paid("total", it.Index),
		explain.Measure("now", m.now), explain.Measure("before", m.before), explain.Measure("whole", m.whole), explain.Word("unit", m.unit),
		c.steps.Amount("upto", ends.upto), c.steps.Amount("share_before", ends.before), c.steps.Amount("given", of.given.net),
		c.steps.Amount("at_most", max(0, of.line.paid.net-of.given.net)))
}

// sayAllowances explains what allowances leave on units that are kept, each one's result an input of the share.
func (c *Calculation) sayAllowances(s *lineState) []refund.Input {
	var allowed []refund.Input
	for _, a := range s.allowances {
		used, err := refund.Prorate(a.minor, a.since, a.kept)
		if err != nil {
			continue // it was computed before, and fitted
		}
		place := c.steps.Say("line.allowance_left", a.minor-used, explain.Word("line", s.line.LineID), c.steps.Amount("allowance", a.minor),
			explain.Number("returned", a.since), explain.Number("units", a.kept))
		allowed = append(allowed, c.steps.Result("allowed", place))
	}
	return allowed
}

// sayOverNet explains a tax of a line with an allowance: cumulative over the net given back (MONEY C12).
func (c *Calculation) sayOverNet(key string, it *Item, of shareOf) int {
	back := c.steps.Amount("back", it.said.netDue)
	back.From, back.Step = refund.FromUpto, int32(it.said.line)
	inputs := append(make([]refund.Input, 0, 7), explain.Word("line", it.Line.LineID), of.total, back)
	if it.Allowance() { // its step has no upto: what was given before, and what is now
		inputs[2] = c.steps.AmountFrom("back", it.said.netDue-it.worth.net, refund.FromGiven)
		inputs[2].Step = int32(it.said.line)
		inputs = append(inputs, c.steps.Result("back", it.said.line))
	}
	return c.steps.Say(key, max(0, of.upto-of.given), append(inputs, c.paid("net", it.Index), c.steps.Amount("upto", of.upto), c.steps.Amount("before", of.given))...)
}
