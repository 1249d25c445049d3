package policy_test

import (
	"fmt"
	"testing"

	"github.com/makegood/makegood/refund"
)

// largeOrder is an order of 50 lines with 5 promotions and 3 tenders, taxed at three rates.
func largeOrder() refund.Order {
	rates := []string{"0.13", "0.09", "0.06"}
	var lines []refund.Line
	for i := range int64(50) {
		line := goods(refund.LineID(fmt.Sprint("l", i)), 1+i%4, 1000+37*i)
		list := line.Quantity * line.UnitPriceMinor
		line = off(off(line, "p1", list/10), "p2", list/50)
		rate, err := refund.ReadShare(rates[i%3])
		if err != nil {
			panic(err)
		}
		inside, err := rate.InsideOf(list-list/10-list/50, rate)
		if err != nil {
			panic(err)
		}
		line.Taxes = []refund.Tax{at(tax(refund.TaxInclusive, inside), rates[i%3])}
		lines = append(lines, line)
	}
	o := promoted(order(lines), percentFrom("p1", 200000, "0.10"), amountFrom("p2", 150000, 4000),
		refund.Promotion{PromotionID: "p3", Kind: refund.PromotionBuyXGetY, BuyQuantity: ptr(3), GetQuantity: ptr(1)},
		refund.Promotion{PromotionID: "p4", Kind: refund.PromotionGiftWithPurchase, GiftLineID: "l0", ThresholdMinor: ptr(50000), GiftPriceMinor: ptr(500)},
		refund.Promotion{PromotionID: "p5", Kind: refund.PromotionFreeShipping, ThresholdMinor: ptr(9900)})
	paid, err := o.PaidMinor()
	if err != nil {
		panic(err)
	}
	third := paid / 3
	o.Payments = []refund.Payment{card(third), tender("wallet", refund.PaymentWallet, third), tender("gift", refund.PaymentGiftCard, paid-2*third)}
	return o
}

// BenchmarkAssessALargeOrder has a budget of 200 µs (issue 4).
func BenchmarkAssessALargeOrder(b *testing.B) {
	p, o := defaultPolicy(b), largeOrder()
	h := historyOf(b, o)
	for name, c := range map[string]refund.Cancellation{
		"WholeOrder": whole(o, refund.ReasonCustomerChangedMind),
		"HalfOfIt":   mind(o, halfOf(o)...),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if a, err := p.Assess(c, h); err != nil || a.Disposition != refund.DispositionPay {
					b.Fatal(a.Disposition, a.Reasons, err)
				}
			}
		})
	}
}

func halfOf(o refund.Order) []refund.CancelledLine {
	var half []refund.CancelledLine
	for i, line := range o.Lines {
		if i%2 == 0 {
			half = append(half, take(line.LineID, line.Quantity))
		}
	}
	return half
}
