package entitlement

import (
	"cmp"
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

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
	table.grow(len(p.benefits))
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
	table.Columns = append(table.Columns, minorColumn("share", 0))
	place := c.steps.SayTable("promotion.taken_off", c.steps.All[earned-1].ResultMinor, table.StepTable,
		explain.Word("promotion", p.rule.PromotionID), c.steps.Result("amount", earned))
	t.next = append(t.next, place)
}
