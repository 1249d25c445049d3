package explain_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/refund"
)

// mugs is a request for a part of an order of mugs, with a promotion of each kind that may be lost.
func mugs() refund.Cancellation {
	return refund.Cancellation{OccurredAt: day(20), Order: refund.Order{
		Currency: "CNY",
		Lines: []refund.Line{
			{LineID: "1", Title: "Blue mug", SKU: "MUG-7", Quantity: 3, Discounts: []refund.DiscountShare{{PromotionID: "off30", AmountMinor: 30}}},
			{LineID: "2", SKU: "SAUCER-1", Quantity: 1}, {LineID: "3", Quantity: 1}, {LineID: "gift", Title: "Tea towel", Quantity: 1},
		},
		Shipping: refund.Shipping{AmountMinor: 800, DiscountMinor: 800, Discounts: []refund.DiscountShare{{PromotionID: "free", AmountMinor: 800}}},
		Fees:     []refund.Fee{{FeeID: "f1", Kind: "gift-wrap"}, {FeeID: "f2", Kind: "ZX_9"}, {FeeID: "f3", Kind: "Engraving"}},
		Promotions: []refund.Promotion{
			{PromotionID: "off30", Kind: refund.PromotionThresholdAmountOff, Description: "30 off from 200"},
			{PromotionID: "free", Kind: refund.PromotionFreeShipping}, {PromotionID: "towel", Kind: refund.PromotionGiftWithPurchase},
		},
		Payments: []refund.Payment{
			{PaymentID: "card", Kind: refund.PaymentCard}, {PaymentID: "packet", Kind: refund.PaymentRedPacket, ExpiresAt: at(25)},
			{PaymentID: "old", Kind: refund.PaymentCoupon, ExpiresAt: at(19)},
		},
	}}
}

// of is an assessment of these components.
func of(parts ...refund.Component) refund.Assessment {
	a := refund.Assessment{Currency: "CNY", Components: parts}
	for _, part := range parts {
		a.TotalMinor += part.AmountMinor
	}
	return a
}

func goods(line refund.LineID, quantity, minor int64) refund.Component {
	return refund.Component{Kind: refund.ComponentLine, LineID: line, Quantity: quantity, AmountMinor: minor}
}

func TestTheRefundIsComparedWithThePricePaid(t *testing.T) {
	a := of(goods("1", 1, 4000), refund.Component{Kind: refund.ComponentTax, LineID: "1", AmountMinor: 500},
		refund.Component{Kind: refund.ComponentClawback, PromotionID: "off30", AmountMinor: -2500},
		refund.Component{Kind: refund.ComponentClawback, PromotionID: "off30", TaxMinor: -3},
		refund.Component{Kind: refund.ComponentRestocking, LineID: "1", AmountMinor: -400}, refund.Component{Kind: refund.ComponentShipping, AmountMinor: 300})
	for locale, want := range map[string][]string{
		"en": {"These goods cost 45.00 CNY at the checkout. The refund is 19.00 CNY.", "the goods kept no longer earn all of “30 off from 200”: -25.00 CNY",
			"restocking fee for “Blue mug”: -4.00 CNY", "shipping goes back too: 3.00 CNY"},
		"zh-CN": {"这些商品结账时实付 45.00 CNY，本次退款 19.00 CNY。", "保留的商品不再满足“30 off from 200”的全部条件：-25.00 CNY",
			"“Blue mug”的退货处理费：-4.00 CNY", "运费一并退还：3.00 CNY"},
	} {
		s := speaker(t, locale)
		c := s.Compare(mugs(), a)
		sum := c.PaidMinor
		for _, difference := range c.Differences {
			sum += difference.AmountMinor
		}
		if c.PaidMinor != 4500 || sum != c.TotalMinor {
			t.Errorf("paid %d and the differences come to %d, not %d", c.PaidMinor, sum, c.TotalMinor)
		}
		if got := s.Lines(c, "CNY"); !slices.Equal(got, want) {
			t.Errorf("%s: got %q", locale, got)
		}
	}
}

func TestWhatALaterRequestUndoesIsSaidAsSuch(t *testing.T) {
	s := speaker(t, "en")
	for _, c := range []struct {
		part         refund.Component
		taken, given string
	}{
		{refund.Component{Kind: refund.ComponentClawback, PromotionID: "off30"},
			"the goods kept no longer earn all of “30 off from 200”: -0.05 CNY", "taken back before of “30 off from 200”, and not due any more: 0.05 CNY"},
		{refund.Component{Kind: refund.ComponentClawback, PromotionID: "free"},
			"shipping, because the goods kept no longer earn the free delivery offer: -0.05 CNY", "shipping charged before for the free delivery offer, and not due any more: 0.05 CNY"},
		{refund.Component{Kind: refund.ComponentGiftNotReturned, PromotionID: "towel", LineID: "gift"},
			"the gift “Tea towel” is kept, and the goods kept no longer earn it: -0.05 CNY", "the gift “Tea towel”, charged before, came back or is earned again: 0.05 CNY"},
		{refund.Component{Kind: refund.ComponentTenderNotRestored, PaymentID: "packet"},
			"paid by red packet, which goes back whole or not at all, and is not turned into cash: -0.05 CNY", "the red packet goes back whole, with what was left out before: 0.05 CNY"},
		{refund.Component{Kind: refund.ComponentTenderNotRestored, PaymentID: "old"},
			"paid by coupon, which has expired: -0.05 CNY", "the coupon goes back whole, with what was left out before: 0.05 CNY"},
		{refund.Component{Kind: refund.ComponentWaiver}, "a deduction of an earlier request, not charged then: -0.05 CNY",
			"deductions above what there is to pay back, not charged: 0.05 CNY"},
		{refund.Component{Kind: refund.ComponentVoid}, "never charged, so that nothing of it goes back: -0.05 CNY", "charged after it was cancelled: 0.05 CNY"},
	} {
		for minor, want := range map[int64]string{-5: c.taken, 5: c.given} {
			c.part.AmountMinor = minor
			if got := s.Compare(mugs(), of(c.part)).Differences[0].Why; got != want {
				t.Errorf("%s %d: got %q, want %q", c.part.Kind, minor, got, want)
			}
		}
	}
}

func TestTheTaxOfADeductionIsNoPartOfThePricePaid(t *testing.T) {
	a := of(goods("1", 1, 1000), refund.Component{Kind: refund.ComponentTax, LineID: "1", AmountMinor: 80},
		refund.Component{Kind: refund.ComponentAdjustment, AmountMinor: -500}, refund.Component{Kind: refund.ComponentTax, AmountMinor: -40, Of: refund.ComponentAdjustment})
	for locale, want := range map[string][]string{
		"en":    {"These goods cost 10.80 CNY at the checkout. The refund is 5.40 CNY.", "adjusted by a person: -5.00 CNY", "tax that goes with it: -0.40 CNY"},
		"zh-CN": {"这些商品结账时实付 10.80 CNY，本次退款 5.40 CNY。", "人工调整：-5.00 CNY", "相应的价外税：-0.40 CNY"},
	} {
		if s := speaker(t, locale); !slices.Equal(s.Lines(s.Compare(mugs(), a), "CNY"), want) {
			t.Errorf("%s: got %q", locale, s.Lines(s.Compare(mugs(), a), "CNY"))
		}
	}
}

func TestOnlyThePricePaidIsCalledThePricePaid(t *testing.T) {
	s := speaker(t, "en")
	reduced := of(goods("1", 1, 396))
	reduced.Steps = []refund.Step{{Key: "line.share_less_allowances"}}
	for name, c := range map[string]struct {
		a    refund.Assessment
		want []string
	}{
		"goods at their price": {of(goods("1", 1, 100)), []string{"The refund is the price paid at the checkout for these goods, 1.00 CNY."}},
		"an allowance with its tax": {of(goods("1", 0, 100), refund.Component{Kind: refund.ComponentTax, LineID: "1", AmountMinor: 8}),
			[]string{"The refund is 1.08 CNY.", "a part of the price of “Blue mug”, which the customer keeps: 1.00 CNY", "tax that goes with it: 0.08 CNY"}},
		"goods after an allowance": {reduced, []string{"These goods cost 3.96 CNY, after what of their price went back before. The refund is 3.96 CNY."}},
		"shipping alone":           {of(refund.Component{Kind: refund.ComponentShipping, AmountMinor: 300}), []string{"For the delivery, without goods. Refunded: 3.00 CNY.", "shipping goes back too: 3.00 CNY"}},
	} {
		if got := s.Lines(s.Compare(mugs(), c.a), "CNY"); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q", name, got)
		}
	}
}
