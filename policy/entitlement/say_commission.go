package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// This file explains what of a marketplace's commission goes back.

// hasCommission reports whether a marketplace keeps a commission of an item's line.
func (c *Calculation) hasCommission(it *Item) bool {
	return c.sellers != nil && c.sellers.commission[it.Index].wholeMinor != 0
}

// sayCommission explains what of a line's commission goes back: cumulative, as the line's tax is.
func (c *Calculation) sayCommission(it *Item) {
	if !c.hasCommission(it) {
		return
	}
	s, own := &c.past.lines[it.Index], it.commission
	inputs := []refund.Input{explain.Word("line", it.Line.LineID), c.wholeCommission(it),
		c.steps.Amount("upto", own.dueMinor), c.steps.Amount("before", own.beforeMinor)}
	if it.overNet {
		it.said.commission = c.steps.Say("commission.over_net", own.nowMinor, append(inputs, c.steps.Amount("back", s.given.net), c.paid("net", it.Index))...)
		return
	}
	it.said.commission = c.steps.Say("commission.share", own.nowMinor, append(inputs, explain.Number("back", s.claimed), explain.Number("net", s.line.Quantity))...)
}

// wholeCommission is what the platform keeps of a whole line: an amount of the order, or a step of its rate.
func (c *Calculation) wholeCommission(it *Item) refund.Input {
	kept := &c.sellers.commission[it.Index]
	if it.Line.Commission.AmountMinor != nil {
		return c.steps.AmountFrom("total", kept.wholeMinor, refund.FromLineCommission)
	}
	if kept.said == 0 {
		kept.said = c.steps.Say("commission.rate", kept.wholeMinor, explain.Word("line", it.Line.LineID), c.paid("net", it.Index),
			explain.Rate("rate", it.Line.Commission.Rate))
	}
	return c.steps.Result("total", kept.said)
}

// keptCommission explains what the platform keeps of its commission on what stays sold.
func (c *saidShares) keptCommission(part *refund.Component, of []share, place int) {
	party := c.partyOf(part.LineID)
	kept := of[party].commissionMinor
	if kept == 0 || place == 0 {
		return
	}
	_, _, left := c.lineNow(part.LineID)
	inputs := []refund.Input{explain.Word("line", part.LineID), c.steps.Taken("part", place), c.steps.Amount("at_most", left)}
	for i := range c.Items {
		if it := &c.Items[i]; it.Line.LineID == part.LineID && it.said.line > 0 {
			inputs = c.resultsOf("amount", inputs, it.said.commission)
			inputs = c.resultsOf("whole", inputs, it.said.line)
		}
	}
	c.steps.Say("commission.kept", kept, inputs...)
}

// commissionIn explains the commission in the sellers' shares of an amount: the same part of it.
func (c *saidShares) commissionIn(by proportion, of []share, shared int) {
	place := int(c.steps.All[shared-1].Inputs[0].Step)
	from := refund.FromSellerCommissionNow
	if by.from == refund.FromSellerVoided {
		from = refund.FromSellerCommissionVoided
	}
	table := bySeller(partyColumn("amount", from, place), rowColumn("part", shared), partyColumn("whole", by.from, place), minorColumn("share", 0))
	for i, has := range by.by {
		if i != platform && of[i].commissionMinor != 0 {
			table.add(string(c.sellers.ids[i]), has.commissionMinor, of[i].minor, has.minor, of[i].commissionMinor)
		}
	}
	if len(table.Rows) > 0 {
		c.commissions = append(c.commissions, c.steps.SayTable("seller.commission_part", sumOfRows(table.Rows), table.StepTable))
	}
}
