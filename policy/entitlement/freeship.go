package entitlement

import (
	"github.com/makegood/makegood/refund"
)

// shippingLost is the discount on deliveries that kept goods do not earn any more: a FREE_SHIPPING
// whose condition they do not meet. Nothing is lost once nothing is kept, nor of a delivery that
// itself went back. byLine is by delivery here.
func (c *Calculation) shippingLost() (lost, error) {
	state := lost{byPromotion: make([]int64, len(c.promotions)), byLine: make([]int64, len(c.past.deliveries))}
	if c.WholeOrder || !c.anythingGone() || c.deliveriesGone() {
		return state, nil
	}
	kept, err := newBasket(c.past.lines, (*lineState).counted)
	if err != nil {
		return state, err
	}
	for i := 1; i < len(c.promotions); i++ {
		p := &c.promotions[i]
		if c.shippingOff(p, nil) == 0 {
			continue
		}
		earns, err := p.reached(kept)
		if err != nil {
			return state, err
		}
		if earns == 0 || p.forfeited(c.past.lines) {
			state.byPromotion[i] = c.shippingOff(p, state.byLine)
		}
	}
	return state, nil
}

// deliveriesGone reports whether no delivery is left of which a discount could be lost.
func (c *Calculation) deliveriesGone() bool {
	for i := range c.past.deliveries {
		if !c.goneFree(&c.past.deliveries[i]) {
			return false
		}
	}
	return true
}

// goneFree reports whether a delivery went back: also one that cost nothing, with the merchant's fault.
func (c *Calculation) goneFree(d *delivery) bool {
	return d.gone || d.paid.net == 0 && c.past.freeShippingGiven
}

// shippingOff is what a promotion took off the deliveries that did not go back, added to each of byDelivery
// where that is not nil.
func (c *Calculation) shippingOff(p *promotion, byDelivery []int64) int64 {
	var sum int64
	for i := range c.past.deliveries {
		d := &c.past.deliveries[i]
		if c.goneFree(d) {
			continue
		}
		off := c.deliveryOff(p, d)
		sum += off
		if byDelivery != nil {
			byDelivery[i] += off
		}
	}
	return sum
}

// deliveryOff is what a promotion took off a delivery: as recorded by its id, or all of it where the
// discount has no names and this is the order's one promotion of free shipping.
func (c *Calculation) deliveryOff(p *promotion, d *delivery) int64 {
	var off int64
	for _, discount := range d.shipping.Discounts {
		if discount.PromotionID == p.rule.PromotionID {
			off += discount.AmountMinor
		}
	}
	if off > 0 || p.rule.Kind != refund.PromotionFreeShipping || len(d.shipping.Discounts) > 0 {
		return off
	}
	for i := 1; i < len(c.promotions); i++ {
		if rule := c.promotions[i].rule; rule.Kind == refund.PromotionFreeShipping && rule.PromotionID != p.rule.PromotionID {
			return 0
		}
	}
	return d.shipping.DiscountMinor
}

// extraShippingTax is the tax of the deliveries at their prices without the lost discount, less the
// recorded one.
func (c *Calculation) extraShippingTax(state lost) (taxed, error) {
	var sum taxed
	for i, more := range state.byLine {
		d := &c.past.deliveries[i]
		if more == 0 || len(d.shipping.Taxes) == 0 {
			continue
		}
		price, err := refund.AddMinor(d.paid.net, more)
		if err != nil {
			return taxed{}, err
		}
		now, err := c.retax(d.shipping.Taxes, price, d.paid.net)
		if err != nil {
			return taxed{}, err
		}
		sum.in += now.in - d.paid.taxIn
		sum.on += now.on - d.paid.taxOn
	}
	return sum, nil
}
