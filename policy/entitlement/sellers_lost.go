package entitlement

import (
	"slices"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// This file says who has what kept goods lost of a promotion, and explains the sellers' shares.

// bearer is the party that has what a kept line lost of a promotion: who funded the promotion, where it names
// somebody, and else the seller of the line. A name that is no seller's of the order is the platform's.
func (c *Calculation) bearer(id refund.PromotionID, line int) int {
	i := slices.IndexFunc(c.order.Promotions, func(p refund.Promotion) bool { return p.PromotionID == id })
	if i < 0 || c.order.Promotions[i].FundedBy == "" {
		return c.sellers.ofLine[line]
	}
	return max(platform, slices.Index(c.sellers.ids, refund.SellerID(c.order.Promotions[i].FundedBy)))
}

// lose adds what a line lost of a promotion to the party that has it.
func (state *lost) lose(c *Calculation, promotion, line int, minor int64) {
	if c.sellers == nil || c.promotions[promotion].rule == nil {
		return
	}
	if state.byParty == nil {
		state.byParty = map[refund.PromotionID][]int64{}
	}
	id := c.promotions[promotion].rule.PromotionID
	if state.byParty[id] == nil {
		state.byParty[id] = make([]int64, len(c.sellers.ids))
	}
	state.byParty[id][c.bearer(id, line)] += minor
}

// clawbackShares is how much more the sellers lost of a promotion than before this request.
func (c *Calculation) clawbackShares(id refund.PromotionID) []share {
	out := negated(c.sellers.recorded(id))
	for i, minor := range c.lost.byParty[id] {
		out[i].minor -= minor
	}
	return out
}

// lostMoved reports whether what was lost of a promotion moved from one seller to another.
func (c *Calculation) lostMoved(id refund.PromotionID) bool {
	if c.sellers == nil {
		return false
	}
	return slices.ContainsFunc(c.clawbackShares(id)[1:], func(s share) bool { return s != (share{}) })
}

// sayCommission explains what of a line's commission goes back: cumulative, as the line's tax is.
func (c *Calculation) sayCommission(it *Item) {
	if c.sellers == nil || c.sellers.commission[it.Index].wholeMinor == 0 {
		return
	}
	s, kept, own := &c.past.lines[it.Index], c.sellers.commission[it.Index], it.commission
	line, total := explain.Word("line", it.Line.LineID), c.steps.Amount("total", kept.wholeMinor)
	upto, before := c.steps.Amount("upto", own.dueMinor), c.steps.Amount("before", own.beforeMinor)
	if it.Line.Commission.AmountMinor == nil {
		c.steps.Say("commission.rate", kept.wholeMinor, line, c.steps.Amount("net", s.paid.net), explain.Word("rate", it.Line.Commission.Rate))
	}
	if len(s.allowances) > 0 && s.paid.net > 0 {
		c.steps.Say("commission.over_net", own.nowMinor, line, total, c.steps.Amount("back", s.given.net), c.steps.Amount("net", s.paid.net), upto, before)
		return
	}
	c.steps.Say("commission.share", own.nowMinor, line, total, explain.Number("back", s.claimed), explain.Number("net", s.line.Quantity), upto, before)
}

// saySellers sums up the sellers' shares, and explains each beside the platform's.
func (c *Calculation) saySellers() []refund.SellerShare {
	s := c.sellers
	all := s.written(s.now)
	for _, of := range all {
		c.steps.Say("seller.share", of.SellerMinor, explain.Word("seller", of.SellerID), c.steps.Amount("back", of.SellerMinor+of.CommissionMinor),
			c.steps.Amount("commission", of.CommissionMinor))
	}
	if len(all) > 0 {
		c.steps.Say("seller.platform", s.now[platform].minor, c.steps.Amount("total", c.TotalMinor), c.steps.Amount("sellers", c.TotalMinor-s.now[platform].minor))
	}
	return all
}
