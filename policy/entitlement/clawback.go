package entitlement

import (
	"github.com/makegood/makegood/refund"
)

// lost is what kept goods do not earn any more: a state of what is kept, not an event (MONEY C5).
// Amounts are what the customer has to give back of the discounts; byPromotion sums to byLine.
type lost struct {
	byPromotion []int64
	byLine      []int64
	// byParty is by promotion, and by who has it (sellers.go); nil without sellers.
	byParty map[refund.PromotionID][]int64
}

// lostNow computes the state from what is kept after this request:
//
//	max(0, discount sitting on kept goods - discount they still earn)
//
// over all promotions together: it is what the kept goods would cost bought alone, less what was
// paid for them. Units refunded for the merchant's fault count as kept where a promotion is tested
// (C6); the part of the loss that sits on them is nobody's. What the recorded discounts exceed the
// promotions' rules by at the checkout was granted, and is not clawed back.
func (c *Calculation) lostNow() (lost, error) {
	none := lost{byPromotion: make([]int64, len(c.promotions)), byLine: make([]int64, len(c.past.lines))}
	if c.WholeOrder || !c.anythingGone() { // nothing is kept, or all of it counts as kept
		return none, nil
	}
	sitting, err := c.sitting()
	if err != nil {
		return none, err
	}
	losses, total, err := c.losses(sitting)
	if err != nil || total <= 0 {
		return none, err
	}
	byPromotion, err := refund.SpreadLargestRemainder(total, losses)
	if err != nil {
		return none, err
	}
	return c.ofKept(byPromotion, sitting)
}

func (c *Calculation) anythingGone() bool {
	for i := range c.past.lines {
		if c.past.lines[i].gone > 0 {
			return true
		}
	}
	return false
}

// sitting is the discount sitting on the goods that count as kept, by promotion and line: the
// line's list price less what was paid for it and has not gone back, shared by what each promotion
// took off.
func (c *Calculation) sitting() ([][]int64, error) {
	sitting := make([][]int64, len(c.promotions))
	cells := make([]int64, len(c.promotions)*len(c.past.lines))
	for i := range sitting {
		sitting[i] = cells[i*len(c.past.lines) : (i+1)*len(c.past.lines)]
	}
	weights := make([]int64, len(c.promotions))
	for l := range c.past.lines {
		s := &c.past.lines[l]
		var promotions, last int
		for i := range c.promotions {
			if weights[i] = c.promotions[i].off[l]; weights[i] > 0 {
				promotions, last = promotions+1, i
			}
		}
		discount, err := s.discountOn(s.counted())
		switch {
		case err != nil:
			return nil, err
		case promotions == 1:
			sitting[last][l] = discount
		case promotions > 1:
			shares, err := refund.SpreadLargestRemainder(discount, weights)
			if err != nil {
				return nil, err
			}
			for i, share := range shares {
				sitting[i][l] = share
			}
		}
	}
	return sitting, nil
}

// discountOn is the discount sitting on the units of the line that are left: their list price less
// P - round(P * gone / q).
func (s *lineState) discountOn(left int64) (int64, error) {
	list, err := refund.MulMinor(s.line.UnitPriceMinor, left)
	if err != nil {
		return 0, err
	}
	back, err := refund.Prorate(s.paid.net, s.line.Quantity-left, s.line.Quantity)
	return list - (s.paid.net - back), err
}

// losses is what each promotion lost, and what all of them lost together.
func (c *Calculation) losses(sitting [][]int64) ([]int64, int64, error) {
	kept, err := newBasket(c.past.lines, (*lineState).counted)
	if err != nil {
		return nil, 0, err
	}
	earned, err := c.earned(kept)
	if err != nil {
		return nil, 0, err
	}
	slack, err := c.slack()
	if err != nil {
		return nil, 0, err
	}
	losses, total := make([]int64, len(c.promotions)), -slack
	for i := range c.promotions {
		if c.promotions[i].keeps() {
			continue
		}
		var on int64
		for _, minor := range sitting[i] {
			on += minor
		}
		if c.promotions[i].forfeited(c.past.lines) {
			earned[i] = 0
		}
		losses[i] = max(0, on-earned[i])
		if total, err = refund.AddMinor(total, on-earned[i]); err != nil {
			return nil, 0, err
		}
	}
	return losses, total, nil
}

// slack is what the recorded discounts exceed what the promotions' rules give the whole order by. A
// forfeited promotion has none.
func (c *Calculation) slack() (int64, error) {
	all, err := newBasket(c.past.lines, func(s *lineState) int64 { return s.line.Quantity })
	if err != nil {
		return 0, err
	}
	earned, err := c.earned(all)
	if err != nil {
		return 0, err
	}
	var slack int64
	for i := range c.promotions {
		if p := &c.promotions[i]; !p.keeps() && !p.forfeited(c.past.lines) {
			if slack, err = refund.AddMinor(slack, p.offTotal-earned[i]); err != nil {
				return 0, err
			}
		}
	}
	return max(0, slack), nil
}

// ofKept lays each promotion's loss on its lines, by the discount sitting on them, and leaves out
// what sits on units refunded for the merchant's fault.
func (c *Calculation) ofKept(byPromotion []int64, sitting [][]int64) (lost, error) {
	state := lost{byPromotion: make([]int64, len(c.promotions)), byLine: make([]int64, len(c.past.lines))}
	for i, minor := range byPromotion {
		if minor == 0 {
			continue
		}
		shares, err := refund.ShareTenders(minor, sitting[i])
		if err != nil {
			return state, err
		}
		for l, share := range shares {
			s := &c.past.lines[l]
			if share == 0 {
				continue
			}
			if s.kept() != s.counted() {
				if share, err = refund.Prorate(share, s.kept(), s.counted()); err != nil {
					return state, err
				}
			}
			state.byPromotion[i] += share
			state.byLine[l] += share
			state.lose(c, i, l, share)
		}
	}
	return state, nil
}
