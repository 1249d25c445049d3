package entitlement

import (
	"github.com/makegood/makegood/refund"
)

// shippingLost is the discount on shipping that kept goods do not earn any more: a FREE_SHIPPING
// whose condition they do not meet. Nothing is lost once nothing is kept, or once the shipping
// itself went back.
func (c *Calculation) shippingLost() (lost, error) {
	state := lost{byPromotion: make([]int64, len(c.promotions))}
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
			state.byPromotion[i] = off
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
