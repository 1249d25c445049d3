package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// said are an assessment's steps in English as an auditor reads them: the formula, its result, and the rows.
func said(t *testing.T, a refund.Assessment) []string {
	t.Helper()
	speaker, err := explain.In("en")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, step := range speaker.Steps(a) {
		line := step.Name + ": " + step.Formula
		if step.Counts() {
			line += " = " + refund.FormatAmount(step.ResultMinor, a.Currency)
		}
		all = append(append(all, line), speaker.Rows(step, a.Currency)...)
	}
	return all
}

// says fails unless each sentence is among those said.
func says(t *testing.T, a refund.Assessment, want ...string) {
	t.Helper()
	all := said(t, a)
	for _, sentence := range want {
		if !slices.Contains(all, sentence) {
			t.Errorf("nothing says %q in\n%s", sentence, strings.Join(all, "\n"))
		}
	}
}

func TestACumulativeStepShowsBothEnds(t *testing.T) {
	line := goods("1", 3, 27)
	line.UnitPriceMinor, line.Discounts = 28, []refund.DiscountShare{{AmountMinor: 2}}
	line.Taxes = []refund.Tax{tax(refund.TaxExclusive, 46)}
	o := order([]refund.Line{line}, card(128))
	p, h := defaultPolicy(t), historyOf(t, o)
	first := mind(o, take("1", 1))
	a := assess(t, p, first, h)
	b := assess(t, p, mind(o, take("1", 1)), policy.Settle(h, first, a))
	says(t, b, "Line 1: 0.82 CNY × (1 before + 1 now) of 3, rounded = 0.55 CNY, less 0.27 CNY given back before = 0.28 CNY",
		"Tax on top of line 1: 0.46 CNY recorded × (1 before + 1 now) of 3, rounded = 0.31 CNY, less 0.15 CNY given back before = 0.16 CNY")
}

func TestAClawBackShowsWhatItIsComputedFrom(t *testing.T) {
	line := off(goods("1", 7, 5000), "p", 3500)
	line.Taxes = []refund.Tax{at(tax(refund.TaxInclusive, 3624), "0.13")}
	o := promoted(order([]refund.Line{line}, card(31500)), percentFrom("p", 30000, "0.10"))
	p, h := defaultPolicy(t), historyOf(t, o)
	first := mind(o, take("1", 1))
	a := assess(t, p, first, h)
	b := assess(t, p, mind(o, take("1", 1)), policy.Settle(h, first, a))
	says(t, b,
		"1: list price 50.00 CNY · units 5 = 250.00 CNY",
		"1: from 300.00 CNY · from units 0 · off each time 0.00 CNY · off 0.00 CNY · rate 0.10 = 0.00 CNY",
		"1: list price 50.00 CNY · counted as kept 5 · paid 315.00 CNY · bought 7 · its discount 35.00 CNY = 25.00 CNY",
		"Promotion p lost: 25.00 CNY sits on the kept goods, less 0.00 CNY that they still earn = 25.00 CNY",
		"Promotion p no longer earned: 0.00 CNY taken before, less 25.00 CNY lost by now = -25.00 CNY",
		"1: recorded 36.24 CNY · now 1 · before 1 · bought 7 · given before 5.18 CNY = 5.17 CNY",
		"Tax inside the promotion no longer earned: 0.00 CNY taken before, less 2.87 CNY that kept goods bear more = -2.87 CNY",
	)
	if b.TotalMinor != 2000 || b.TaxMinor != 230 {
		t.Errorf("it comes to %d with tax %d", b.TotalMinor, b.TaxMinor)
	}
}

func TestWhatAnAuditorReadIsTrueInEachCase(t *testing.T) {
	packet := func(expired bool) refund.Order {
		rp := tender("rp", refund.PaymentRedPacket, 6000)
		if over := occurredAt.AddDate(0, 0, -1); expired {
			rp.ExpiresAt = &over
		}
		return order([]refund.Line{goods("A", 1, 9000), goods("B", 1, 1000)}, tender("wallet", refund.PaymentWallet, 4000), rp)
	}
	shipped := promoted(order([]refund.Line{goods("A", 1, 9000), goods("B", 1, 1000)}, card(10000)), refund.Promotion{
		PromotionID: "ship", Kind: refund.PromotionFreeShipping, ThresholdMinor: ptr(9900)})
	shipped.Shipping = refund.Shipping{AmountMinor: 500, DiscountMinor: 500}
	allowed := int64(400)
	for name, c := range map[string]struct {
		request refund.Cancellation
		says    []string
		notSays string
	}{
		"an expired packet is called expired": {whole(packet(true), refund.ReasonCustomerChangedMind),
			[]string{"Not given back of payment rp: the instrument has expired: its share, 60.00 CNY, is not restored, and never turned into cash = -60.00 CNY"}, "indivisible"},
		"a packet in a part of an order is indivisible": {mind(packet(false), take("A", 1)),
			[]string{"Not given back of payment rp: the instrument is indivisible: its share, 54.00 CNY, is not restored, and never turned into cash = -54.00 CNY"}, "expired"},
		"an instrument's leg says what it gets": {whole(packet(false), refund.ReasonCustomerChangedMind),
			[]string{"Back to payment rp: the whole instrument: 60.00 CNY that it still owes back, with 0.00 CNY kept back before = 60.00 CNY"}, ""},
		"free shipping that is lost names shipping": {mind(shipped, take("A", 1)),
			[]string{"Free shipping lost: ship: 5.00 CNY was taken off the shipping, and 10.00 CNY and 1 units that are kept no longer earn it = 5.00 CNY"}, ""},
		"an allowance is no price paid": {some(order([]refund.Line{goods("A", 1, 9000)}, card(9000)), refund.ReasonDamaged, refund.CancelledLine{LineID: "A", AmountMinor: &allowed}),
			[]string{"Allowance on line A: 4.00 CNY asked for without goods, within 90.00 CNY paid less 0.00 CNY given back before; the goods stay with the customer = 4.00 CNY"}, ""},
		"a line that cost nothing says nothing": {whole(order([]refund.Line{goods("A", 1, 9000), goods("B", 1, 0)}, card(9000)), refund.ReasonDamaged),
			[]string{"Line A: 90.00 CNY × (0 before + 1 now) of 1, rounded = 90.00 CNY, less 0.00 CNY given back before = 90.00 CNY"}, "Line B"},
	} {
		a := first(t, c.request)
		says(t, a, c.says...)
		for _, sentence := range said(t, a) {
			if c.notSays != "" && strings.Contains(sentence, c.notSays) {
				t.Errorf("%s: it says %q", name, sentence)
			}
		}
	}
}

func TestTheDaysOfEquipmentShowTheGrace(t *testing.T) {
	a := first(t, whole(oneOf(refund.ModelEquipment, day(365), nil), refund.ReasonCustomerChangedMind))
	if !slices.ContainsFunc(said(t, a), func(s string) bool {
		return strings.Contains(s, "less 7 days of grace") && strings.Contains(s, "Loss of value")
	}) {
		t.Errorf("the grace is hidden:\n%s", strings.Join(said(t, a), "\n"))
	}
}
