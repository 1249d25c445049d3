package policy

import (
	"github.com/makegood/makegood/refund"
)

// chargeGifts adds GIFT_NOT_RETURNED: a gift that is kept while what is kept does not earn it any
// more costs its price. Like a claw-back it is a state: it comes back positive when the gift does.
func (w *work) chargeGifts() error {
	var parts, taxes []refund.Component
	var inside int64
	for i := 1; i < len(w.promotions); i++ {
		p := &w.promotions[i]
		g, ok := w.past.index[p.rule.GiftLineID]
		if p.rule.Kind != refund.PromotionGiftWithPurchase || !ok {
			continue
		}
		minor, err := w.unearned(p, &w.past.lines[g])
		if err != nil {
			return err
		}
		extra, err := w.past.lines[g].extraTax(minor)
		if err != nil {
			return err
		}
		inside += extra.in
		if change := minor - w.past.gift[p.rule.PromotionID]; change != 0 {
			parts = append(parts, refund.Component{Kind: refund.ComponentGiftNotReturned, LineID: p.rule.GiftLineID, PromotionID: p.rule.PromotionID, AmountMinor: -change})
		}
		taxes = appendTax(taxes, refund.Component{LineID: p.rule.GiftLineID, AmountMinor: w.past.lines[g].giftTaxOn - extra.on, Of: refund.ComponentGiftNotReturned})
	}
	parts, err := carry(parts, -(inside - w.past.giftTaxIn), refund.ComponentGiftNotReturned)
	if err != nil {
		return err
	}
	return w.addTakenBack(append(parts, taxes...))
}

// unearned is the price of the gifts that are kept and not earned: gift_price, else the gift line's
// list price. The promotion gives all units of its line when its condition is met; where it repeats,
// one each time.
func (w *work) unearned(p *promotion, gift *lineState) (int64, error) {
	if gift.kept() == 0 || !w.anythingGone() {
		return 0, nil
	}
	kept, err := newBasket(w.past.lines, (*lineState).counted)
	if err != nil {
		return 0, err
	}
	times, err := p.reached(kept)
	if err != nil {
		return 0, err
	}
	earned := int64(0)
	switch {
	case times == 0 || p.forfeited(w.past.lines):
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
