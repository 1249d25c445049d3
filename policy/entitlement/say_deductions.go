package entitlement

import (
	"github.com/shopspring/decimal"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/policy/rulebook"
	"github.com/makegood/makegood/refund"
)

// insideOf is a step that took an amount, and the tax inside that.
type insideOf struct {
	place         int
	taken, inside int64
}

// sayTaxInsideOf explains the tax inside a deduction of items: in proportion to what they are worth, or all that
// is left where the deduction takes all that is left.
func (c *Calculation) sayTaxInsideOf(key string, of insideOf, items ...*Item) {
	if of.inside == 0 {
		return
	}
	line := explain.Word("line", items[0].Line.LineID)
	if of.taken == c.TotalMinor {
		c.steps.Say(key+"_all", -of.inside, line, c.steps.AmountFrom("amount", of.inside, refund.FromTax))
		return
	}
	inputs := []refund.Input{line, c.steps.Taken("part", of.place), c.steps.AmountFrom("at_most", c.TaxMinor, refund.FromTax)}
	for _, it := range items {
		if it.said.line > 0 && it.worth.taxIn > 0 {
			inputs = append(inputs, c.inside("amount", it))
		}
		if it.said.line > 0 {
			inputs = append(inputs, c.steps.Result("whole", it.said.line))
		}
	}
	if len(items) == 1 {
		inputs = append(inputs, c.inside("at_most", items[0]))
	}
	c.steps.Say(key, -of.inside, inputs...)
}

// restocked is a restocking fee: the list price it is of, how much was taken now and (as a negative amount)
// before, and the step that shows the most that may be.
type restocked struct {
	list, taken, before int64
	most                int
}

func (c *Calculation) sayRestocking(it *Item, r restocked) int {
	inputs := []refund.Input{explain.Word("line", it.Line.LineID), c.steps.Amount("list", r.list), c.steps.Amount("price", it.Line.UnitPriceMinor),
		explain.Number("quantity", it.Taken.Now), explain.Rate("rate", rateText(it.Grant.Terms.RestockingRate)),
		c.steps.Amount("at_most", c.TotalMinor)}
	if r.most > 0 {
		inputs = append(inputs, c.steps.Result("divisible", r.most), c.steps.Amount("taken", r.before))
	}
	return c.steps.Say("restocking", -r.taken, inputs...)
}

// rateText writes a rate with the usual decimals, or with all it has where they are more.
func rateText(rate decimal.Decimal) string {
	if rate.Exponent() < -rulebook.RateDecimals {
		return rate.String()
	}
	return rate.StringFixed(rulebook.RateDecimals)
}

// count is a part of what is used, or the whole of it, in what it is counted in.
func (u used) count(name string, value int64) refund.Input {
	if u.key == "usage.units" {
		return explain.Number(name, value)
	}
	return explain.Days(name, value)
}

// useInputs are what a use is computed from.
func (c *Calculation) useInputs(it *Item, u used) []refund.Input {
	inputs := []refund.Input{explain.Word("line", it.Line.LineID), c.steps.Result("price", it.said.line), u.count("part", u.part), u.count("whole", u.whole)}
	on := explain.Date("on", c.request.OccurredAt, c.Zone)
	switch u.key {
	case "usage.units":
		inputs = append(inputs, explain.Number("used", *it.Line.UnitsUsed), explain.Number("free", it.Grant.Terms.TrialUnits))
	case "usage.balance":
		inputs = []refund.Input{inputs[0], inputs[1], c.steps.Amount("part", u.part), c.steps.Amount("whole", u.whole),
			c.steps.Amount("used", *it.Line.UnitsUsed), c.steps.Amount("each", faceOf(it.Line)), explain.Number("quantity", it.Line.Quantity)}
	case "usage.days":
		inputs = append(inputs, explain.Date("start", it.Line.ServicePeriod.StartAt, c.Zone), explain.Date("end", it.Line.ServicePeriod.EndAt, c.Zone), on)
	case "depreciation":
		arrivedAt := rulebook.DeliveredAt(c.order, it.Line)
		inputs = append(inputs, explain.Date("delivered", *arrivedAt, c.Zone), on,
			explain.Days("days", rulebook.LocalDays(*arrivedAt, c.request.OccurredAt, c.Zone)), explain.Days("grace", it.Grant.Terms.GraceDays))
	}
	return append(inputs, c.steps.Amount("left", c.TotalMinor))
}

// sayDeducted explains what goods taken back for less are worth less: what a person says, at most what the line
// still comes to.
func (c *Calculation) sayDeducted(found refund.InspectedLine, items []*Item, taken int64) int {
	line := explain.Word("line", found.LineID)
	inputs, left := []refund.Input{line}, int64(0)
	for _, it := range items {
		inputs = c.resultsOf("part", inputs, it.said.line, it.said.use)
	}
	for _, input := range inputs {
		left += input.Number
	}
	place := c.steps.Say("adjustment.line_left", left, inputs...)
	return c.steps.Say("adjustment.goods", -taken, line, explain.Number("partial", found.PartialQuantity), c.steps.Amount("asked", found.DeductMinor),
		c.steps.Result("left", place), c.steps.Amount("at_most", c.TotalMinor))
}

// resultsOf appends the results of steps that were said.
func (c *Calculation) resultsOf(name string, inputs []refund.Input, places ...int) []refund.Input {
	for _, place := range places {
		if place > 0 {
			inputs = append(inputs, c.steps.Result(name, place))
		}
	}
	return inputs
}

// deducted is a deduction of a line whose tax on top is explained: in proportion (share), or all that is left.
type deducted struct {
	line  refund.LineID
	items []*Item
	place int
	share bool
}

func (c *Calculation) sayDeductedTax(off int64, d deducted) {
	line := explain.Word("line", d.line)
	inputs, left := []refund.Input{line}, int64(0)
	for _, it := range d.items {
		inputs = c.resultsOf("part", inputs, it.said.onTop, it.said.useTax)
	}
	for _, input := range inputs {
		left += input.Number
	}
	onTop := c.steps.Say("adjustment.line_left", left, inputs...)
	inputs = []refund.Input{line, c.steps.Result("at_most", onTop), c.steps.AmountFrom("at_most", c.TotalMinor, refund.FromTotal),
		c.steps.AmountFrom("at_most", c.TaxMinor, refund.FromTax)}
	if !d.share {
		c.steps.Say("adjustment.goods_tax_all", -off, inputs...)
		return
	}
	for _, it := range d.items {
		inputs = c.resultsOf("amount", inputs, it.said.onTop)
		inputs = c.resultsOf("whole", inputs, it.said.line)
	}
	c.steps.Say("adjustment.goods_tax", -off, append(inputs, c.steps.Taken("part", d.place))...)
}
