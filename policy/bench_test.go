package policy_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

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

// The steps share memory: what a reader appends to one must not be read in the next.
func TestNoStepWritesIntoTheNext(t *testing.T) {
	p, o := defaultPolicy(t), largeOrder()
	h, request := historyOf(t, o), mind(o, halfOf(o)...)
	touched, untouched := assess(t, p, request, h), assess(t, p, request, h)
	for _, step := range touched.Steps {
		_ = append(step.Inputs, refund.Input{Name: "of another step", Value: "?"})
	}
	for i, step := range untouched.Steps {
		got := touched.Steps[i]
		if got.Key != step.Key || got.Name != step.Name || got.Formula != step.Formula || !slices.Equal(got.Inputs, step.Inputs) {
			t.Errorf("step %d: got %+v, want %+v", i, got, step)
		}
	}
}

// A policy remembers the time zones it has read: each order still lives by its own.
func TestOrdersOfManyZonesAreAssessedAtOnce(t *testing.T) {
	p, o := defaultPolicy(t), twoLines()
	deliveredAt := time.Date(2026, 11, 1, 15, 30, 0, 0, time.UTC)
	o.DeliveredAt = &deliveredAt
	request := whole(o, refund.ReasonCustomerChangedMind)
	request.OccurredAt = time.Date(2026, 11, 8, 16, 0, 0, 0, time.UTC) // day 8 in Shanghai, day 7 in New York
	var assessments sync.WaitGroup
	for range 4 {
		for zone, want := range map[string]refund.Disposition{"Asia/Shanghai": refund.DispositionReject, "America/New_York": refund.DispositionPay} {
			h := historyOf(t, inZone(o, zone))
			assessments.Go(func() {
				for range 2 {
					if a, err := p.Assess(request, h); err != nil || a.Disposition != want {
						t.Errorf("%s: got %s %v, %v", zone, a.Disposition, a.Reasons, err)
					}
				}
			})
		}
	}
	assessments.Wait()
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
