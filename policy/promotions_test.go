package policy_test

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestAGiftThatIsKeptAndNotEarnedCostsItsPrice(t *testing.T) {
	gift := refund.Promotion{PromotionID: "g", Kind: refund.PromotionGiftWithPurchase, GiftLineID: "gift", GiftPriceMinor: ptr(800), ThresholdMinor: ptr(20000)}
	o := promoted(order([]refund.Line{goods("1", 3, 10000), goods("gift", 1, 0)}, card(30000)), gift)
	play(t, defaultPolicy(t), o, []request{
		{mind(o, take("1", 1)), 10000, 0, []part{{refund.ComponentLine, "1", 10000}}, []leg{{"card", 10000}}},
		{mind(o, take("1", 1)), 9200, 0, []part{{refund.ComponentLine, "1", 10000}, {refund.ComponentGiftNotReturned, "giftg", -800}}, []leg{{"card", 9200}}},
		{mind(o, take("gift", 1)), 800, 0, []part{{refund.ComponentLine, "gift", 0}, {refund.ComponentGiftNotReturned, "giftg", 800}}, []leg{{"card", 800}}},
	})
	play(t, defaultPolicy(t), o, []request{
		{mind(o, take("1", 2), take("gift", 1)), 20000, 0, []part{{refund.ComponentLine, "1", 20000}, {refund.ComponentLine, "gift", 0}}, []leg{{"card", 20000}}}})
	play(t, defaultPolicy(t), o, []request{
		{damaged(o, take("1", 3)), 30000, 0, []part{{refund.ComponentLine, "1", 30000}}, []leg{{"card", 30000}}}})
}

func TestFreeShippingThatIsNotEarnedAnyMoreIsPaidFor(t *testing.T) {
	o := promoted(order([]refund.Line{goods("1", 2, 5000)}, card(10000)),
		refund.Promotion{PromotionID: "s", Kind: refund.PromotionFreeShipping, ThresholdMinor: ptr(9900)})
	o.Shipping = refund.Shipping{AmountMinor: 600, DiscountMinor: 600}
	play(t, defaultPolicy(t), o, []request{
		{mind(o, take("1", 1)), 4400, 0, []part{{refund.ComponentLine, "1", 5000}, {refund.ComponentClawback, "s", -600}}, []leg{{"card", 4400}}},
		{mind(o, take("1", 1)), 5600, 0, []part{{refund.ComponentLine, "1", 5000}, {refund.ComponentClawback, "s", 600}}, []leg{{"card", 5600}}},
	})
}

func TestTiersAndRepeatsFallToWhatIsStillReached(t *testing.T) {
	tiers := refund.Promotion{PromotionID: "p", Kind: refund.PromotionThresholdAmountOff, Tiers: []refund.PromotionTier{
		{ThresholdMinor: ptr(20000), AmountOffMinor: ptr(1500)}, {ThresholdMinor: ptr(30000), AmountOffMinor: ptr(3000)}}}
	o := promoted(order([]refund.Line{off(goods("1", 3, 10000), "p", 3000)}, card(27000)), tiers)
	play(t, defaultPolicy(t), o, []request{
		{mind(o, take("1", 1)), 8500, 0, []part{{refund.ComponentLine, "1", 9000}, {refund.ComponentClawback, "p", -500}}, []leg{{"card", 8500}}},
		{mind(o, take("1", 1)), 8500, 0, []part{{refund.ComponentLine, "1", 9000}, {refund.ComponentClawback, "p", -500}}, []leg{{"card", 8500}}},
		{mind(o, take("1", 1)), 10000, 0, []part{{refund.ComponentLine, "1", 9000}, {refund.ComponentClawback, "p", 1000}}, []leg{{"card", 10000}}},
	})
	// 30 off for every 300, at most 60: of 900 only 60 were off.
	repeat := amountFrom("p", 30000, 3000)
	repeat.Repeat, repeat.MaxOffMinor = true, ptr(6000)
	o = promoted(order([]refund.Line{off(goods("1", 9, 10000), "p", 6000)}, card(84000)), repeat)
	play(t, defaultPolicy(t), o, []request{
		{mind(o, take("1", 3)), 28000, 0, []part{{refund.ComponentLine, "1", 28000}}, []leg{{"card", 28000}}},
		// 500 of 900 are kept: once 30 off, where 33.33 sit on them.
		{mind(o, take("1", 1)), 9000, 0, []part{{refund.ComponentLine, "1", 9333}, {refund.ComponentClawback, "p", -333}}, []leg{{"card", 9000}}},
	})
}

func TestAQuantityThresholdCountsUnitsOfItsOwnLines(t *testing.T) {
	two := refund.Promotion{PromotionID: "p", Kind: refund.PromotionThresholdPercentOff, ThresholdQuantity: ptr(2), PercentOff: "0.20", QualifyingLineIDs: []refund.LineID{"a"}}
	o := promoted(order([]refund.Line{off(goods("a", 2, 1000), "p", 400), goods("b", 5, 100)}, card(2100)), two)
	play(t, defaultPolicy(t), o, []request{
		{mind(o, take("b", 5)), 500, 0, []part{{refund.ComponentLine, "b", 500}}, []leg{{"card", 500}}},
		{mind(o, take("a", 1)), 600, 0, []part{{refund.ComponentLine, "a", 800}, {refund.ComponentClawback, "p", -200}}, []leg{{"card", 600}}},
	})
}

// A shop's 10 % comes first, the platform's 50 off from 400 looks at what is left of the price.
func TestPromotionsApplyInTheirSequence(t *testing.T) {
	shop, platform := percentFrom("shop", 10000, "0.10"), amountFrom("plat", 40000, 5000)
	shop.Sequence, platform.Sequence = ptr(1), ptr(2)
	o := promoted(order([]refund.Line{off(off(goods("1", 5, 10000), "shop", 5000), "plat", 5000)}, card(40000)), platform, shop)
	play(t, defaultPolicy(t), o, []request{
		// Kept 40000 less 10 % are 36000: below 40000. Sitting 8000, earned 4000.
		{mind(o, take("1", 1)), 4000, 0, []part{{refund.ComponentLine, "1", 8000}, {refund.ComponentClawback, "plat", -4000}}, []leg{{"card", 4000}}},
	})
	shop.Sequence, platform.Sequence = nil, nil
	o.Promotions = []refund.Promotion{platform, shop}
	play(t, defaultPolicy(t), o, []request{
		// Without a sequence both look at the list price: 40000 are enough, and earn 4000 + 5000.
		{mind(o, take("1", 1)), 8000, 0, []part{{refund.ComponentLine, "1", 8000}}, []leg{{"card", 8000}}},
	})
}

func TestACouponOrRedPacketThatWasADiscountIsClawedBackLikeOne(t *testing.T) {
	for _, kind := range []refund.PromotionKind{refund.PromotionCoupon, refund.PromotionRedPacket} {
		coupon := amountFrom("c", 15000, 2000)
		coupon.Kind = kind
		o := promoted(order([]refund.Line{goods("1", 2, 10000)}, card(18000)), coupon)
		o.OrderDiscounts = []refund.DiscountShare{{PromotionID: "c", AmountMinor: 2000}}
		play(t, defaultPolicy(t), o, []request{
			{mind(o, take("1", 1)), 8000, 0, []part{{refund.ComponentLine, "1", 9000}, {refund.ComponentClawback, "c", -1000}}, []leg{{"card", 8000}}},
			{mind(o, take("1", 1)), 10000, 0, []part{{refund.ComponentLine, "1", 9000}, {refund.ComponentClawback, "c", 1000}}, []leg{{"card", 10000}}},
		})
	}
}

func TestADiscountWithoutARuleStaysWithTheGoodsThatAreKept(t *testing.T) {
	o := order([]refund.Line{off(goods("1", 2, 1000), "unknown", 500)}, card(1500))
	play(t, defaultPolicy(t), o, []request{{mind(o, take("1", 1)), 750, 0, []part{{refund.ComponentLine, "1", 750}}, []leg{{"card", 750}}}})
}
