package entitlement

import (
	"github.com/makegood/makegood/refund"
)

// ChargeGifts adds GIFT_NOT_RETURNED: a gift that is kept while what is kept does not earn it any
// more costs its price. Like a claw-back it is a state: it comes back positive when the gift does.
func (c *Calculation) ChargeGifts() error {
	var parts, taxes []refund.Component
	var inside int64
	for i := 1; i < len(c.promotions); i++ {
		p := &c.promotions[i]
		g, ok := c.past.index[p.rule.GiftLineID]
		if p.rule.Kind != refund.PromotionGiftWithPurchase || !ok {
			continue
		}
		minor, err := c.unearned(p, &c.past.lines[g])
		if err != nil {
			return err
		}
		extra, err := c.extraTax(&c.past.lines[g], minor)
		if err != nil {
			return err
		}
		inside += extra.in
		if change := minor - c.past.gift[p.rule.PromotionID]; change != 0 {
			parts = append(parts, refund.Component{Kind: refund.ComponentGiftNotReturned, LineID: p.rule.GiftLineID, PromotionID: p.rule.PromotionID, AmountMinor: -change})
		}
		taxes = appendTax(taxes, refund.Component{LineID: p.rule.GiftLineID, AmountMinor: c.past.lines[g].giftTaxOn - extra.on, Of: refund.ComponentGiftNotReturned})
	}
	parts, err := carry(parts, -(inside - c.past.giftTaxIn), refund.ComponentGiftNotReturned)
	if err != nil {
		return err
	}
	return c.addTakenBack(append(parts, taxes...))
}

// unearned is the price of the gifts that are kept and not earned: gift_price, else the gift line's
// list price. The promotion gives all units of its line when its condition is met; where it repeats,
// one each time.
func (c *Calculation) unearned(p *promotion, gift *lineState) (int64, error) {
	if gift.kept() == 0 || !c.anythingGone() {
		return 0, nil
	}
	kept, err := newBasket(c.past.lines, (*lineState).counted)
	if err != nil {
		return 0, err
	}
	times, err := p.reached(kept)
	if err != nil {
		return 0, err
	}
	earned := int64(0)
	switch {
	case times == 0 || p.forfeited(c.past.lines):
	case p.rule.Repeat:
		earned = times
	default:
		earned = gift.line.Quantity
	}
	price := gift.line.UnitPriceMinor
	if p.rule.GiftPriceMinor != nil {
		price = *p.rule.GiftPriceMinor
	}
	return refund.MulMinor(price, max(0, gift.kept()-earned))
}
