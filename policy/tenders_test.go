package policy_test

import (
	"math"
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

func dinars(payments ...refund.Payment) refund.Order {
	var sum int64
	for i := range payments {
		payments[i].Currency = "KWD"
		sum += payments[i].CapturedMinor
	}
	o := order([]refund.Line{goods("1", 3, sum/3)}, payments...)
	o.Currency, o.Market = "KWD", "KW"
	return o
}

func by(p refund.Payment, provider string) refund.Payment {
	p.Provider = provider
	return p
}

// Stripe's page "Supported currencies": amounts of three-decimal currencies end in 0.
func TestAProvidersStepMovesTheRestToAnotherPayment(t *testing.T) {
	o := dinars(by(card(12340), "stripe"), tender("gift", refund.PaymentGiftCard, 2663))
	// 5001 by 12340 to 2663: 4113 and 888; the card gives 4110, the gift card the 3 left.
	play(t, defaultPolicy(t), o, []request{{damaged(o, take("1", 1)), 5001, 0, []part{{refund.ComponentLine, "1", 5001}}, []leg{{"card", 4110}, {"gift", 891}}}})
}

// MONEY, steps: a few fils never park a refund, and when all is back, all is back.
func TestSharesAreRoundedToAProvidersStepCumulatively(t *testing.T) {
	o := dinars(by(card(15010), "Stripe"))
	o.Lines = []refund.Line{off(goods("1", 3, 5004), "p", 2)}
	rounded := func(line, rounding int64) []part {
		return []part{{refund.ComponentLine, "1", line}, {refund.ComponentRounding, "card", rounding}}
	}
	// 5003, 10007 and 15010 so far are 5000, 10010 and 15010 in tens.
	h := play(t, defaultPolicy(t), o, []request{
		{damaged(o, take("1", 1)), 5000, 0, rounded(5003, -3), []leg{{"card", 5000}}},
		{damaged(o, take("1", 1)), 5010, 0, rounded(5004, 6), []leg{{"card", 5010}}},
		{damaged(o, take("1", 1)), 5000, 0, rounded(5003, -3), []leg{{"card", 5000}}},
	})
	if left := h.Payments[0].OwedMinor; left != 0 {
		t.Errorf("%d is left", left)
	}
	few := dinars(by(card(30), "stripe"))
	few.Lines = []refund.Line{goods("1", 10, 3)}
	play(t, defaultPolicy(t), few, []request{
		{damaged(few, take("1", 1)), 0, 0, rounded(3, -3), nil},
		{damaged(few, take("1", 2)), 10, 0, rounded(6, 4), []leg{{"card", 10}}},
		{damaged(few, take("1", 7)), 20, 0, rounded(21, -1), []leg{{"card", 20}}},
	})
}

// MONEY, steps: a provider's own exponent is its adapter's business.
func TestAnyWholeKronaIsFine(t *testing.T) {
	krona := order([]refund.Line{goods("1", 2, 1050)}, by(card(2100), "stripe"))
	krona.Currency, krona.Payments[0].Currency = "ISK", "ISK"
	play(t, defaultPolicy(t), krona, []request{{damaged(krona, take("1", 1)), 1050, 0, []part{{refund.ComponentLine, "1", 1050}}, []leg{{"card", 1050}}}})
}

func TestThePolicyMaySayWhichPaymentGivesBackFirst(t *testing.T) {
	o := order([]refund.Line{goods("1", 3, 1000)}, card(1500), tender("gift", refund.PaymentGiftCard, 900), tender("wallet", refund.PaymentWallet, 600))
	for term, want := range map[string][]leg{
		"PROPORTIONAL":       {{"card", 1000}, {"gift", 600}, {"wallet", 400}},
		"SEQUENCE":           {{"card", 1500}, {"gift", 500}},
		"REVERSE_SEQUENCE":   {{"card", 500}, {"gift", 900}, {"wallet", 600}},
		"STORED_VALUE_FIRST": {{"card", 786}, {"gift", 900}, {"wallet", 314}},
		"STORED_VALUE_LAST":  {{"card", 1429}, {"wallet", 571}},
	} {
		p := policyWith(t, "tender_order: PROPORTIONAL", "tender_order: "+term)
		if a := assess(t, p, damaged(o, take("1", 2)), historyOf(t, o)); !slices.Equal(legs(a), want) {
			t.Errorf("%s: got %v, want %v", term, legs(a), want)
		}
	}
}

func TestAnExpiredGiftCardIsAskedAbout(t *testing.T) {
	gift := tender("gift", refund.PaymentGiftCard, 1000)
	gift.ExpiresAt = &occurredAt
	o := order([]refund.Line{goods("1", 1, 2000)}, card(1000), gift)
	a := first(t, whole(o, refund.ReasonDamaged))
	if a.TotalMinor != 2000 || !slices.Equal(a.ApprovalReasons, []string{policy.ReasonInstrumentExpired}) {
		t.Errorf("got %d, approvals %v", a.TotalMinor, a.ApprovalReasons)
	}
}

func TestAnAllowanceLeavesTheGoodsAndLowersWhatTheyAreWorthLater(t *testing.T) {
	o := order([]refund.Line{goods("1", 2, 1000, at(tax(refund.TaxExclusive, 200), "0.10"))}, card(2200))
	allowance := func(minor int64) refund.Cancellation {
		return damaged(o, refund.CancelledLine{LineID: "1", AmountMinor: &minor})
	}
	h := play(t, defaultPolicy(t), o, []request{
		{allowance(500), 550, 50, []part{{refund.ComponentLine, "1", 500}, {refund.ComponentTax, "1", 50}}, []leg{{"card", 550}}},
		{mind(o, take("1", 1)), 825, 75, []part{{refund.ComponentLine, "1", 750}, {refund.ComponentTax, "1", 75}}, []leg{{"card", 825}}},
		{mind(o, take("1", 1)), 825, 75, []part{{refund.ComponentLine, "1", 750}, {refund.ComponentTax, "1", 75}}, []leg{{"card", 825}}},
	})
	if h.Payments[0].OwedMinor != 0 {
		t.Errorf("still owed %d", h.Payments[0].OwedMinor)
	}
}

func TestARequestThatLeftTheSequenceLeavesNoTrace(t *testing.T) {
	// 1000 over three units: 333, 334, 333. The first is given up after the second was taken.
	o := order([]refund.Line{off(goods("1", 3, 334), "p", 2)}, card(1000))
	p, c := defaultPolicy(t), damaged(o, take("1", 1))
	_, h := settle(t, p, c, historyOf(t, o))
	second, _ := settle(t, p, c, h)
	left := policy.Settle(historyOf(t, o), c, second)
	total := second.TotalMinor
	for range 2 {
		var a refund.Assessment
		a, left = settle(t, p, c, left)
		total += a.TotalMinor
	}
	if second.TotalMinor != 334 || total != 1000 {
		t.Errorf("the second was %d, all came to %d", second.TotalMinor, total)
	}
}

func TestLargeQuantitiesAndAmountsAreExactOrRefused(t *testing.T) {
	many := order([]refund.Line{off(goods("1", 10000, 99), "p", 1)}, card(989999))
	h := historyOf(t, many)
	var sum int64
	for _, quantity := range []int64{1, 3333, 6665, 1} {
		var a refund.Assessment
		a, h = settle(t, defaultPolicy(t), damaged(many, take("1", quantity)), h)
		sum += a.TotalMinor
	}
	if sum != 989999 {
		t.Errorf("10000 units sum to %d, want 989999", sum)
	}
	huge := promoted(order([]refund.Line{off(goods("1", 2, math.MaxInt64/2), "p", 2)}, card(math.MaxInt64-3)), percentFrom("p", math.MaxInt64-1, "0.000000000000000001"))
	a, err := assessed(t, defaultPolicy(t), mind(huge, take("1", 1)), historyOf(t, huge))
	if err != nil || a.TotalMinor > math.MaxInt64/2 || a.TotalMinor < math.MaxInt64/2-3 {
		t.Errorf("the largest order: got %d, %v", a.TotalMinor, err)
	}
	given := order([]refund.Line{off(goods("1", 1, 500), "p", 500), goods("2", 1, 0), goods("3", 1, 100)}, card(100))
	if a := first(t, whole(given, refund.ReasonCustomerChangedMind)); a.TotalMinor != 100 || len(a.Components) != 3 {
		t.Errorf("100 %% off and a free line: got %d, %v", a.TotalMinor, parts(a))
	}
}

func TestDiscountsBeyond64BitsAreAClearErrorAndNeverWrap(t *testing.T) {
	o := promoted(order([]refund.Line{off(goods("1", 1, math.MaxInt64), "p", math.MaxInt64-5), off(goods("2", 1, math.MaxInt64), "p", math.MaxInt64-5)}, card(10)),
		percentFrom("p", 1, "1"))
	_, err := assessed(t, defaultPolicy(t), mind(o, take("1", 1)), historyOf(t, o))
	if problem, _ := refund.ProblemIn(err); problem.Code != refund.CodeAmountOverflow {
		t.Errorf("got %v, want AMOUNT_OVERFLOW", err)
	}
}
