package policy_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// allowanceOf is money for line 1 without goods.
func allowanceOf(o refund.Order, minor int64) refund.Cancellation {
	return damaged(o, refund.CancelledLine{LineID: "1", AmountMinor: &minor})
}

// MONEY C12, issue 9: exclusive tax is cumulative over the net given back once the line has an allowance.
func TestTheTaxOfAllowancesIsCumulativeOverTheNetGivenBack(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 400, at(tax(refund.TaxExclusive, 40), "0.10"))}, card(440))
	net, taxed := part{refund.ComponentLine, "1", 4}, part{refund.ComponentTax, "1", 1}
	play(t, defaultPolicy(t), o, []request{
		{allowanceOf(o, 4), 4, 0, []part{net}, []leg{{"card", 4}}},
		{allowanceOf(o, 4), 5, 1, []part{net, taxed}, []leg{{"card", 5}}},
		{allowanceOf(o, 4), 4, 0, []part{net}, []leg{{"card", 4}}},
		{allowanceOf(o, 4), 5, 1, []part{net, taxed}, []leg{{"card", 5}}},
		{mind(o, take("1", 1)), 422, 38, []part{{refund.ComponentLine, "1", 384}, {refund.ComponentTax, "1", 38}}, []leg{{"card", 422}}},
	})
}

func TestBeforeItsFirstAllowanceALinesTaxIsByQuantity(t *testing.T) {
	// 1001 and 101 of tax over two units: 501 and 51, of which quantity says 51 and net 501 x 101 / 1001 = 50.55.
	o := order([]refund.Line{off(goods("1", 2, 501), "p", 1)}, card(1102))
	o.Lines[0].Taxes = []refund.Tax{tax(refund.TaxExclusive, 101)}
	play(t, policyWith(t), o, []request{
		{mind(o, take("1", 1)), 552, 51, []part{{refund.ComponentLine, "1", 501}, {refund.ComponentTax, "1", 51}}, []leg{{"card", 552}}},
		// 601 x 101 / 1001 = 60.64 are 61, less 51.
		{allowanceOf(o, 100), 110, 10, []part{{refund.ComponentLine, "1", 100}, {refund.ComponentTax, "1", 10}}, []leg{{"card", 110}}},
		{mind(o, take("1", 1)), 440, 40, []part{{refund.ComponentLine, "1", 400}, {refund.ComponentTax, "1", 40}}, []leg{{"card", 440}}},
	})
}

// Three of 1 each, three allowances of 1: each lies on three units, of which one comes back: 1 - round(1/3) of each is
// still on those kept. 1 + 3 would be more than the 3 that were paid.
func TestAllowancesThatRoundUpGiveBackNoMoreThanWasPaid(t *testing.T) {
	o := order([]refund.Line{goods("1", 3, 1)}, card(3))
	one := []part{{refund.ComponentLine, "1", 1}}
	h := play(t, defaultPolicy(t), o, []request{
		{allowanceOf(o, 1), 1, 0, one, []leg{{"card", 1}}},
		{allowanceOf(o, 1), 1, 0, one, []leg{{"card", 1}}},
		{allowanceOf(o, 1), 1, 0, one, []leg{{"card", 1}}},
	})
	if a := assess(t, defaultPolicy(t), damaged(o, take("1", 1)), h); a.Disposition != refund.DispositionPay || a.TotalMinor != 0 {
		t.Errorf("got %s %d", a.Disposition, a.TotalMinor)
	}
}

// MONEY C12: an allowance goes to the divisible tenders only, and costs no promotion, no packet.
func TestAnAllowanceTakesNothingOfARedPacket(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 5000), goods("2", 1, 5000)}, tender("rp", refund.PaymentRedPacket, 6000), card(4000))
	playLegs(t, o, []returned{
		{allowanceOf(o, 3500), 3500, []leg{{"card", 3500}}},
		// The card owes 500 and the packet 6000: 115 and 1385 of 1500.
		{mind(o, take("1", 1)), 115, []leg{{"card", 115}}},
		{mind(o, take("2", 1)), 6385, []leg{{"rp", 6000}, {"card", 385}}},
	})
	// In one request with goods: the allowance first.
	minor := int64(3500)
	both := mind(o, refund.CancelledLine{LineID: "1", AmountMinor: &minor}, take("2", 1))
	playLegs(t, o, []returned{{both, 3885, []leg{{"card", 3885}}}})
	// More than the divisible tenders have is for a person: a packet is never turned into cash.
	if a := first(t, allowanceOf(o, 4500)); a.Disposition != refund.DispositionAttention || !slices.Equal(a.Reasons, []string{string(refund.CodeCapExceeded)}) {
		t.Errorf("got %s %v", a.Disposition, a.Reasons)
	}
}

// MONEY C12: an allowance asks for no goods and offers no exchange.
func TestAnAllowanceAsksForNoGoodsAndOffersNoExchange(t *testing.T) {
	o := arrived(goods("1", 2, 1000))
	minor := int64(300)
	a := first(t, mind(o, refund.CancelledLine{LineID: "1", AmountMinor: &minor}))
	if a.Goods != nil || slices.Contains(a.Reasons, policy.ReasonGoodsRequired) || slices.ContainsFunc(a.Alternatives, func(other refund.Alternative) bool { return other.Kind == refund.AlternativeExchange }) {
		t.Errorf("goods %+v, %v, alternatives %+v", a.Goods, a.Reasons, a.Alternatives)
	}
	// Beside goods that do come back, only these are asked for, and the request as a whole is no exchange.
	two := arrived(goods("1", 2, 1000), goods("2", 1, 500))
	a = first(t, mind(two, refund.CancelledLine{LineID: "1", AmountMinor: &minor}, take("2", 1)))
	if a.Goods == nil || len(a.Goods.Lines) != 1 || a.Goods.Lines[0].LineID != "2" || !slices.Contains(a.Reasons, policy.ReasonGoodsRequired) {
		t.Errorf("goods %+v, %v", a.Goods, a.Reasons)
	}
	for _, other := range a.Alternatives {
		if other.Kind == refund.AlternativeExchange {
			t.Errorf("an exchange is offered: %+v", other)
		}
	}
}
