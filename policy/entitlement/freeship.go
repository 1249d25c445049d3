package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// shippingLost is the discount on shipping that kept goods do not earn any more: a FREE_SHIPPING
// whose condition they do not meet. Nothing is lost once nothing is kept, or once the shipping
// itself went back.
func (c *Calculation) shippingLost() (lost, error) {
	state := lost{byPromotion: make([]int64, len(c.promotions)), said: make([]int, len(c.promotions))}
	net, err := c.order.Shipping.NetMinor()
	if err != nil {
		return state, err
	}
	given := c.past.shippingGiven || net == 0 && c.past.freeShippingGiven
	if c.WholeOrder || given || !c.anythingGone() {
		return state, nil
	}
	kept, err := newBasket(c.past.lines, (*lineState).counted)
	if err != nil {
		return state, err
	}
	for i := 1; i < len(c.promotions); i++ {
		p := &c.promotions[i]
		off := c.shippingOff(p)
		if off == 0 {
			continue
		}
		earns, err := p.reached(kept)
		if err != nil {
			return state, err
		}
		if earns == 0 || p.forfeited(c.past.lines) {
			state.byPromotion[i], state.said[i] = off, c.sayShippingLost(kept, p, off)
		}
	}
	return state, nil
}

// shippingOff is what a promotion took off the shipping: as recorded by its id, or all of it where the
// discount has no names and this is the order's one promotion of free shipping.
func (c *Calculation) shippingOff(p *promotion) int64 {
	var off int64
	for _, d := range c.order.Shipping.Discounts {
		if d.PromotionID == p.rule.PromotionID {
			off += d.AmountMinor
		}
	}
	if off > 0 || p.rule.Kind != refund.PromotionFreeShipping || len(c.order.Shipping.Discounts) > 0 {
		return off
	}
	for i := 1; i < len(c.promotions); i++ {
		if rule := c.promotions[i].rule; rule.Kind == refund.PromotionFreeShipping && rule.PromotionID != p.rule.PromotionID {
			return 0
		}
	}
	return c.order.Shipping.DiscountMinor
}

// sayShippingLost explains that no tier of a promotion is reached any more, so that its discount on the shipping is
// lost.
func (c *Calculation) sayShippingLost(kept basket, p *promotion, off int64) int {
	place := c.sayBasket(c.keptBasket(kept), p)
	inputs := append(c.tested(place, p), explain.Word("promotion", p.rule.PromotionID), c.steps.Amount("amount", off),
		explain.Number("forfeited", oneIf(p.forfeited(c.past.lines))))
	return c.steps.SayTable("clawback.shipping", off, c.tiersReached(place, p), inputs...)
}

// sayShippingTax explains the extra tax of the shipping in one mode; 0: there is none.
func (c *Calculation) sayShippingTax(state lost, mode refund.TaxMode, extraMinor int64) int {
	if extraMinor == 0 {
		return 0
	}
	key, recorded := "tax.kept_shipping", refund.FromShippingInside
	if mode == refund.TaxExclusive {
		key, recorded = "tax.on_kept_shipping", refund.FromShippingOnTop
	}
	net, err := c.order.Shipping.NetMinor()
	if err != nil {
		return 0 // it was computed before, and fitted
	}
	tax, err := refund.TaxMinor(c.order.Shipping.Taxes, mode)
	if err != nil {
		return 0
	}
	table := &tableOf{StepTable: refund.StepTable{Of: "shipping", Columns: []refund.StepColumn{minorColumn("paid", refund.FromShippingNet), minorColumn("recorded", recorded)}}}
	cells := []int64{net, tax}
	for i, place := range state.said {
		if place > 0 {
			more := minorColumn("more", refund.FromStep)
			more.Step = place
			table.Columns, cells = append(table.Columns, more), append(cells, state.byPromotion[i])
		}
	}
	table.Columns = append(table.Columns, minorColumn("extra", 0))
	table.Rows = []refund.StepRow{{Of: "shipping", Cells: append(cells, extraMinor), Rates: factors(c.order.Shipping.Taxes, net, mode)}}
	return c.steps.SayTable(key, extraMinor, table.StepTable)
}

// extraShippingTax is the tax of the shipping at its price without the lost discount, less the
// recorded one.
func (c *Calculation) extraShippingTax(state lost) (taxed, error) {
	more, err := refund.SumMinor(state.byPromotion...)
	if err != nil || more == 0 || len(c.order.Shipping.Taxes) == 0 {
		return taxed{}, err
	}
	net, err := c.order.Shipping.NetMinor()
	if err != nil {
		return taxed{}, err
	}
	price, err := refund.AddMinor(net, more)
	if err != nil {
		return taxed{}, err
	}
	now, err := c.retax(c.order.Shipping.Taxes, price, net)
	if err != nil {
		return taxed{}, err
	}
	for _, tax := range c.order.Shipping.Taxes {
		switch tax.Mode {
		case refund.TaxInclusive:
			now.in -= tax.AmountMinor
		case refund.TaxExclusive:
			now.on -= tax.AmountMinor
		}
	}
	return now, nil
}
