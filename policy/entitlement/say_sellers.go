package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// This file explains whose a refund is: what of a line's commission goes back, how what concerns all parties is
// shared, and what each seller and the platform bear.

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

// saidShares explains the parties' shares of the components, one after the other.
type saidShares struct {
	*Calculation
	// next is the place of the first step that no component was found for yet.
	next int
	// tables are the steps of shares by party, of amounts and of commission.
	tables, commissions []int
}

// share explains the parties' shares of a component that is not a line's own.
func (c *saidShares) share(part *refund.Component, of []share) {
	place := c.stepOf(part)
	switch part.Kind {
	case refund.ComponentClawback:
		c.promotion(part, of)
	case refund.ComponentUsage, refund.ComponentDepreciation:
		c.keptCommission(part, of, place)
	case refund.ComponentAdjustment:
		if part.LineID != "" {
			c.keptCommission(part, of, place)
			return
		}
		c.inProportion(part, of, place)
	case refund.ComponentTax:
		if part.LineID == "" && part.Of == refund.ComponentAdjustment {
			c.inProportion(part, of, place)
		}
	case refund.ComponentVoid, refund.ComponentWaiver:
		c.inProportion(part, of, place)
	case refund.ComponentLine, refund.ComponentShipping, refund.ComponentFee, refund.ComponentGiftNotReturned, refund.ComponentRestocking,
		refund.ComponentReturnShipping, refund.ComponentTenderNotRestored, refund.ComponentTenderReissued, refund.ComponentRounding,
		refund.ComponentEarnedPoints:
	}
}

// stepOf is the step of a component: components and their steps have one sequence. A component of nothing has none.
func (c *saidShares) stepOf(part *refund.Component) int {
	if part.AmountMinor == 0 {
		return 0
	}
	for i := c.next; i < len(c.steps.All); i++ {
		if step := &c.steps.All[i]; step.Adds.OfTotal() && step.Component == part.Kind && step.ResultMinor == part.AmountMinor {
			c.next = i + 1
			return c.next
		}
	}
	return 0
}

// bySeller begins a table by party; the platform has no id.
func bySeller(columns ...refund.StepColumn) *tableOf {
	return &tableOf{StepTable: refund.StepTable{Of: "seller", Columns: columns}}
}

// partyColumn is a column of what parties have by the step of a place.
func partyColumn(name string, from refund.Source, place int) refund.StepColumn {
	column := minorColumn(name, from)
	column.Step = place
	return column
}

// promotion explains how much more the sellers lost of a promotion than before.
func (c *saidShares) promotion(part *refund.Component, of []share) {
	lost := partyColumn("lost", refund.FromNone, 0)
	if place := c.lostStep(part.PromotionID); place > 0 {
		lost = partyColumn("lost", refund.FromSellerLost, place)
	}
	table := bySeller(minorColumn("before", refund.FromSellerClawback), lost, minorColumn("share", 0))
	recorded, now := c.sellers.recorded(part.PromotionID), c.lost.byParty[part.PromotionID]
	for i := 1; i < len(of); i++ {
		before, lostMinor := -recorded[i].minor, int64(0)
		if now != nil {
			lostMinor = now[i]
		}
		if before != 0 || lostMinor != 0 {
			table.add(string(c.sellers.ids[i]), before, lostMinor, of[i].minor)
		}
	}
	if len(table.Rows) > 0 {
		c.tables = append(c.tables, c.steps.SayTable("seller.promotion", sumOfRows(table.Rows), table.StepTable, explain.Word("promotion", part.PromotionID)))
	}
}

// lostStep is the step of what kept goods lost of a promotion; 0: nothing.
func (c *saidShares) lostStep(id refund.PromotionID) int {
	for i, place := range c.lost.said {
		if rule := c.promotions[i].rule; rule != nil && rule.PromotionID == id {
			return place
		}
	}
	return 0
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

// inProportion explains how an amount that concerns all parties is shared over them, and the commission in it.
func (c *saidShares) inProportion(part *refund.Component, of []share, place int) {
	if place == 0 || c.onlyThePlatform(of) {
		return
	}
	by := c.sellers.proportionOf(part)
	table := bySeller(partyColumn("has", by.from, place), minorColumn("share", 0))
	for i, has := range by.by {
		if has.minor > 0 {
			table.add(string(c.sellers.ids[i]), has.minor, of[i].minor)
		}
	}
	shared := c.steps.SayTable("seller.proportion", part.AmountMinor, table.StepTable, c.steps.Result("amount", place))
	c.tables = append(c.tables, shared)
	c.commissionIn(by, of, shared)
}

func (c *saidShares) onlyThePlatform(of []share) bool {
	for i := range of {
		if i != platform && of[i] != (share{}) {
			return false
		}
	}
	return true
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

// bearers explains what each seller bears: what goes back for what it sold, less what of the platform's commission
// goes back. The platform bears the rest.
func (c *saidShares) bearers(all []refund.SellerShare) {
	if len(all) == 0 {
		return
	}
	total := []refund.Input{c.steps.Amount("total", c.TotalMinor)}
	for _, of := range all {
		seller, back := explain.Word("seller", of.SellerID), of.SellerMinor+of.CommissionMinor
		shared := c.rowsOf("shared", c.tables, of.SellerID)
		place := c.steps.Say("seller.back", back, append(shared, seller, c.steps.Amount("sold", back-sumOfInputs(shared)))...)
		total = append(total, c.steps.Result("sellers", place))
		kept := c.rowsOf("shared", c.commissions, of.SellerID)
		commission := c.steps.Say("seller.commission", of.CommissionMinor, append(kept, seller, c.steps.Amount("lines", of.CommissionMinor-sumOfInputs(kept)))...)
		c.steps.Say("seller.share", of.SellerMinor, seller, c.steps.Result("back", place), c.steps.Result("commission", commission))
	}
	var sellers int64
	for _, input := range total[1:] {
		sellers += input.Number
	}
	c.steps.Say("seller.platform", c.TotalMinor-sellers, total...)
}

// rowsOf are a seller's rows in tables as inputs; an amount of nothing where there are none.
func (c *saidShares) rowsOf(name string, tables []int, id refund.SellerID) []refund.Input {
	var inputs []refund.Input
	for _, place := range tables {
		for r := range c.steps.All[place-1].Table.Rows {
			if c.steps.All[place-1].Table.Rows[r].Of == string(id) {
				inputs = append(inputs, c.steps.Row(name, place, r+1))
			}
		}
	}
	if len(inputs) == 0 {
		inputs = append(inputs, c.steps.AmountFrom(name, 0, refund.FromNone))
	}
	return inputs
}

func sumOfInputs(inputs []refund.Input) int64 {
	var sum int64
	for i := range inputs {
		sum += inputs[i].Number
	}
	return sum
}
