package entitlement

import (
	"cmp"
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// tested is a basket that promotions are tested on, as it is explained: the goods that count as kept, or all of
// the order. Its steps are said once for promotions about the same lines.
type tested struct {
	basket
	key   string
	units refund.Source
	said  []saidBasket
	// before are the steps of what promotions with an earlier sequence took off, next those of the same one too.
	before, next []int
}

// saidBasket is the step of a basket of some lines.
type saidBasket struct {
	lines  []int
	before int
	place  int
}

// keptBasket and wholeBasket are the two.
func (c *Calculation) keptBasket(b basket) *tested {
	return &tested{basket: b, key: "promotion.basket_kept", units: refund.FromLineLeft}
}

func (c *Calculation) wholeBasket(b basket) *tested {
	return &tested{basket: b, key: "promotion.basket_all", units: refund.FromLineQuantity}
}

// sayBasket explains what the lines of a promotion are worth where it is tested, and returns the step. A
// promotion with a sequence looks at what discounts without a rule and earlier promotions leave of the price.
func (c *Calculation) sayBasket(t *tested, p *promotion) int {
	before := t.before
	if p.rule.Sequence == nil {
		before = nil
	}
	for _, said := range t.said {
		if said.before == len(before) && slices.Equal(said.lines, p.lines) {
			return said.place
		}
	}
	table := c.basketTable(t, p, before)
	for i := range table.Rows {
		row := &table.Rows[i]
		row.Cells = append(row.Cells, c.worthOf(table, row))
	}
	table.Columns = append(table.Columns, minorColumn("value", ""))
	place := c.steps.SayTable(t.key, sumOfRows(table.Rows), table.StepTable)
	t.said = append(t.said, saidBasket{p.lines, len(before), place})
	return place
}

// basketTable has the columns of a basket's lines, without what they are worth.
func (c *Calculation) basketTable(t *tested, p *promotion, before []int) *tableOf {
	table := byLine(minorColumn("price", refund.FromLinePrice), countColumn("units", t.units))
	if p.rule.Sequence != nil {
		table.Columns = append(table.Columns, minorColumn("off", refund.FromDiscount), countColumn("bought", refund.FromLineQuantity))
	}
	less := make([][]int64, len(before))
	for i, place := range before {
		table.Columns = append(table.Columns, rowColumn("less", place))
		less[i] = c.byLineOf(place)
	}
	table.Rows = make([]refund.StepRow, 0, len(p.lines))
	cells := make([]int64, 0, len(p.lines)*(len(table.Columns)+2))
	for _, l := range p.lines {
		line, from := t.lines[l].line, len(cells)
		cells = append(cells, line.UnitPriceMinor, t.basket.units[l])
		if p.rule.Sequence != nil {
			cells = append(cells, c.promotions[0].off[l], line.Quantity)
		}
		for i := range less {
			cells = append(cells, less[i][l])
		}
		to := len(cells)
		cells = append(cells, 0, 0) // room for what follows
		table.Rows = append(table.Rows, refund.StepRow{Of: string(line.LineID), Cells: cells[from:to:len(cells)]})
	}
	return table
}

// worthOf is what a row of a basket is worth.
func (c *Calculation) worthOf(table *tableOf, row *refund.StepRow) int64 {
	value, off := row.Cells[0]*row.Cells[1], int64(0)
	for i, column := range table.Columns {
		switch column.Name {
		case "off":
			share, err := refund.Prorate(row.Cells[i], row.Cells[1], row.Cells[i+1])
			if err != nil {
				return 0 // it was computed before, and fitted
			}
			value = max(0, value-share)
		case "less":
			off += row.Cells[i]
		}
	}
	return value - off
}

// sayEarned explains what each promotion takes off a basket, in their sequence, and returns the steps by
// promotion; 0: it keeps its discount, or takes nothing off, or is forfeited and no other looks at its price.
func (c *Calculation) sayEarned(t *tested, earned []int64) []int {
	places := make([]int, len(c.promotions))
	order := c.inSequence()
	for i, at := range order {
		p := &c.promotions[at]
		if i > 0 && sequenceOf(&c.promotions[order[i-1]]) != sequenceOf(p) {
			t.before = slices.Clone(t.next)
		}
		if earned[at] == 0 && p.offTotal == 0 || p.rule.Sequence == nil && p.forfeited(c.past.lines) {
			continue
		}
		places[at] = c.sayEarnedBy(t, p, earned[at])
		if p.rule.Sequence != nil && earned[at] > 0 {
			c.sayTakenOff(t, p, places[at])
		}
	}
	return places
}

func (c *Calculation) sayEarnedBy(t *tested, p *promotion, minor int64) int {
	promotion, granted := explain.Word("promotion", p.rule.PromotionID), c.steps.Amount("granted", p.offTotal)
	if p.rule.Kind == refund.PromotionBuyXGetY {
		if p.rule.BuyQuantity == nil || *p.rule.BuyQuantity < 1 {
			return c.steps.Say("promotion.as_granted", minor, promotion, granted)
		}
		return c.sayGivenAway(t, p, minor)
	}
	place := c.sayBasket(t, p)
	inputs, key := append(c.tested(place, p), promotion), "promotion.earned"
	if p.rule.MaxOffMinor != nil {
		inputs, key = append(inputs, c.steps.Amount("max_off", *p.rule.MaxOffMinor)), "promotion.earned_at_most"
	}
	return c.steps.SayTable(key, minor, c.tiersOff(place, p), inputs...)
}

// tested are the inputs that tiers are compared with: what the basket is worth, its units, and whether the
// promotion repeats.
func (c *Calculation) tested(place int, p *promotion) []refund.Input {
	return []refund.Input{c.steps.Result("basket", place), c.steps.Column("units", place), explain.Number("repeat", oneIf(p.rule.Repeat))}
}

func oneIf(holds bool) int64 {
	if holds {
		return 1
	}
	return 0
}

func (c *Calculation) sayGivenAway(t *tested, p *promotion, minor int64) int {
	get := int64(1)
	if p.rule.GetQuantity != nil {
		get = *p.rule.GetQuantity
	}
	basket := c.sayBasket(t, p)
	inputs := []refund.Input{explain.Word("promotion", p.rule.PromotionID), explain.Number("buy", *p.rule.BuyQuantity), explain.Number("get", get),
		explain.Number("same", oneIf(slices.Equal(p.benefits, p.lines))), c.steps.Column("units", basket), c.steps.Amount("granted", p.offTotal),
		explain.Rate("rate", cmp.Or(p.rule.GetPercentOff, "1"))}
	table := byLine(minorColumn("price", refund.FromLinePrice), countColumn("units", t.units))
	for _, l := range p.benefits {
		table.add(string(t.lines[l].line.LineID), t.lines[l].line.UnitPriceMinor, t.basket.units[l])
	}
	return c.steps.SayTable("promotion.given_away", minor, table.StepTable, inputs...)
}

// sayTakenOff explains what a promotion with a sequence leaves to later ones: its discount spread over what its
// lines are worth by then.
func (c *Calculation) sayTakenOff(t *tested, p *promotion, earned int) {
	table := c.basketTable(t, p, t.next)
	weights := make([]int64, len(table.Rows))
	for i := range table.Rows {
		weights[i] = c.worthOf(table, &table.Rows[i])
	}
	shares, err := refund.ShareTenders(c.steps.All[earned-1].ResultMinor, weights)
	if err != nil {
		return // it takes off more than there is left, and so nothing
	}
	for i := range table.Rows {
		table.Rows[i].Cells = append(table.Rows[i].Cells, shares[i])
	}
	table.Columns = append(table.Columns, minorColumn("share", ""))
	place := c.steps.SayTable("promotion.taken_off", c.steps.All[earned-1].ResultMinor, table.StepTable,
		explain.Word("promotion", p.rule.PromotionID), c.steps.Result("amount", earned))
	t.next = append(t.next, place)
}
