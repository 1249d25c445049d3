package entitlement

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// ChargeGifts adds GIFT_NOT_RETURNED: a gift that is kept while what is kept does not earn it any
// more costs its price. Like a claw-back it is a state: it comes back positive when the gift does.
func (c *Calculation) ChargeGifts() error {
	var parts, taxes []said
	var inside int64
	var extras []int
	for i := 1; i < len(c.promotions); i++ {
		p := &c.promotions[i]
		g, ok := c.past.index[p.rule.GiftLineID]
		if p.rule.Kind != refund.PromotionGiftWithPurchase || !ok {
			continue
		}
		line := &c.past.lines[g]
		minor, place, err := c.unearned(p, line)
		if err != nil {
			return err
		}
		extra, err := c.extraTax(line, minor)
		if err != nil {
			return err
		}
		inside += extra.in
		if change := minor - c.past.gift[p.rule.PromotionID]; change != 0 {
			parts = append(parts, said{refund.Component{Kind: refund.ComponentGiftNotReturned, LineID: p.rule.GiftLineID, PromotionID: p.rule.PromotionID, AmountMinor: -change},
				c.beforeLess(c.past.gift[p.rule.PromotionID], "lost", place)})
		}
		in, on := c.sayGiftTax(line, place, taxed{extra.in, extra.on})
		extras = append(extras, in)
		taxes = c.appendTax(taxes, refund.Component{LineID: p.rule.GiftLineID, AmountMinor: line.giftTaxOn - extra.on, Of: refund.ComponentGiftNotReturned},
			c.beforeLess(line.giftTaxOn, "extra", on)...)
	}
	return c.addTakenBack(takenBack{refund.ComponentGiftNotReturned, parts, taxes, c.past.giftTaxIn - inside,
		c.beforeLess(c.past.giftTaxIn, "extra", extras...)})
}

// sayGiftTax explains the extra tax of a gift that is kept at its price, inside it and on top; 0: there is none.
func (c *Calculation) sayGiftTax(s *lineState, lost int, extra taxed) (inside, onTop int) {
	say := func(key string, mode refund.TaxMode, minor int64) int {
		if lost == 0 || !hasTax(s.line.Taxes, mode) || minor == 0 {
			return 0
		}
		recorded := refund.FromLineTaxInside
		if mode == refund.TaxExclusive {
			recorded = refund.FromLineTaxOnTop
		}
		more := minorColumn("more", refund.FromStep)
		more.Step = lost
		table := byLine(c.paidColumn(), countColumn("taken", refund.FromLineTaken), countColumn("bought", refund.FromLineQuantity),
			minorColumn("recorded", recorded), more, minorColumn("extra", 0))
		table.add(string(s.line.LineID), s.paid.net, s.claimed, s.line.Quantity, recordedIn(s, mode), c.steps.All[lost-1].ResultMinor, minor)
		table.Rows[0].Rates = factors(s.line.Taxes, s.paid.net, mode)
		return c.steps.SayTable(key, minor, table.StepTable, explain.Word("line", s.line.LineID))
	}
	return say("tax.kept_gift", refund.TaxInclusive, extra.in), say("tax.on_kept_gift", refund.TaxExclusive, extra.on)
}

// unearned is the price of the gifts that are kept and not earned: gift_price, else the gift line's
// list price. The promotion gives all units of its line when its condition is met; where it repeats,
// one each time.
//
// It returns the step as well; 0: there are none.
func (c *Calculation) unearned(p *promotion, gift *lineState) (minor int64, place int, err error) {
	if gift.kept() == 0 || !c.anythingGone() {
		return 0, 0, nil
	}
	kept, err := newBasket(c.past.lines, (*lineState).counted)
	if err != nil {
		return 0, 0, err
	}
	times, err := p.reached(kept)
	if err != nil {
		return 0, 0, err
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
	if minor, err = refund.MulMinor(price, max(0, gift.kept()-earned)); minor == 0 || err != nil {
		return 0, 0, err
	}
	return minor, c.sayGiftLost(kept, p, gift, minor), nil
}

// sayGiftLost explains what the units of a gift cost that are kept and not earned.
func (c *Calculation) sayGiftLost(kept basket, p *promotion, gift *lineState, minor int64) int {
	place := c.sayBasket(c.keptBasket(kept), p)
	price := gift.line.UnitPriceMinor
	if p.rule.GiftPriceMinor != nil {
		price = *p.rule.GiftPriceMinor
	}
	inputs := append(c.tested(place, p), explain.Word("promotion", p.rule.PromotionID), explain.Word("line", gift.line.LineID), c.steps.Amount("price", price),
		explain.Number("bought", gift.line.Quantity), explain.Number("taken", gift.claimed), explain.Number("forfeited", oneIf(p.forfeited(c.past.lines))))
	return c.steps.SayTable("gift.lost", minor, c.tiersReached(place, p), inputs...)
}
