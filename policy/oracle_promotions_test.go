package policy_test

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/makegood/makegood/refund"
)

// counting is how many units of each line count as kept after k requests.
func (o *oracle) counting(k int) []int64 {
	units := make([]int64, len(o.order.Lines))
	for l, line := range o.order.Lines {
		_, gone := o.back(k, l)
		units[l] = line.Quantity - gone
	}
	return units
}

func (o *oracle) anyGone(k int) bool {
	for l := range o.order.Lines {
		if _, gone := o.back(k, l); gone > 0 {
			return true
		}
	}
	return false
}

// qualifies reports whether a line is one of the promotion's; gifts reach no threshold.
func (o *oracle) qualifies(p refund.Promotion, l int) bool {
	id := o.order.Lines[l].LineID
	if len(p.QualifyingLineIDs) > 0 {
		return slices.Contains(p.QualifyingLineIDs, id)
	}
	return !slices.ContainsFunc(o.order.Promotions, func(other refund.Promotion) bool { return other.GiftLineID == id })
}

// basketOf is what units of the qualifying lines cost and how many they are.
func (o *oracle) basketOf(p refund.Promotion, units []int64) (cost *big.Int, count int64) {
	cost = new(big.Int)
	for l, line := range o.order.Lines {
		if o.qualifies(p, l) {
			cost.Add(cost, new(big.Int).Mul(num(line.UnitPriceMinor), num(units[l])))
			count += units[l]
		}
	}
	return cost, count
}

// timesReached is how often a single threshold in money is reached by what counts as kept.
func (o *oracle) timesReached(p refund.Promotion, k int) int64 {
	cost, count := o.basketOf(p, o.counting(k))
	if count == 0 || p.ThresholdMinor == nil {
		return min(1, count)
	}
	return new(big.Int).Quo(cost, num(*p.ThresholdMinor)).Int64()
}

// earns is what a promotion takes off units on their own.
func (o *oracle) earns(p refund.Promotion, units []int64) *big.Int {
	cost, count := o.basketOf(p, units)
	if p.Kind == refund.PromotionBuyXGetY {
		return o.free(p, units, count)
	}
	best := new(big.Int)
	tiers := p.Tiers
	if len(tiers) == 0 {
		tiers = []refund.PromotionTier{{ThresholdMinor: p.ThresholdMinor, AmountOffMinor: p.AmountOffMinor, PercentOff: p.PercentOff}}
	}
	for _, tier := range tiers {
		times := new(big.Int).Quo(cost, num(*tier.ThresholdMinor))
		if count == 0 || times.Sign() == 0 {
			continue
		}
		if !p.Repeat {
			times = num(1)
		}
		var off *big.Int
		if tier.AmountOffMinor != nil {
			off = times.Mul(times, num(*tier.AmountOffMinor))
		} else {
			percent, _ := new(big.Rat).SetString(tier.PercentOff)
			off = halfAway(percent.Mul(percent, new(big.Rat).SetInt(cost)))
		}
		if off.Cmp(best) > 0 {
			best = off
		}
	}
	for _, most := range []*big.Int{maxOff(p), cost} {
		if most != nil && best.Cmp(most) > 0 {
			best = new(big.Int).Set(most)
		}
	}
	return best
}

func maxOff(p refund.Promotion) *big.Int {
	if p.MaxOffMinor == nil {
		return nil
	}
	return num(*p.MaxOffMinor)
}

// free gives away the cheapest units, one after the other: of every group of X + Y, those beyond X.
func (o *oracle) free(p refund.Promotion, units []int64, count int64) *big.Int {
	var prices []int64
	for l, line := range o.order.Lines {
		for range units[l] {
			if o.qualifies(p, l) {
				prices = append(prices, line.UnitPriceMinor)
			}
		}
	}
	slices.SortFunc(prices, func(a, b int64) int { return cmp.Compare(a, b) })
	given := 0
	for place := range count {
		if place%(*p.BuyQuantity+*p.GetQuantity) >= *p.BuyQuantity {
			given++
		}
	}
	sum := new(big.Int)
	for _, price := range prices[:given] {
		sum.Add(sum, num(price))
	}
	granted := new(big.Int)
	for l := range o.order.Lines {
		granted.Add(granted, o.off(p.PromotionID, l))
	}
	if !o.checkout && sum.Cmp(granted) > 0 { // what the checkout granted is the most
		return granted
	}
	return sum
}

// lost is the claw-back after k requests, in all and by line: max(0, discount sitting on kept goods -
// discount they still earn) (C5), laid on promotions by their losses and on lines by the discount that
// sits there; what sits on units refunded for the merchant's fault is left out (C6).
func (o *oracle) lost(k int) (*big.Int, []*big.Int) {
	byLine := make([]*big.Int, len(o.order.Lines))
	for l := range byLine {
		byLine[l] = new(big.Int)
	}
	units, total := o.counting(k), new(big.Int)
	sitting, losses := make([][]*big.Int, len(o.order.Promotions)), make([]*big.Int, len(o.order.Promotions))
	for i, p := range o.order.Promotions {
		losses[i], sitting[i] = new(big.Int), make([]*big.Int, len(byLine))
		for l := range byLine {
			sitting[i][l] = o.sittingOn(i, l, units[l])
		}
		if !o.losable(p) {
			continue
		}
		loss := new(big.Int)
		for _, on := range sitting[i] {
			loss.Add(loss, on)
		}
		if o.mode != "FORFEIT" || !o.touched(p, k) {
			loss.Sub(loss, o.earns(p, units))
		}
		total.Add(total, loss)
		if loss.Sign() > 0 {
			losses[i] = loss
		}
	}
	if !o.anyGone(k) || total.Sign() <= 0 {
		return new(big.Int), byLine
	}
	for i, minor := range parcel(total, losses) {
		for l, share := range parcel(minor, sitting[i]) {
			back, _ := o.back(k, l)
			if kept := o.order.Lines[l].Quantity - back; units[l] > 0 {
				share = portion(share, kept, units[l])
			}
			byLine[l].Add(byLine[l], share)
		}
	}
	sum := new(big.Int)
	for _, minor := range byLine {
		sum.Add(sum, minor)
	}
	return sum, byLine
}

func (o *oracle) losable(p refund.Promotion) bool {
	return p.Kind != refund.PromotionGiftWithPurchase && p.Kind != refund.PromotionFreeShipping
}

// touched reports whether a unit that counts came back of the promotion's goods (FORFEIT).
func (o *oracle) touched(p refund.Promotion, k int) bool {
	for l := range o.order.Lines {
		if _, gone := o.back(k, l); gone > 0 && (o.qualifies(p, l) || o.off(p.PromotionID, l).Sign() > 0) {
			return true
		}
	}
	return false
}

func (o *oracle) off(id refund.PromotionID, l int) *big.Int {
	sum := new(big.Int)
	for _, d := range o.order.Lines[l].Discounts {
		if d.PromotionID == id {
			sum.Add(sum, num(d.AmountMinor))
		}
	}
	return sum
}

// sittingOn is promotion i's part of the discount sitting on the units of a line that are left: list
// price less (P - LINE so far).
func (o *oracle) sittingOn(i, l int, left int64) *big.Int {
	line := o.order.Lines[l]
	held := new(big.Int).Sub(paidFor(line), portion(paidFor(line), line.Quantity-left, line.Quantity))
	discount := new(big.Int).Sub(new(big.Int).Mul(num(line.UnitPriceMinor), num(left)), held)
	weights := make([]*big.Int, len(o.order.Promotions))
	for j, p := range o.order.Promotions {
		weights[j] = o.off(p.PromotionID, l)
	}
	return parcel(discount, weights)[i]
}

// giftCharged is the price of gifts of line l that are kept and not earned any more.
func (o *oracle) giftCharged(k, l int) *big.Int {
	charged := new(big.Int)
	for _, p := range o.order.Promotions {
		back, _ := o.back(k, l)
		kept := o.order.Lines[l].Quantity - back
		if p.Kind != refund.PromotionGiftWithPurchase || p.GiftLineID != o.order.Lines[l].LineID || !o.anyGone(k) {
			continue
		}
		if o.timesReached(p, k) == 0 || o.mode == "FORFEIT" && o.touched(p, k) {
			charged.Add(charged, new(big.Int).Mul(num(*p.GiftPriceMinor), num(kept)))
		}
	}
	return charged
}
