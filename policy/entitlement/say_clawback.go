package entitlement

import (
	"slices"

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
		places[i] = c.sayLostOnLines(i, amount, lostOn{sitting[i], l.sitting[i], state.byPromotion[i]})
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
	table.Columns = append(table.Columns, minorColumn("share", ""))
	table.grow(countOf(p.off))
	weights := make([]int64, len(others))
	for l := range c.past.lines {
		if p.off[l] <= 0 {
			continue
		}
		s := &c.past.lines[l]
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
	table := &tableOf{StepTable: refund.StepTable{Of: "promotion", Columns: []refund.StepColumn{loss, minorColumn("share", "")}}}
	for row, i := range promotions {
		table.add(string(c.promotions[i].rule.PromotionID), c.steps.All[first+row-1].ResultMinor, l.byPromotion[i])
	}
	return c.steps.SayTable("clawback.shared", sumOfRows(table.Rows), table.StepTable, c.steps.Result("amount", all))
}

// lostOn is what sits on the lines of a promotion, and what of its loss the goods that are kept bear.
type lostOn struct {
	place   int
	sitting []int64
	minor   int64
}

// sayLostOnLines explains where a promotion's loss sits, and what of it the goods that are kept bear: what sits on
// units refunded for the merchant's fault is nobody's (MONEY C6).
func (c *Calculation) sayLostOnLines(at int, amount refund.Input, on lostOn) int {
	shares, err := refund.ShareTenders(amount.Number, on.sitting)
	if err != nil {
		return 0 // it was computed before, and fitted
	}
	table := byLine(rowColumn("sitting", on.place), minorColumn("share", refund.FromHere), countColumn("kept", refund.FromLineKept),
		countColumn("left", refund.FromLineLeft), minorColumn("lost", ""))
	table.grow(countOf(on.sitting))
	for l, share := range shares {
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

// sayExtraTax explains how much more tax kept goods bear without a lost discount, in one mode: a row for each
// line. more are the steps that say by line how much dearer they are. It returns the step; 0: there is none.
func (c *Calculation) sayExtraTax(mode refund.TaxMode, more []int, moreMinor []int64) int {
	key, recorded := "tax.kept_goods", refund.FromLineTaxInside
	if mode == refund.TaxExclusive {
		key, recorded = "tax.on_kept_goods", refund.FromLineTaxOnTop
	}
	table := byLine(c.paidColumn(), countColumn("taken", refund.FromLineTaken), countColumn("bought", refund.FromLineQuantity), minorColumn("recorded", recorded))
	more = slices.DeleteFunc(slices.Clone(more), func(place int) bool { return place == 0 })
	lost := make([][]int64, len(more))
	for i, place := range more {
		table.Columns = append(table.Columns, rowColumn("more", place))
		lost[i] = c.byLineOf(place)
	}
	table.Columns = append(table.Columns, minorColumn("extra", ""))
	table.grow(countOf(moreMinor))
	dearer := make([]int64, len(more))
	for l := range c.past.lines {
		s := &c.past.lines[l]
		if moreMinor[l] == 0 || !hasTax(s.line.Taxes, mode) {
			continue
		}
		for i := range lost {
			dearer[i] = lost[i][l]
		}
		table.addWith(string(s.line.LineID), dearer, s.paid.net, s.claimed, s.line.Quantity, recordedIn(s, mode), c.extraIn(s, moreMinor[l], mode))
		table.Rows[len(table.Rows)-1].Rates = c.factorsOf(s, mode)
	}
	if len(table.Rows) == 0 {
		return 0
	}
	return c.steps.SayTable(key, sumOfRows(table.Rows), table.StepTable)
}

func hasTax(taxes []refund.Tax, mode refund.TaxMode) bool {
	return slices.ContainsFunc(taxes, func(t refund.Tax) bool { return t.Mode == mode })
}

func recordedIn(s *lineState, mode refund.TaxMode) int64 {
	if mode == refund.TaxExclusive {
		return s.paid.taxOn
	}
	return s.paid.taxIn
}

// extraIn is the extra tax of a line in one mode.
func (c *Calculation) extraIn(s *lineState, moreMinor int64, mode refund.TaxMode) int64 {
	extra, err := c.extraTax(s, moreMinor)
	if err != nil {
		return 0 // it was computed before, and fitted
	}
	if mode == refund.TaxExclusive {
		return extra.on
	}
	return extra.in
}

// factorsOf are a line's tax factors; most lines have the same ones as the line before.
func (c *Calculation) factorsOf(s *lineState, mode refund.TaxMode) []string {
	for i := range c.factors {
		if f := &c.factors[i]; f.mode == mode && sameRates(f.taxes, s.line.Taxes) {
			return f.factors
		}
	}
	f := knownFactors{mode, s.line.Taxes, factors(s.line.Taxes, s.paid.net, mode)}
	if len(c.factors) < sharesMax {
		c.factors = append(c.factors, f)
	}
	return f.factors
}

// knownFactors are the factors of taxes, as long as each has a rate.
type knownFactors struct {
	mode    refund.TaxMode
	taxes   []refund.Tax
	factors []string
}

func sameRates(a, b []refund.Tax) bool {
	return slices.EqualFunc(a, b, func(a, b refund.Tax) bool { return a.Rate != "" && a.Rate == b.Rate && a.Mode == b.Mode })
}
