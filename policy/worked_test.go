package policy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// request is one request of a sequence, with what must come out.
type request struct {
	c          refund.Cancellation
	total, tax int64
	parts      []part
	legs       []leg
}

// play assesses a sequence of requests of one order, each as if the earlier ones had settled.
func play(t *testing.T, p *policy.Policy, o refund.Order, requests []request) refund.OrderHistory {
	t.Helper()
	h := historyOf(t, o)
	for i, r := range requests {
		a := assess(t, p, r.c, h)
		if a.Disposition != refund.DispositionPay || a.TotalMinor != r.total || a.TaxMinor != r.tax {
			t.Fatalf("request %d: %s %v, total %d, tax %d; want total %d, tax %d", i+1, a.Disposition, a.Reasons, a.TotalMinor, a.TaxMinor, r.total, r.tax)
		}
		if !slices.Equal(parts(a), r.parts) {
			t.Fatalf("request %d: parts %v, want %v", i+1, parts(a), r.parts)
		}
		if !slices.Equal(legs(a), r.legs) {
			t.Fatalf("request %d: legs %v, want %v", i+1, legs(a), r.legs)
		}
		h = policy.Settle(h, r.c, a)
	}
	return h
}

// MONEY's worked case "tie".
func TestThreeUnitsOverThreeEqualTendersTakeTurnsAtTheCentLeftOver(t *testing.T) {
	o := order([]refund.Line{goods("1", 3, 1000)},
		tender("a", refund.PaymentCard, 1000), tender("b", refund.PaymentWallet, 1000), tender("c", refund.PaymentBank, 1000))
	one := some(o, refund.ReasonOther, take("1", 1))
	line := []part{{refund.ComponentLine, "1", 1000}}
	h := play(t, defaultPolicy(t), o, []request{
		{one, 1000, 0, line, []leg{{"a", 334}, {"b", 333}, {"c", 333}}},
		{one, 1000, 0, line, []leg{{"a", 333}, {"b", 334}, {"c", 333}}},
		{one, 1000, 0, line, []leg{{"a", 333}, {"b", 333}, {"c", 334}}},
	})
	for _, balance := range h.Payments {
		if balance.OpenMinor != 0 || balance.OwedMinor != 0 || balance.ReturnedMinor != 1000 {
			t.Errorf("%s: open %d, owed %d, returned %d", balance.PaymentID, balance.OpenMinor, balance.OwedMinor, balance.ReturnedMinor)
		}
	}
}

// MONEY's worked case "fees".
func TestARestockingFeeBelongsToItsOwnRequestAndDoesNotReduceExclusiveTax(t *testing.T) {
	o := order([]refund.Line{goods("1", 3, 333, tax(refund.TaxExclusive, 82))}, card(1081))
	mind, damaged := some(o, refund.ReasonCustomerChangedMind, take("1", 1)), some(o, refund.ReasonDamaged, take("1", 1))
	play(t, restocking(t), o, []request{
		{mind, 310, 27, []part{{refund.ComponentLine, "1", 333}, {refund.ComponentTax, "1", 27}, {refund.ComponentRestocking, "1", -50}}, []leg{{"card", 310}}},
		{damaged, 361, 28, []part{{refund.ComponentLine, "1", 333}, {refund.ComponentTax, "1", 28}}, []leg{{"card", 361}}},
		{mind, 310, 27, []part{{refund.ComponentLine, "1", 333}, {refund.ComponentTax, "1", 27}, {refund.ComponentRestocking, "1", -50}}, []leg{{"card", 310}}},
	})
}

// The running case of POSTINGS (R1): 500 kept of an inclusive price keeps 58 of its tax.
func TestAFeeOnAnInclusivePriceKeepsItsTax(t *testing.T) {
	o := order([]refund.Line{goods("1", 2, 11300, tax(refund.TaxInclusive, 2600))}, card(22600))
	p := policyWith(t, `restocking_rate: "0"`, `restocking_rate: "0.04425"`, `restocking_reasons: []`, `restocking_reasons: [CUSTOMER_CHANGED_MIND]`)
	c := some(o, refund.ReasonCustomerChangedMind, take("1", 1))
	a := assess(t, p, c, historyOf(t, o))
	if a.TotalMinor != 10800 || a.TaxMinor != 1242 || a.DeductionTaxMinor != 58 {
		t.Errorf("total %d, tax %d, tax in the fee %d; want 10800, 1242, 58", a.TotalMinor, a.TaxMinor, a.DeductionTaxMinor)
	}
}

func TestARestockingFeeTakesAtMostWhatIsLeft(t *testing.T) {
	line := goods("1", 1, 1000)
	line.Discounts = []refund.DiscountShare{{PromotionID: "p", AmountMinor: 900}}
	o := order([]refund.Line{line}, card(100))
	play(t, restocking(t), o, []request{
		{whole(o, refund.ReasonCustomerChangedMind), 0, 0, []part{{refund.ComponentLine, "1", 100}, {refund.ComponentRestocking, "1", -100}}, nil},
	})
}

// POSTINGS P13, P13a: 10000 paid with a red packet of 500 and a card.
func TestARedPacketsShareIsKeptBackUntilNothingIsKept(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 4000), goods("2", 1, 6000)}, card(9500), tender("rp", refund.PaymentRedPacket, 500))
	h := play(t, defaultPolicy(t), o, []request{
		{some(o, refund.ReasonCustomerChangedMind, take("1", 1)), 3800, 0,
			[]part{{refund.ComponentLine, "1", 4000}, {refund.ComponentTenderNotRestored, "rp", -200}}, []leg{{"card", 3800}}},
		{some(o, refund.ReasonCustomerChangedMind, take("2", 1)), 6200, 0,
			[]part{{refund.ComponentLine, "2", 6000}, {refund.ComponentTenderNotRestored, "rp", 200}}, []leg{{"card", 5700}, {"rp", 500}}},
	})
	packet := h.Payments[1]
	if packet.ReturnedMinor != 500 || packet.KeptBackMinor != 0 || packet.OpenMinor != 0 {
		t.Errorf("the red packet ends with %+v", packet)
	}
}

func TestAnExpiredRedPacketIsNotRestoredAndNeverTurnedIntoCash(t *testing.T) {
	packet := tender("rp", refund.PaymentRedPacket, 500)
	packet.ExpiresAt = &occurredAt
	o := order([]refund.Line{goods("1", 1, 10000)}, card(9500), packet)
	play(t, defaultPolicy(t), o, []request{{whole(o, refund.ReasonOther), 9500, 0,
		[]part{{refund.ComponentLine, "1", 10000}, {refund.ComponentTenderNotRestored, "rp", -500}}, []leg{{"card", 9500}}}})
}

func TestAnUnexpiredCouponGoesBackWholeWithTheWholeOrder(t *testing.T) {
	coupon, later := tender("cpn", refund.PaymentCoupon, 700), occurredAt.Add(time.Second)
	coupon.ExpiresAt = &later
	o := order([]refund.Line{goods("1", 2, 1000)}, coupon, card(1300))
	play(t, defaultPolicy(t), o, []request{{whole(o, refund.ReasonOther), 2000, 0,
		[]part{{refund.ComponentLine, "1", 2000}}, []leg{{"cpn", 700}, {"card", 1300}}}})
}

// MONEY C8: fees fall on what can be divided, and are capped by it.
func TestARedPacketWorthMoreThanWhatFeesLeaveGoesBackAllTheSame(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 1000)}, tender("rp", refund.PaymentRedPacket, 900), card(100))
	play(t, restocking(t), o, []request{{whole(o, refund.ReasonCustomerChangedMind), 900, 0,
		[]part{{refund.ComponentLine, "1", 1000}, {refund.ComponentRestocking, "1", -100}}, []leg{{"rp", 900}}}})
}

// POSTINGS P14.
func TestPointsGoBackInUnitsThatSumToAllOfThem(t *testing.T) {
	points := tender("pts", refund.PaymentPoints, 1000)
	points.Units = &refund.Units{Asset: "PTS:club", Amount: 1500}
	o := order([]refund.Line{goods("1", 3, 1000)}, points, card(2000))
	h, c := historyOf(t, o), some(o, refund.ReasonOther, take("1", 1))
	var got []refund.Units
	for range 3 {
		a := assess(t, defaultPolicy(t), c, h)
		got = append(got, *a.Legs[0].Units)
		h = policy.Settle(h, c, a)
	}
	// 333, 334 and 333 of the points' 1000: 499.5, 1000.5 and 1500 units so far, each rounded once.
	want := []refund.Units{{Asset: "PTS:club", Amount: 500}, {Asset: "PTS:club", Amount: 501}, {Asset: "PTS:club", Amount: 499}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestShippingAndRefundableFeesGoBackOnceWithTheLastOfTheOrder(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 1000), goods("2", 1, 2000)}, card(3000+300+30+100+9))
	o.Shipping = refund.Shipping{AmountMinor: 350, DiscountMinor: 50, Taxes: []refund.Tax{tax(refund.TaxExclusive, 30)}}
	o.Fees = []refund.Fee{
		{FeeID: "wrap", AmountMinor: 100, Refundable: true, Taxes: []refund.Tax{tax(refund.TaxInclusive, 11)}},
		{FeeID: "service", AmountMinor: 9},
	}
	play(t, defaultPolicy(t), o, []request{
		{some(o, refund.ReasonOther, take("2", 1)), 2000, 0, []part{{refund.ComponentLine, "2", 2000}}, []leg{{"card", 2000}}},
		{some(o, refund.ReasonOther, take("1", 1)), 1430, 41, []part{{refund.ComponentLine, "1", 1000}, {refund.ComponentShipping, "", 300},
			{refund.ComponentTax, "", 30}, {refund.ComponentFee, "wrap", 100}}, []leg{{"card", 1430}}},
	})
}

func TestShippingGivenBackForTheMerchantsFaultDoesNotGoBackAgain(t *testing.T) {
	o := order([]refund.Line{goods("1", 2, 1000)}, card(2300))
	o.Shipping = refund.Shipping{AmountMinor: 300}
	play(t, defaultPolicy(t), o, []request{
		{some(o, refund.ReasonDamaged, take("1", 1)), 1300, 0, []part{{refund.ComponentLine, "1", 1000}, {refund.ComponentShipping, "", 300}}, []leg{{"card", 1300}}},
		{whole(o, refund.ReasonOther), 1000, 0, []part{{refund.ComponentLine, "1", 1000}}, []leg{{"card", 1000}}},
	})
}

func TestADiscountTheSenderDidNotAllocateIsSpreadOverTheLines(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 1000), goods("2", 1, 2000)}, card(2900))
	o.OrderDiscounts = []refund.DiscountShare{{PromotionID: "p", AmountMinor: 100}}
	play(t, defaultPolicy(t), o, []request{
		{some(o, refund.ReasonOther, take("1", 1)), 967, 0, []part{{refund.ComponentLine, "1", 967}}, []leg{{"card", 967}}},
		{some(o, refund.ReasonOther, take("2", 1)), 1933, 0, []part{{refund.ComponentLine, "2", 1933}}, []leg{{"card", 1933}}},
	})
}

func TestALineTakenForTwoReasonsIsStillTheWholeLine(t *testing.T) {
	o := order([]refund.Line{goods("1", 3, 333)}, card(999))
	damaged := refund.CancelledLine{LineID: "1", Quantity: 1, Reason: refund.ReasonDamaged}
	play(t, restocking(t), o, []request{{some(o, refund.ReasonCustomerChangedMind, take("1", 2), damaged), 899, 0,
		[]part{{refund.ComponentLine, "1", 666}, {refund.ComponentLine, "1", 333}, {refund.ComponentRestocking, "1", -100}}, []leg{{"card", 899}}}})
}
