package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// withCoupon is an order of two units of 1000 of which a coupon took 200 off.
func withCoupon(expiresAt *time.Time) refund.Order {
	line := goods("1", 2, 1000)
	line.Discounts = []refund.DiscountShare{{PromotionID: "spring", AmountMinor: 200}}
	o := order([]refund.Line{line}, card(1800))
	off := int64(200)
	o.Promotions = []refund.Promotion{
		{PromotionID: "spring", Kind: refund.PromotionCoupon, AmountOffMinor: &off, ExpiresAt: expiresAt},
		{PromotionID: "unused", Kind: refund.PromotionCoupon, AmountOffMinor: &off},
	}
	return o
}

func TestACouponThatWasADiscountGoesBackOnceNothingIsKept(t *testing.T) {
	before, after := occurredAt, occurredAt.Add(time.Second)
	back := []refund.RestoredCoupon{{PromotionID: "spring", CustomerID: order(nil).Customer.CustomerID}}
	for name, c := range map[string]struct {
		order refund.Order
		takes func(refund.Order) refund.Cancellation
		want  []refund.RestoredCoupon
	}{
		"the whole order":         {withCoupon(&after), func(o refund.Order) refund.Cancellation { return whole(o, refund.ReasonOther) }, back},
		"one that never expires":  {withCoupon(nil), func(o refund.Order) refund.Cancellation { return whole(o, refund.ReasonDamaged) }, back},
		"all lines, by name":      {withCoupon(nil), func(o refund.Order) refund.Cancellation { return some(o, refund.ReasonOther, take("1", 2)) }, back},
		"one that has expired":    {withCoupon(&before), func(o refund.Order) refund.Cancellation { return whole(o, refund.ReasonOther) }, nil},
		"a unit is kept":          {withCoupon(nil), func(o refund.Order) refund.Cancellation { return some(o, refund.ReasonOther, take("1", 1)) }, nil},
		"what was never captured": {authorised(withCoupon(nil), 1800), func(o refund.Order) refund.Cancellation { return whole(o, refund.ReasonOther) }, back},
	} {
		a := assess(t, defaultPolicy(t), c.takes(c.order), historyOf(t, c.order))
		if a.Disposition != refund.DispositionPay || !slices.Equal(a.RestoredCoupons, c.want) {
			t.Errorf("%s: %s, got %v, want %v", name, a.Disposition, a.RestoredCoupons, c.want)
		}
	}
	o := withCoupon(nil)
	first := some(o, refund.ReasonOther, take("1", 1))
	h := policy.Settle(historyOf(t, o), first, assess(t, defaultPolicy(t), first, historyOf(t, o)))
	if a := assess(t, defaultPolicy(t), first, h); !slices.Equal(a.RestoredCoupons, back) {
		t.Errorf("the last unit: got %v, want %v", a.RestoredCoupons, back)
	}
}
