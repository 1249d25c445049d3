package policy_test

import (
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// TestAnOrderThatGrewGivesBackAllThatWasPaidForIt: units come back, then a line with a payment of its own is added,
// then the rest comes back. All of it is what was paid, of each tax too.
func TestAnOrderThatGrewGivesBackAllThatWasPaidForIt(t *testing.T) {
	modes := map[string]*policy.Policy{}
	for _, mode := range []string{"KEEP", "REPRICE", "FORFEIT"} {
		modes[mode] = policyWith(t, "promotion_mode: KEEP", "promotion_mode: "+mode)
	}
	rapid.Check(t, func(t *rapid.T) {
		p, o := modes[rapid.SampledFrom([]string{"KEEP", "REPRICE", "FORFEIT"}).Draw(t, "mode")], drawnPromoted(t)
		o.Fees[0].Refundable = true
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		var back int64
		ask := func(c refund.Cancellation) {
			a, err := p.Assess(c, h)
			if err != nil || a.Disposition != refund.DispositionPay {
				t.Fatalf("%s %v, %v", a.Disposition, a.Reasons, err)
			}
			creditAddsUp(t, a)
			back += a.TotalMinor
			h = policy.Settle(h, c, a)
		}
		first := o.Lines[0]
		taken := rapid.Int64Range(1, first.Quantity).Draw(t, "taken before")
		ask(mind(o, take(first.LineID, taken)))
		o, h = grown(t, o, h)
		if left := first.Quantity - taken; left > 0 {
			ask(mind(o, take(first.LineID, left)))
		}
		ask(whole(o, refund.ReasonCustomerChangedMind))
		paid, err := o.PaidMinor()
		if err != nil {
			t.Fatal(err)
		}
		if back != paid {
			t.Errorf("%d were paid, %d came back", paid, back)
		}
	})
}

// grown is an order and its history with a line and a payment added, as the ledger pins them.
func grown(t *rapid.T, o refund.Order, h refund.OrderHistory) (refund.Order, refund.OrderHistory) {
	line := goods("new", rapid.Int64Range(1, 3).Draw(t, "new units"), rapid.Int64Range(1, 3000).Draw(t, "new price"))
	line.Taxes = drawnTaxes(t, paidFor(line))
	paid, err := line.PaidMinor()
	if err != nil {
		t.Fatal(err)
	}
	payment := tender("added", refund.PaymentCard, paid)
	payment.Currency = o.Currency
	o.Lines = append(append([]refund.Line(nil), o.Lines...), line)
	o.Payments = append(append([]refund.Payment(nil), o.Payments...), payment)
	added, err := policy.HistoryOf(refund.Order{Currency: o.Currency, Payments: []refund.Payment{payment}})
	if err != nil {
		t.Fatal(err)
	}
	h.Order, h.Payments = o, append(h.Payments, added.Payments...)
	return o, h
}
