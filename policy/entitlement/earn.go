package entitlement

import (
	"cmp"
	"math"
	"slices"

	"github.com/makegood/makegood/refund"
)

// basket is a set of units of the order's lines, as a promotion looks at it.
type basket struct {
	lines []lineState
	units []int64
	// price is what each line's units count for: their list price, less what promotions with an
	// earlier sequence take off.
	price []int64
}

// newBasket prices units at their list price.
func newBasket(lines []lineState, units func(*lineState) int64) (basket, error) {
	b := basket{lines: lines, units: make([]int64, len(lines)), price: make([]int64, len(lines))}
	for l := range lines {
		var err error
		b.units[l] = units(&lines[l])
		if b.price[l], err = refund.MulMinor(lines[l].line.UnitPriceMinor, b.units[l]); err != nil {
			return basket{}, err
		}
	}
	return b, nil
}

// earned returns what each promotion takes off a basket of its own (MONEY C5). Promotions with a
// `sequence` apply one after the other, each to the price that discounts without a rule and earlier
// ones leave; promotions without one look at the list price.
func (c *Calculation) earned(b basket) ([]int64, error) {
	earned, list := make([]int64, len(c.promotions)), b.price
	order := c.inSequence()
	sequenced, next, err := c.sequencedPrices(b, order)
	if err != nil {
		return nil, err
	}
	for i, at := range order {
		p := &c.promotions[at]
		b.price = list
		if p.rule.Sequence != nil {
			if i > 0 && sequenceOf(&c.promotions[order[i-1]]) != sequenceOf(p) {
				copy(sequenced, next)
			}
			b.price = sequenced
		}
		if earned[at], err = p.earns(b); err != nil {
			return nil, err
		}
		if p.rule.Sequence == nil {
			continue
		}
		if err := p.takeOff(next, earned[at]); err != nil {
			return nil, err
		}
	}
	return earned, nil
}

// sequencedPrices are the prices before the first promotion with a sequence, twice; nothing where no
// promotion has one.
func (c *Calculation) sequencedPrices(b basket, order []int) (now, next []int64, err error) {
	if len(order) == 0 || c.promotions[order[len(order)-1]].rule.Sequence == nil {
		return nil, nil, nil
	}
	now, err = c.lessUnruled(b)
	return now, slices.Clone(now), err
}

// inSequence orders the promotions that can lose something: those without a sequence first.
func (c *Calculation) inSequence() []int {
	var order []int
	for i := range c.promotions {
		if !c.promotions[i].keeps() {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(sequenceOf(&c.promotions[a]), sequenceOf(&c.promotions[b]))
	})
	return order
}

func sequenceOf(p *promotion) int64 {
	if p.rule.Sequence == nil {
		return math.MinInt64
	}
	return *p.rule.Sequence
}

// lessUnruled is the list price less the discounts no rule explains, by units.
func (c *Calculation) lessUnruled(b basket) ([]int64, error) {
	price := slices.Clone(b.price)
	for l, off := range c.promotions[0].off {
		if off == 0 {
			continue
		}
		share, err := refund.Prorate(off, b.units[l], b.lines[l].line.Quantity)
		if err != nil {
			return nil, err
		}
		price[l] = max(0, price[l]-share)
	}
	return price, nil
}

// takeOff lowers the prices that promotions with a later sequence look at.
func (p *promotion) takeOff(price []int64, minor int64) error {
	weights := make([]int64, len(price))
	for _, l := range p.lines {
		weights[l] = price[l]
	}
	shares, err := refund.ShareTenders(minor, weights)
	if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeCapExceeded {
		return nil
	}
	if err != nil {
		return err
	}
	for l := range price {
		price[l] -= shares[l]
	}
	return nil
}

// earns is what the promotion takes off a basket.
func (p *promotion) earns(b basket) (int64, error) {
	switch p.rule.Kind {
	case refund.PromotionThresholdAmountOff, refund.PromotionThresholdPercentOff, refund.PromotionCoupon, refund.PromotionRedPacket:
		return p.thresholdOff(b)
	case refund.PromotionBuyXGetY:
		return p.giveAway(b)
	case refund.PromotionGiftWithPurchase, refund.PromotionFreeShipping:
	}
	return 0, nil
}
