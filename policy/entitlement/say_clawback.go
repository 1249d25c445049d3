package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// losing is a loss as it was computed (lostNow): the steps that explain it follow it once more.
type losing struct {
	// kept and all are the baskets with what promotions earn of them, and sitting the discount on kept goods.
	kept, all             basket
	keptEarned, allEarned []int64
	sitting               [][]int64
	// losses are what each promotion lost, total what all did, and byPromotion how that is shared.
	losses, byPromotion []int64
	total               int64
}

// sayLoss explains what kept goods do not earn any more: what promotions earn, the discount that sits on the
// goods, what each promotion lost, less what the checkout granted beyond the rules. It returns for each promotion
// the step of what it lost on the goods that are kept; 0: nothing.
func (c *Calculation) sayLoss(l losing, state lost) []int {
	c.sayDiscounts()
	earned := c.sayEarned(c.keptBasket(l.kept), l.keptEarned)
	granted := c.sayEarned(c.wholeBasket(l.all), l.allEarned)
	sitting := make([]int, len(c.promotions))
	for i := range c.promotions {
		if !c.promotions[i].keeps() && sumOf(l.sitting[i]) != 0 {
			sitting[i] = c.saySitting(i, l.sitting[i])
		}
	}
	first, losing := c.sayLosses(sitting, earned)
	all := c.sayTotalLoss(first, len(losing), c.saySlack(granted))
	shared := 0
	if len(losing) > 1 {
		shared = c.sayLossShared(l, first, losing, all)
	}
	places := make([]int, len(c.promotions))
	for row, i := range losing {
		if l.byPromotion[i] == 0 {
			continue
		}
		amount := c.steps.Result("amount", all)
		if shared > 0 {
			amount = c.steps.Row("amount", shared, row+1)
		}
		places[i] = c.sayLostOnLines(i, amount, lostOn{sitting[i], l.sitting[i], state.shares[i], state.byPromotion[i]})
	}
	return places
}

func sumOf(amounts []int64) int64 {
	var sum int64
	for _, minor := range amounts {
		sum += minor
	}
	return sum
}

// countOf counts amounts that are not 0.
func countOf(amounts []int64) int {
	count := 0
	for _, minor := range amounts {
		if minor != 0 {
			count++
		}
	}
	return count
}

// saySitting explains the discount of a promotion that sits on goods that count as kept.
func (c *Calculation) saySitting(at int, sitting []int64) int {
	p := &c.promotions[at]
	table := byLine(minorColumn("price", refund.FromLinePrice), countColumn("left", refund.FromLineLeft), c.paidColumn(), countColumn("bought", refund.FromLineQuantity))
	others := c.promotionsOnLinesOf(at)
	for _, i := range others {
		column := minorColumn("weight", refund.FromLineDiscount)
		switch {
		case i == at:
			column.Name = "own"
		case i == 0: // discounts without a rule
			column.From = refund.FromDiscount
		default:
			column.Of = string(c.promotions[i].rule.PromotionID)
		}
		table.Columns = append(table.Columns, column)
	}
	table.Columns = append(table.Columns, minorColumn("share", 0))
	table.grow(countOf(p.off))
	weights := make([]int64, len(others))
	for l := range c.past.lines {
		s := &c.past.lines[l]
		if p.off[l] <= 0 || s.counted() == 0 { // nothing sits on what is gone
			continue
		}
		for w, i := range others {
			weights[w] = c.promotions[i].off[l]
		}
		table.addWith(string(s.line.LineID), weights, s.line.UnitPriceMinor, s.counted(), s.paid.net, s.line.Quantity, sitting[l])
	}
	return c.steps.SayTable("clawback.sitting", sumOf(sitting), table.StepTable, explain.Word("promotion", p.rule.PromotionID))
}

// promotionsOnLinesOf are the promotions that took something off a line that this one did, itself included.
func (c *Calculation) promotionsOnLinesOf(at int) []int {
	var all []int
	for i := range c.promotions {
		for l, off := range c.promotions[at].off {
			if off > 0 && c.promotions[i].off[l] > 0 {
				all = append(all, i)
				break
			}
		}
	}
	return all
}

// lostOn is what sits on the lines of a promotion, and what of its loss the goods that are kept bear.
type lostOn struct {
	place           int
	sitting, shares []int64
	minor           int64
}

// sayLostOnLines explains where a promotion's loss sits, and what of it the goods that are kept bear: what sits on
// units refunded for the merchant's fault is nobody's (MONEY C6).
func (c *Calculation) sayLostOnLines(at int, amount refund.Input, on lostOn) int {
	table := byLine(rowColumn("sitting", on.place), minorColumn("share", refund.FromHere), countColumn("kept", refund.FromLineKept),
		countColumn("left", refund.FromLineLeft), minorColumn("lost", 0))
	table.grow(countOf(on.sitting))
	for l, share := range on.shares {
		s := &c.past.lines[l]
		if on.sitting[l] == 0 {
			continue
		}
		table.add(string(s.line.LineID), on.sitting[l], share, s.kept(), s.counted(), c.lostOnKept(s, share))
	}
	return c.steps.SayTable("clawback.on_lines", on.minor, table.StepTable, explain.Word("promotion", c.promotions[at].rule.PromotionID), amount)
}

// lostOnKept is what of a line's loss its kept units bear.
func (c *Calculation) lostOnKept(s *lineState, share int64) int64 {
	if share == 0 || s.kept() == s.counted() {
		return share
	}
	kept, err := refund.Prorate(share, s.kept(), s.counted())
	if err != nil {
		return 0 // it was computed before, and fitted
	}
	return kept
}
