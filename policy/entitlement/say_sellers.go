package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// This file explains whose a refund is: how what concerns all parties is shared, and what each seller and the
// platform bear.

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
