package policy_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// TestEveryAssessmentAgreesWithTheOracle draws orders with promotions of every kind, taxes of both
// modes at several rates, and sequences of requests, and holds the engine to the oracle.
func TestEveryAssessmentAgreesWithTheOracle(t *testing.T) {
	policies := map[string]*policy.Policy{}
	for _, mode := range []string{"KEEP", "REPRICE", "FORFEIT"} {
		for _, rate := range []string{"0", "0.15"} {
			policies[mode+rate] = policyWith(t, "promotion_mode: KEEP", "promotion_mode: "+mode,
				`restocking_rate: "0"`, `restocking_rate: "`+rate+`"`, "restocking_reasons: []", "restocking_reasons: [CUSTOMER_CHANGED_MIND]")
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		mode := rapid.SampledFrom([]string{"REPRICE", "FORFEIT", "KEEP"}).Draw(t, "mode")
		rate := rapid.SampledFrom([]string{"0", "0.15"}).Draw(t, "restocking")
		restocking, _ := new(big.Rat).SetString(rate)
		o := &oracle{order: drawnPromoted(t), mode: mode, restocking: restocking}
		playAgainst(t, policies[mode+rate], o)
	})
}

// drawnPromoted draws an order whose discounts are what its promotions give.
func drawnPromoted(t *rapid.T) refund.Order {
	o := order(nil)
	o.Currency = rapid.SampledFrom([]refund.Currency{"CNY", "JPY", "KWD"}).Draw(t, "currency")
	for i := range rapid.IntRange(1, 4).Draw(t, "lines") {
		o.Lines = append(o.Lines, goods(refund.LineID(fmt.Sprint(i)), rapid.Int64Range(1, 4).Draw(t, "quantity"), rapid.Int64Range(0, 3000).Draw(t, "price")))
	}
	o.Shipping.AmountMinor = rapid.Int64Range(1, 900).Draw(t, "shipping")
	o.Fees = []refund.Fee{{FeeID: "service", AmountMinor: 1}} // something is always captured
	for i := range rapid.IntRange(0, 2).Draw(t, "promotions") {
		drawPromotion(t, &o, refund.PromotionID(fmt.Sprint("p", i)))
	}
	calculator := &oracle{order: o, mode: "KEEP", restocking: new(big.Rat), checkout: true}
	for _, p := range o.Promotions {
		allocate(calculator, p, &o)
	}
	for i := range o.Lines {
		o.Lines[i].Taxes = drawnTaxes(t, paidFor(o.Lines[i]))
	}
	paid, err := o.PaidMinor()
	if err != nil {
		t.Fatal(err)
	}
	o.Payments = []refund.Payment{card(paid / 2), tender("gift", refund.PaymentGiftCard, paid-paid/2)}
	for i := range o.Payments {
		o.Payments[i].Currency = o.Currency
	}
	return o
}

func drawPromotion(t *rapid.T, o *refund.Order, id refund.PromotionID) {
	threshold := ptr(rapid.Int64Range(1, 9000).Draw(t, "threshold"))
	off := ptr(rapid.Int64Range(1, 900).Draw(t, "off"))
	p := refund.Promotion{PromotionID: id, ThresholdMinor: threshold}
	switch rapid.SampledFrom([]string{"amount", "repeat", "percent", "tiers", "coupon", "buy", "gift", "shipping"}).Draw(t, "kind") {
	case "amount":
		p.Kind, p.AmountOffMinor = refund.PromotionThresholdAmountOff, off
	case "repeat":
		p.Kind, p.AmountOffMinor, p.Repeat, p.MaxOffMinor = refund.PromotionThresholdAmountOff, off, true, ptr(*off*3)
	case "percent":
		p.Kind, p.PercentOff = refund.PromotionThresholdPercentOff, "0.15"
		p.QualifyingLineIDs = []refund.LineID{o.Lines[0].LineID}
	case "tiers":
		p.Kind, p.ThresholdMinor = refund.PromotionThresholdPercentOff, nil
		p.Tiers = []refund.PromotionTier{{ThresholdMinor: threshold, PercentOff: "0.05"}, {ThresholdMinor: ptr(*threshold * 2), PercentOff: "0.125"}}
	case "coupon":
		p.Kind, p.AmountOffMinor = refund.PromotionCoupon, off
	case "buy":
		p.Kind, p.BuyQuantity, p.GetQuantity = refund.PromotionBuyXGetY, ptr(2), ptr(1)
	case "gift":
		gift := goods(refund.LineID("gift-"+id), 1, 0)
		p.Kind, p.GiftLineID, p.GiftPriceMinor = refund.PromotionGiftWithPurchase, gift.LineID, off
		o.Lines = append(o.Lines, gift)
	case "shipping":
		p.Kind = refund.PromotionFreeShipping
		for _, other := range o.Promotions {
			if other.Kind == refund.PromotionFreeShipping {
				return
			}
		}
		o.Shipping.DiscountMinor = o.Shipping.AmountMinor
	}
	o.Promotions = append(o.Promotions, p)
}

// allocate records what a promotion takes off the whole order, by list price, as far as the lines
// cost as much.
func allocate(calculator *oracle, p refund.Promotion, o *refund.Order) {
	if !calculator.losable(p) {
		return
	}
	weights, all := make([]*big.Int, len(o.Lines)), make([]int64, len(o.Lines))
	for l, line := range o.Lines {
		all[l], weights[l] = line.Quantity, new(big.Int)
		if calculator.qualifies(p, l) {
			weights[l].Mul(num(line.UnitPriceMinor), num(line.Quantity))
		}
	}
	for l, share := range parcel(calculator.earns(p, all), weights) {
		minor := min(share.Int64(), paidFor(o.Lines[l]).Int64())
		if minor > 0 {
			o.Lines[l] = off(o.Lines[l], p.PromotionID, minor)
		}
	}
}

func drawnTaxes(t *rapid.T, net *big.Int) []refund.Tax {
	var taxes []refund.Tax
	for _, kind := range rapid.SampledFrom([][]string{{}, {"i0.13"}, {"e0.08"}, {"e0.05", "e0.09975"}, {"i0.05", "i0.10"}, {"e0.0"}}).Draw(t, "taxes") {
		mode := refund.TaxInclusive
		if kind[0] == 'e' {
			mode = refund.TaxExclusive
		}
		taxes = append(taxes, refund.Tax{Mode: mode, Rate: kind[1:]})
	}
	for i := range taxes {
		alone := []refund.Tax{taxes[i]}
		taxes[i].AmountMinor = taxOf(alone, taxes[i].Mode, net).Int64()
	}
	return taxes
}

// playAgainst takes requests until nothing is kept, or a few were made.
func playAgainst(t *rapid.T, p *policy.Policy, o *oracle) {
	h, err := policy.HistoryOf(o.order)
	if err != nil {
		t.Fatal(err)
	}
	kept := make([]int64, len(o.order.Lines))
	for l, line := range o.order.Lines {
		kept[l] = line.Quantity
	}
	for range rapid.IntRange(1, 6).Draw(t, "requests") {
		if rapid.IntRange(0, 4).Draw(t, "allowance") == 0 {
			h = allowAgainst(t, p, o, h, kept)
			continue
		}
		r, wanted := asked{units: make([]int64, len(kept)), fault: rapid.Bool().Draw(t, "fault")}, []refund.CancelledLine(nil)
		for l := range kept {
			if r.units[l] = rapid.Int64Range(0, kept[l]).Draw(t, "units"); r.units[l] > 0 {
				wanted = append(wanted, take(o.order.Lines[l].LineID, r.units[l]))
				kept[l] -= r.units[l]
			}
		}
		if len(wanted) == 0 {
			continue
		}
		c := mind(o.order, wanted...)
		if r.fault {
			c = damaged(o.order, wanted...)
		}
		a, err := p.Assess(c, h)
		if err != nil || a.Disposition != refund.DispositionPay {
			t.Fatalf("%s %v, %v", a.Disposition, a.Reasons, err)
		}
		compare(t, a, o.next(r))
		h = policy.Settle(h, c, a)
	}
}

// allowAgainst gives an allowance on a line of which something is kept, for any reason.
func allowAgainst(t *rapid.T, p *policy.Policy, o *oracle, h refund.OrderHistory, kept []int64) refund.OrderHistory {
	l, k := rapid.IntRange(0, len(kept)-1).Draw(t, "line"), len(o.requests)
	left := new(big.Int).Sub(paidFor(o.order.Lines[l]), o.netBack(k, l))
	if kept[l] == 0 || left.Sign() <= 0 {
		return h
	}
	r := asked{units: make([]int64, len(kept)), allowances: make([]int64, len(kept)), fault: rapid.Bool().Draw(t, "fault")}
	minor := rapid.Int64Range(1, left.Int64()).Draw(t, "minor")
	r.allowances[l] = minor
	c := mind(o.order, refund.CancelledLine{LineID: o.order.Lines[l].LineID, AmountMinor: &minor})
	if r.fault {
		c.Reason = refund.ReasonDamaged
	}
	a, err := p.Assess(c, h)
	if err != nil || a.Disposition != refund.DispositionPay {
		t.Fatalf("an allowance: %s %v, %v", a.Disposition, a.Reasons, err)
	}
	compare(t, a, o.next(r))
	return policy.Settle(h, c, a)
}

func compare(t *rapid.T, a refund.Assessment, want answered) {
	t.Helper()
	creditAddsUp(t, a)
	for kind, sum := range map[refund.ComponentKind]*big.Int{
		refund.ComponentLine: want.line, refund.ComponentTax: want.tax, refund.ComponentShipping: want.shipping,
		refund.ComponentClawback: want.clawback, refund.ComponentGiftNotReturned: want.gift,
		refund.ComponentWaiver: want.waiver, refund.ComponentRestocking: want.restocking,
	} {
		if got := sumOf(a, kind); num(got).Cmp(sum) != 0 {
			t.Errorf("%s: got %d, the oracle says %s", kind, got, sum)
		}
	}
	if num(a.TotalMinor).Cmp(want.total) != 0 || num(a.TaxMinor).Cmp(want.taxInside) != 0 {
		t.Errorf("got total %d, tax %d; the oracle says %s, %s", a.TotalMinor, a.TaxMinor, want.total, want.taxInside)
	}
}

func sumOf(a refund.Assessment, kind refund.ComponentKind) int64 {
	var sum int64
	for _, c := range a.Components {
		if c.Kind == kind {
			sum += c.AmountMinor
		}
	}
	return sum
}
