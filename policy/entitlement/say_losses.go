package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// sayLosses explains what each promotion lost: the first step, and the promotions in the sequence of the steps.
func (c *Calculation) sayLosses(sitting, earned []int) (first int, losing []int) {
	for i := range c.promotions {
		p := &c.promotions[i]
		if p.keeps() || !p.forfeited(c.past.lines) {
			continue
		}
		earned[i] = 0
		if sitting[i] > 0 {
			c.steps.Say("promotion.forfeited", 0, explain.Word("promotion", p.rule.PromotionID))
		}
	}
	for i := range c.promotions {
		if sitting[i] == 0 && earned[i] == 0 {
			continue
		}
		on, less := c.steps.Results("sitting", sitting[i])[0], c.steps.Results("earned", earned[i])[0]
		place := c.steps.Say("clawback.loss", on.Number-less.Number, explain.Word("promotion", c.promotions[i].rule.PromotionID), on, less)
		if first == 0 {
			first = place
		}
		losing = append(losing, i)
	}
	return first, losing
}

// saySlack explains what the checkout granted beyond what the promotions' rules give the whole order.
func (c *Calculation) saySlack(earned []int) int {
	var parts []refund.Input
	var slack int64
	for i := range c.promotions {
		p := &c.promotions[i]
		if p.keeps() || p.forfeited(c.past.lines) || p.offTotal == 0 && earned[i] == 0 {
			continue
		}
		less := c.steps.Results("earned", earned[i])[0]
		minor := p.offTotal - less.Number
		if minor == 0 {
			continue // exactly what the rules give
		}
		slack += minor
		place := c.steps.Say("clawback.slack_of", minor, explain.Word("promotion", p.rule.PromotionID), c.steps.Amount("granted", p.offTotal), less)
		parts = append(parts, c.steps.Result("part", place))
	}
	if len(parts) == 0 {
		return 0
	}
	return c.steps.Say("clawback.slack", max(0, slack), parts...)
}

// sayTotalLoss explains what all promotions lost together.
func (c *Calculation) sayTotalLoss(first, count, slack int) int {
	inputs, total := make([]refund.Input, 0, count+1), int64(0)
	for place := first; place < first+count; place++ {
		inputs = append(inputs, c.steps.Result("loss", place))
		total += inputs[len(inputs)-1].Number
	}
	less := c.steps.Results("slack", slack)[0]
	return c.steps.Say("clawback.all", max(0, total-less.Number), append(inputs, less)...)
}

// sayLossShared explains each promotion's part of the loss.
func (c *Calculation) sayLossShared(l losing, first int, promotions []int, all int) int {
	loss := minorColumn("loss", refund.FromSteps)
	loss.Step = first
	table := &tableOf{StepTable: refund.StepTable{Of: "promotion", Columns: []refund.StepColumn{loss, minorColumn("share", 0)}}}
	for row, i := range promotions {
		table.add(string(c.promotions[i].rule.PromotionID), c.steps.All[first+row-1].ResultMinor, l.byPromotion[i])
	}
	return c.steps.SayTable("clawback.shared", sumOfRows(table.Rows), table.StepTable, c.steps.Result("amount", all))
}
