package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// lineDue is a line with what it gives back in all by now, and what of that was given before.
type lineDue struct {
	line       *lineState
	due, given part3
}

// saidItem are the places of an item's steps; 0: it has none.
type saidItem struct {
	line, onTop int
	// commission is the step of what of a marketplace's commission goes back.
	commission int
	// use is what was used up, useTax the tax on top of that.
	use, useTax int
	// inside is the step of the tax inside, and the row of its table; without a row the step is no table.
	inside, insideRow int
	// netDue and insideDue are what the line gives back in all by now, insideGiven what of its tax was given before.
	netDue, insideDue, insideGiven int64
}

// sayLine explains what an item is worth, and its tax on top. The tax inside follows for all lines together.
func (c *Calculation) sayLine(it *Item, of lineDue) {
	it.said.netDue, it.said.insideDue, it.said.insideGiven = of.due.net, of.due.taxIn, of.given.taxIn
	if of.line.paid == (part3{}) && !c.hasCommission(it) {
		return // a gift: there is nothing to say of nothing
	}
	switch {
	case it.Allowance():
		it.said.line = c.sayAllowance(it, of)
	case len(of.line.allowances) > 0:
		it.said.line = c.sayShare("line.share_less_allowances", it, shareOf{c.paid("total", it.Index), of.due.net, of.given.net}, c.sayAllowances(of.line)...)
	case it.Line.Measure != nil:
		it.said.line = c.sayShare("line.share_measured", it, shareOf{c.paid("total", it.Index), of.due.net, of.given.net}, explain.Word("measure", soldAs(it.Line)))
	default:
		it.said.line = c.sayShare("line.share", it, shareOf{c.paid("total", it.Index), of.due.net, of.given.net})
	}
	if it.worth.taxOn == 0 {
		return
	}
	if it.includesTax {
		gross := explain.Same(c.steps.Amount("gross", *it.AllowanceMinor), it.said.line)
		it.said.onTop = c.steps.Say("line.tax_of_gross", it.worth.taxOn, explain.Word("line", it.Line.LineID), gross, c.steps.Result("net", it.said.line))
		return
	}
	if it.overNet {
		it.said.onTop = c.sayOverNet("line.tax_over_net", it, shareOf{c.steps.Amount("total", of.line.paid.taxOn), of.due.taxOn, of.given.taxOn})
		return
	}
	it.said.onTop = c.sayShare("line.tax", it, shareOf{c.steps.Amount("total", of.line.paid.taxOn), of.due.taxOn, of.given.taxOn})
}

// shareOf is a cumulative share: of a total, up to an amount, of which some was given before.
type shareOf struct {
	total       refund.Input
	upto, given int64
}

// sayShare explains a cumulative share by quantity, with both ends.
func (c *Calculation) sayShare(key string, it *Item, of shareOf, allowed ...refund.Input) int {
	before := explain.Number("before", it.Taken.Before)
	if it.said.line > 0 { // the tax is of the same units
		before = explain.Same(before, it.said.line)
	}
	place := c.steps.Say(key, max(0, of.upto-of.given), explain.Word("line", it.Line.LineID), of.total, explain.Number("now", it.Taken.Now),
		before, explain.Number("bought", it.Taken.Bought), c.steps.Amount("upto", of.upto), c.steps.Amount("given", of.given))
	if len(allowed) > 0 {
		c.steps.Add(place, allowed...)
	}
	return place
}

// sayTaxInside explains the tax inside what goods are worth: a row for each item, and a step for each whose line
// has an allowance.
func (c *Calculation) sayTaxInside() {
	rows := c.taxRows()
	if len(rows) > 0 {
		table := refund.StepTable{Of: "line", Columns: taxColumns, Rows: rows}
		place := c.steps.SayTable("tax.lines", sumOfRows(rows), table)
		for i := range c.Items {
			if c.Items[i].said.insideRow > 0 {
				c.Items[i].said.inside = place
			}
		}
	}
	for i := range c.Items {
		if it := &c.Items[i]; it.worth.taxIn > 0 && it.said.insideRow == 0 {
			total := c.steps.Amount("total", c.past.lines[it.Index].paid.taxIn)
			it.said.inside = c.sayOverNet("tax.line_over_net", it, shareOf{total, it.said.insideDue, it.said.insideGiven})
		}
	}
}

var taxColumns = []refund.StepColumn{
	{Name: "total", Unit: refund.UnitMinor, From: refund.FromLineTaxInside},
	{Name: "now", Unit: refund.UnitCount, From: refund.FromRequest},
	{Name: "before", Unit: refund.UnitCount, From: refund.FromLineBefore},
	{Name: "bought", Unit: refund.UnitCount, From: refund.FromLineQuantity},
	{Name: "given", Unit: refund.UnitMinor, From: refund.FromLineInsideBefore},
	{Name: "share", Unit: refund.UnitMinor},
}

// taxRows are the rows of inclusive taxes by quantity, in the sequence of the items.
func (c *Calculation) taxRows() []refund.StepRow {
	var rows []refund.StepRow
	var cells []int64
	for i := range c.Items {
		it := &c.Items[i]
		recorded := c.past.lines[it.Index].paid.taxIn
		if recorded == 0 || it.overNet {
			continue
		}
		if rows == nil {
			rows = make([]refund.StepRow, 0, len(c.Items)-i)
			cells = make([]int64, 0, len(taxColumns)*cap(rows))
		}
		from := len(cells)
		cells = append(cells, recorded, it.Taken.Now, it.Taken.Before, it.Taken.Bought, it.said.insideGiven, it.worth.taxIn)
		rows = append(rows, refund.StepRow{Of: string(it.Line.LineID), Cells: cells[from:len(cells):len(cells)]})
		it.said.insideRow = len(rows)
	}
	return rows
}

// sumOfRows is what all rows come to.
func sumOfRows(rows []refund.StepRow) int64 {
	var sum int64
	for i := range rows {
		sum += rows[i].Cells[len(rows[i].Cells)-1]
	}
	return sum
}

// paid is what was paid for a line, less its shares of discounts on the order.
func (c *Calculation) paid(name string, line int) refund.Input {
	if c.nets == 0 {
		return c.steps.Amount(name, c.past.lines[line].paid.net)
	}
	return c.steps.Row(name, c.nets, line+1)
}

// inside is the tax inside an item's worth as an input: its row, or its step.
func (c *Calculation) inside(name string, it *Item) refund.Input {
	if it.said.insideRow > 0 {
		return c.steps.Row(name, it.said.inside, it.said.insideRow)
	}
	return c.steps.Result(name, it.said.inside)
}
