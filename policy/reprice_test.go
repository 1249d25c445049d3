package policy_test

import (
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// The worked cases of promotions: what kept goods still earn is a state, not an event (MONEY C5).

// at gives a tax its rate.
func at(t refund.Tax, rate string) refund.Tax {
	t.Rate = rate
	return t
}

// off records what a promotion took off a line.
func off(l refund.Line, id refund.PromotionID, minor int64) refund.Line {
	l.Discounts = append(l.Discounts, refund.DiscountShare{PromotionID: id, AmountMinor: minor})
	return l
}

func ptr(value int64) *int64 { return &value }

// percentFrom is a percentage off from an amount on.
func percentFrom(id refund.PromotionID, from int64, percent string) refund.Promotion {
	return refund.Promotion{PromotionID: id, Kind: refund.PromotionThresholdPercentOff, ThresholdMinor: &from, PercentOff: percent}
}

// amountFrom is an amount off from an amount on.
func amountFrom(id refund.PromotionID, from, minor int64) refund.Promotion {
	return refund.Promotion{PromotionID: id, Kind: refund.PromotionThresholdAmountOff, ThresholdMinor: &from, AmountOffMinor: &minor}
}

func promoted(o refund.Order, promotions ...refund.Promotion) refund.Order {
	o.Promotions = promotions
	return o
}

// sevenUnits is MONEY's worked case REPRICE: 7 x 5000, 10 % from 30000, paid 31500 with 13 % inside.
func sevenUnits() refund.Order {
	return promoted(order([]refund.Line{off(goods("1", 7, 5000, at(tax(refund.TaxInclusive, 3624), "0.13")), "p", 3500)}, card(31500)),
		percentFrom("p", 30000, "0.10"))
}

func mind(o refund.Order, lines ...refund.CancelledLine) refund.Cancellation {
	return some(o, refund.ReasonCustomerChangedMind, lines...)
}

func damaged(o refund.Order, lines ...refund.CancelledLine) refund.Cancellation {
	return some(o, refund.ReasonDamaged, lines...)
}

func TestKeptGoodsAreRepricedToWhatTheyEarnAlone(t *testing.T) {
	o := sevenUnits()
	play(t, defaultPolicy(t), o, []request{
		{mind(o, take("1", 1)), 4500, 518, []part{{refund.ComponentLine, "1", 4500}}, []leg{{"card", 4500}}},
		{mind(o, take("1", 1)), 2000, 230, []part{{refund.ComponentLine, "1", 4500}, {refund.ComponentClawback, "p", -2500}}, []leg{{"card", 2000}}},
		{mind(o, take("1", 5)), 25000, 2876, []part{{refund.ComponentLine, "1", 22500}, {refund.ComponentClawback, "p", 2500}}, []leg{{"card", 25000}}},
	})
}

func TestTheMerchantsFaultNeverCostsAThreshold(t *testing.T) {
	o := sevenUnits()
	play(t, defaultPolicy(t), o, []request{
		{damaged(o, take("1", 3)), 13500, 1553, []part{{refund.ComponentLine, "1", 13500}}, []leg{{"card", 13500}}},
		// Three damaged units count as kept: 6 x 5000 are still enough.
		{mind(o, take("1", 1)), 4500, 518, []part{{refund.ComponentLine, "1", 4500}}, []leg{{"card", 4500}}},
		// 5 x 5000 are not: the discount on the two units really kept is lost.
		{mind(o, take("1", 1)), 3500, 403, []part{{refund.ComponentLine, "1", 4500}, {refund.ComponentClawback, "p", -1000}}, []leg{{"card", 3500}}},
		// A damaged unit adds no claw-back: what sat on it comes back.
		{damaged(o, take("1", 1)), 5000, 575, []part{{refund.ComponentLine, "1", 4500}, {refund.ComponentClawback, "p", 500}}, []leg{{"card", 5000}}},
		{mind(o, take("1", 1)), 5000, 575, []part{{refund.ComponentLine, "1", 4500}, {refund.ComponentClawback, "p", 500}}, []leg{{"card", 5000}}},
	})
}

func TestExclusiveTaxLeavesTheKeptGoodsAtTheirOwnRate(t *testing.T) {
	// 20000 at 8 % and 10000 at 10 %, 3000 off from 30000 shared 2000 to 1000.
	o := promoted(order([]refund.Line{
		off(goods("a", 2, 10000, at(tax(refund.TaxExclusive, 1440), "0.08")), "p", 2000),
		off(goods("b", 1, 10000, at(tax(refund.TaxExclusive, 900), "0.10")), "p", 1000),
	}, card(29340)), amountFrom("p", 30000, 3000))
	play(t, defaultPolicy(t), o, []request{
		// Kept 10000 at 8 % and 10000 at 10 % earn nothing: 2000 of discount, 80 + 100 of tax.
		{mind(o, take("a", 1)), 7540, 540, []part{{refund.ComponentLine, "a", 9000}, {refund.ComponentTax, "a", 720},
			{refund.ComponentClawback, "p", -2000}, {refund.ComponentTax, "a", -80}, {refund.ComponentTax, "b", -100}}, []leg{{"card", 7540}}},
		{mind(o, take("b", 1)), 11000, 1000, []part{{refund.ComponentLine, "b", 9000}, {refund.ComponentTax, "b", 900},
			{refund.ComponentClawback, "p", 1000}, {refund.ComponentTax, "b", 100}}, []leg{{"card", 11000}}},
		{mind(o, take("a", 1)), 10800, 800, []part{{refund.ComponentLine, "a", 9000}, {refund.ComponentTax, "a", 720},
			{refund.ComponentClawback, "p", 1000}, {refund.ComponentTax, "a", 80}}, []leg{{"card", 10800}}},
	})
}

func TestARefundIsNeverBelowZeroAndWhatWasWaivedComesBack(t *testing.T) {
	// A trinket of 100 makes the threshold of 30000: 9000 off, 30 of them on the trinket.
	o := promoted(order([]refund.Line{off(goods("a", 1, 29900), "p", 8970), off(goods("b", 1, 100), "p", 30)}, card(21000)),
		amountFrom("p", 30000, 9000))
	play(t, defaultPolicy(t), o, []request{
		{mind(o, take("b", 1)), 0, 0, []part{{refund.ComponentLine, "b", 70}, {refund.ComponentClawback, "p", -8970}, {refund.ComponentWaiver, "", 8900}}, nil},
		{mind(o, take("a", 1)), 21000, 0, []part{{refund.ComponentLine, "a", 20930}, {refund.ComponentClawback, "p", 8970}, {refund.ComponentWaiver, "", -8900}}, []leg{{"card", 21000}}},
	})
}

func TestForfeitTakesThePromotionWithItsFirstUnit(t *testing.T) {
	o := sevenUnits()
	p := policyWith(t, "promotion_mode: KEEP", "promotion_mode: FORFEIT")
	play(t, p, o, []request{
		{damaged(o, take("1", 1)), 4500, 518, []part{{refund.ComponentLine, "1", 4500}}, []leg{{"card", 4500}}},
		{mind(o, take("1", 1)), 2000, 230, []part{{refund.ComponentLine, "1", 4500}, {refund.ComponentClawback, "p", -2500}}, []leg{{"card", 2000}}},
	})
	keep := policyWith(t)
	play(t, keep, o, []request{{mind(o, take("1", 5)), 22500, 2589, []part{{refund.ComponentLine, "1", 22500}}, []leg{{"card", 22500}}}})
}

func settle(t *testing.T, p *policy.Policy, c refund.Cancellation, h refund.OrderHistory) (refund.Assessment, refund.OrderHistory) {
	t.Helper()
	a := assess(t, p, c, h)
	return a, policy.Settle(h, c, a)
}
