package entitlement

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// This file says who has what kept goods lost of a promotion.

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
