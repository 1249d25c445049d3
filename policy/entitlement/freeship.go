package entitlement

import (
	"github.com/makegood/makegood/refund"
)

// lostShipping is what kept goods lose of the discounts on deliveries: by promotion, of that by delivery (off), and
// the tax that the deliveries bear more. said are the steps by promotion.
type lostShipping struct {
	byPromotion []int64
	off         [][]int64
	extra       []taxed
	said        []saidLost
}

// shippingLost is the discount on deliveries that kept goods do not earn any more: a FREE_SHIPPING
// whose condition they do not meet. Nothing is lost once nothing is kept, nor of a delivery that
// itself went back.
func (c *Calculation) shippingLost() (lostShipping, error) {
	state := lostShipping{byPromotion: make([]int64, len(c.promotions)), off: make([][]int64, len(c.promotions)),
		extra: make([]taxed, len(c.past.deliveries)), said: make([]saidLost, len(c.promotions))}
	if c.WholeOrder || !c.anythingGone() || c.deliveriesGone() {
		return state, nil
	}
	kept, err := newBasket(c.past.lines, (*lineState).counted)
	if err != nil {
		return state, err
	}
	for i := 1; i < len(c.promotions); i++ {
		p := &c.promotions[i]
		off := c.shippingOff(p)
		if sumOf(off) == 0 {
			continue
		}
		earns, err := p.reached(kept)
		if err != nil {
			return state, err
		}
		if earns == 0 || p.forfeited(c.past.lines) {
			state.byPromotion[i], state.off[i] = sumOf(off), off
			state.said[i] = c.sayShippingLost(kept, p, off)
		}
	}
	return state, c.taxShipping(&state)
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

// shippingOff is what a promotion took off each delivery that did not go back.
func (c *Calculation) shippingOff(p *promotion) []int64 {
	off := make([]int64, len(c.past.deliveries))
	for i := range c.past.deliveries {
		if d := &c.past.deliveries[i]; !c.goneFree(d) {
			off[i] = c.deliveryOff(p, d)
		}
	}
	return off
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

// taxShipping is the tax of the deliveries at their prices without the lost discount, less the recorded one.
func (c *Calculation) taxShipping(state *lostShipping) error {
	for i := range c.past.deliveries {
		d, more := &c.past.deliveries[i], int64(0)
		for _, off := range state.off {
			if off != nil {
				more += off[i] // at most what the delivery's discounts come to
			}
		}
		if more == 0 || len(d.shipping.Taxes) == 0 {
			continue
		}
		price, err := refund.AddMinor(d.paid.net, more)
		if err != nil {
			return err
		}
		now, err := c.retax(d.shipping.Taxes, price, d.paid.net)
		if err != nil {
			return err
		}
		state.extra[i] = taxed{now.in - d.paid.taxIn, now.on - d.paid.taxOn}
	}
	return nil
}

// taxMinor is the tax that all deliveries bear more.
func (s *lostShipping) taxMinor() taxed {
	var all taxed
	for _, extra := range s.extra {
		all = taxed{all.in + extra.in, all.on + extra.on}
	}
	return all
}
