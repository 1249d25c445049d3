package policy_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// gross is money for line 1 with the tax on top in it.
func gross(o refund.Order, minor int64) refund.Cancellation {
	return damaged(o, refund.CancelledLine{LineID: "1", AmountMinor: &minor, AmountIncludesTax: true})
}

// 400 with 40 on top. Of 11 given back 400 x 11/440 = 10 are net; of 16 in all 14.54, so 15 - 10; of 21 in all 19.09,
// so 19 - 15. What is left of the line is 381 and 38.
func TestAGrossAllowanceSplitsIntoNetAndTaxThatSumToIt(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 400, at(tax(refund.TaxExclusive, 40), "0.10"))}, card(440))
	line, taxed := func(minor int64) part { return part{refund.ComponentLine, "1", minor} }, func(minor int64) part { return part{refund.ComponentTax, "1", minor} }
	play(t, defaultPolicy(t), o, []request{
		{gross(o, 11), 11, 1, []part{line(10), taxed(1)}, []leg{{"card", 11}}},
		{gross(o, 5), 5, 0, []part{line(5)}, []leg{{"card", 5}}},
		{gross(o, 5), 5, 1, []part{line(4), taxed(1)}, []leg{{"card", 5}}},
		{mind(o, take("1", 1)), 419, 38, []part{line(381), taxed(38)}, []leg{{"card", 419}}},
	})
	play(t, defaultPolicy(t), o, []request{
		{allowanceOf(o, 4), 4, 0, []part{line(4)}, []leg{{"card", 4}}},               // 0.4 of tax
		{gross(o, 436), 436, 40, []part{line(396), taxed(40)}, []leg{{"card", 436}}}, // all that is left
	})
	over := first(t, gross(o, 441))
	if over.Disposition != refund.DispositionAttention || !slices.Equal(over.Reasons, []string{string(refund.CodeCapExceeded)}) {
		t.Errorf("a cent more than was paid: %s %v", over.Disposition, over.Reasons)
	}
}

// 1130 with 130 of tax inside: a gross amount is the price that was paid, and carries its share of it.
func TestAGrossAllowanceOfAPriceWithTaxInsideIsThatPrice(t *testing.T) {
	o := order([]refund.Line{goods("1", 1, 1130, at(tax(refund.TaxInclusive, 130), "0.13"))}, card(1130))
	play(t, defaultPolicy(t), o, []request{{gross(o, 113), 113, 13, []part{{refund.ComponentLine, "1", 113}}, []leg{{"card", 113}}}})
}

// Whatever the sequence: net and tax of each gross allowance sum to it, neither part of the line goes back twice, and
// when the units come back all that was paid is back.
func TestGrossAllowancesLoseNoCentInAnySequence(t *testing.T) {
	p := policyWith(t)
	rapid.Check(t, func(t *rapid.T) {
		quantity, price := rapid.Int64Range(1, 4).Draw(t, "quantity"), rapid.Int64Range(1, 3000).Draw(t, "price")
		onTop := rapid.Int64Range(0, quantity*price/3).Draw(t, "tax")
		paid := quantity*price + onTop
		o := order([]refund.Line{goods("1", quantity, price, tax(refund.TaxExclusive, onTop))}, card(paid))
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		var back int64
		for range rapid.IntRange(1, 8).Draw(t, "requests") {
			minor := rapid.Int64Range(0, paid/4).Draw(t, "asked")
			c := allowanceOf(o, minor)
			isGross := rapid.Bool().Draw(t, "gross")
			if isGross {
				c = gross(o, minor)
			}
			if quantity > 1 && rapid.IntRange(0, 3).Draw(t, "units") == 0 {
				c, isGross = damaged(o, take("1", 1)), false
			}
			a, err := p.Assess(c, h)
			if err != nil {
				t.Fatal(err)
			}
			if isGross && a.Eligible() && a.TotalMinor != minor {
				t.Fatalf("%d asked for with tax, %d given: %v", minor, a.TotalMinor, parts(a))
			}
			if a.Eligible() {
				back += a.TotalMinor
			}
			h = policy.Settle(h, c, a)
		}
		a, err := p.Assess(whole(o, refund.ReasonDamaged), h)
		if err != nil {
			t.Fatal(err)
		}
		if a.Eligible() {
			back += a.TotalMinor
		}
		if back != paid {
			t.Fatalf("%d of %d came back: %v", back, paid, parts(a))
		}
	})
}
