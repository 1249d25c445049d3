package policy

import (
	"github.com/makegood/makegood/refund"
)

// shippingLost is the discount on shipping that kept goods do not earn any more: a FREE_SHIPPING
// whose condition they do not meet. Nothing is lost once nothing is kept, or once the shipping
// itself went back.
func (w *work) shippingLost() (lost, error) {
	state := lost{byPromotion: make([]int64, len(w.promotions))}
	net, err := w.order.Shipping.NetMinor()
	if err != nil {
		return state, err
	}
	given := w.past.shippingGiven || net == 0 && w.past.freeShippingGiven
	if w.whole || given || !w.anythingGone() {
		return state, nil
	}
	kept, err := newBasket(w.past.lines, (*lineState).counted)
	if err != nil {
		return state, err
	}
	for i := 1; i < len(w.promotions); i++ {
		p := &w.promotions[i]
		off := w.shippingOff(p)
		if off == 0 {
			continue
		}
		earns, err := p.reached(kept)
		if err != nil {
			return state, err
		}
		if earns == 0 || p.forfeited(w.past.lines) {
			state.byPromotion[i] = off
		}
	}
	return state, nil
}

// shippingOff is what a promotion took off the shipping: as recorded by its id, or all of it where the
// discount has no names and this is the order's one promotion of free shipping.
func (w *work) shippingOff(p *promotion) int64 {
	var off int64
	for _, d := range w.order.Shipping.Discounts {
		if d.PromotionID == p.rule.PromotionID {
			off += d.AmountMinor
		}
	}
	if off > 0 || p.rule.Kind != refund.PromotionFreeShipping || len(w.order.Shipping.Discounts) > 0 {
		return off
	}
	for i := 1; i < len(w.promotions); i++ {
		if rule := w.promotions[i].rule; rule.Kind == refund.PromotionFreeShipping && rule.PromotionID != p.rule.PromotionID {
			return 0
		}
	}
	return w.order.Shipping.DiscountMinor
}

// extraShippingTax is the tax of the shipping at its price without the lost discount, less the
// recorded one.
func (w *work) extraShippingTax(state lost) (taxed, error) {
	more, err := refund.SumMinor(state.byPromotion...)
	if err != nil || more == 0 || len(w.order.Shipping.Taxes) == 0 {
		return taxed{}, err
	}
	net, err := w.order.Shipping.NetMinor()
	if err != nil {
		return taxed{}, err
	}
	price, err := refund.AddMinor(net, more)
	if err != nil {
		return taxed{}, err
	}
	now, err := retax(w.order.Shipping.Taxes, price, net)
	if err != nil {
		return taxed{}, err
	}
	for _, tax := range w.order.Shipping.Taxes {
		switch tax.Mode {
		case refund.TaxInclusive:
			now.in -= tax.AmountMinor
		case refund.TaxExclusive:
			now.on -= tax.AmountMinor
		}
	}
	return now, nil
}
