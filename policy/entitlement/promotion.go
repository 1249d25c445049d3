package entitlement

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// promotion is a promotion of the order with what it took off, by line of the pinned sequence. The
// first of an order's promotions stands for discounts without a rule: kept goods keep those.
type promotion struct {
	rule *refund.Promotion
	// lines are the indices of the lines that qualify, gifts excepted; benefits those whose units
	// BUY_X_GET_Y gives away.
	lines    []int
	benefits []int
	// off is what was taken off each line, and offTotal all of it.
	off      []int64
	offTotal int64
}

// readPromotions ties the recorded discounts to the promotions they came from. Discounts that sum
// beyond 64 bits are AMOUNT_OVERFLOW: then nothing below can wrap.
func (c *Calculation) readPromotions() error {
	count := len(c.order.Lines)
	c.promotions = make([]promotion, len(c.order.Promotions)+1)
	offs := make([]int64, count*len(c.promotions))
	for i := range c.promotions {
		c.promotions[i].off = offs[i*count : (i+1)*count]
	}
	gifts := c.gifts()
	for i := range c.order.Promotions {
		p := &c.promotions[i+1]
		p.rule = &c.order.Promotions[i]
		p.lines = c.linesOf(p.rule.QualifyingLineIDs, gifts)
		p.benefits = p.lines
		if len(p.rule.BenefitLineIDs) > 0 {
			p.benefits = c.linesOf(p.rule.BenefitLineIDs, nil)
		}
	}
	return c.readDiscounts()
}

func (c *Calculation) readDiscounts() error {
	var all int64
	for l := range c.order.Lines {
		for _, d := range c.order.Lines[l].Discounts {
			var err error
			if all, err = refund.AddMinor(all, d.AmountMinor); err != nil {
				return err
			}
			c.promotions[c.promotionOf(d.PromotionID)].took(l, d.AmountMinor)
		}
	}
	for i, d := range c.order.OrderDiscounts {
		var err error
		if all, err = refund.AddMinor(all, d.AmountMinor); err != nil {
			return err
		}
		for l, share := range c.past.orderShares[i] {
			c.promotions[c.promotionOf(d.PromotionID)].took(l, share)
		}
	}
	return nil
}

// took records a discount.
func (p *promotion) took(line int, minor int64) {
	p.off[line] += minor
	p.offTotal += minor
}

// promotionOf is the place of a promotion; 0 for one without a rule.
func (c *Calculation) promotionOf(id refund.PromotionID) int {
	for i := range c.order.Promotions { // by index: a promotion is large, and every discount asks
		if c.order.Promotions[i].PromotionID == id {
			return 1 + i
		}
	}
	return 0
}

// gifts are the lines that promotions give away: they help to reach no threshold.
func (c *Calculation) gifts() []refund.LineID {
	var gifts []refund.LineID
	for i := range c.order.Promotions {
		if c.order.Promotions[i].GiftLineID != "" {
			gifts = append(gifts, c.order.Promotions[i].GiftLineID)
		}
	}
	return gifts
}

// linesOf returns the lines' indices; no ids are all lines but the gifts.
func (c *Calculation) linesOf(ids, gifts []refund.LineID) []int {
	lines := make([]int, 0, max(len(ids), len(c.order.Lines)-len(gifts)))
	if len(ids) > 0 {
		for _, id := range ids {
			if l, ok := c.past.index[id]; ok && !slices.Contains(lines, l) {
				lines = append(lines, l)
			}
		}
		return lines
	}
	for l := range c.order.Lines {
		if !slices.Contains(gifts, c.order.Lines[l].LineID) {
			lines = append(lines, l)
		}
	}
	return lines
}

// forfeited reports whether a unit of the promotion came back under FORFEIT (MONEY C5).
func (p *promotion) forfeited(lines []lineState) bool {
	for l := range lines {
		if lines[l].forfeited && (p.off[l] > 0 || slices.Contains(p.lines, l) || slices.Contains(p.benefits, l)) {
			return true
		}
	}
	return false
}

// keeps reports whether kept goods keep the promotion's discount whatever comes back: there is no
// rule, or it is a gift, which GIFT_NOT_RETURNED prices.
func (p *promotion) keeps() bool {
	return p.rule == nil || p.rule.Kind == refund.PromotionGiftWithPurchase || p.rule.Kind == refund.PromotionFreeShipping
}
