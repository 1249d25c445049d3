package policy_test

import (
	"fmt"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// drawnOrder is an order of some lines with both kinds of tax, shipping and a fee, captured over
// some tenders in exactly what it cost.
func drawnOrder(t *rapid.T, kinds []refund.PaymentKind) refund.Order {
	o := refund.Order{Currency: rapid.SampledFrom([]refund.Currency{"JPY", "CNY", "KWD", "CLF"}).Draw(t, "currency"), PlacedAt: occurredAt}
	for i := range rapid.IntRange(1, 4).Draw(t, "lines") {
		line := goods(refund.LineID(fmt.Sprint(i)), rapid.Int64Range(1, 5).Draw(t, "quantity"), rapid.Int64Range(0, 9999).Draw(t, "price"),
			tax(refund.TaxExclusive, rapid.Int64Range(0, 99).Draw(t, "tax on top")))
		line.Discounts = []refund.DiscountShare{{AmountMinor: rapid.Int64Range(0, line.Quantity*line.UnitPriceMinor).Draw(t, "discount")}}
		o.Lines = append(o.Lines, line)
	}
	// Shipping costs something, so that something was captured: a free order has a case of its own.
	o.Shipping = refund.Shipping{AmountMinor: rapid.Int64Range(1, 999).Draw(t, "shipping")}
	o.Fees = []refund.Fee{{FeeID: "wrap", AmountMinor: rapid.Int64Range(0, 99).Draw(t, "fee"), Refundable: true}}
	left, err := o.PaidMinor()
	if err != nil {
		t.Fatal(err)
	}
	for i, kind := range kinds {
		captured := left
		if i < len(kinds)-1 {
			captured = rapid.Int64Range(0, left).Draw(t, "captured")
		}
		payment := tender(refund.PaymentID(fmt.Sprint("pay-", i)), kind, captured)
		payment.Currency = o.Currency
		o.Payments, left = append(o.Payments, payment), left-captured
	}
	return o
}

// giveAllBack cancels the order in drawn portions until nothing is kept, and returns the history.
func giveAllBack(t *rapid.T, p *policy.Policy, o refund.Order, reason refund.Reason) refund.OrderHistory {
	h, err := policy.HistoryOf(o)
	if err != nil {
		t.Fatal(err)
	}
	var units []refund.LineID
	for _, line := range o.Lines {
		for range line.Quantity {
			units = append(units, line.LineID)
		}
	}
	units = rapid.Permutation(units).Draw(t, "sequence")
	for len(units) > 0 {
		size := rapid.IntRange(1, len(units)).Draw(t, "portion")
		var wanted []refund.CancelledLine
		for _, id := range units[:size] {
			wanted = append(wanted, take(id, 1))
		}
		h, units = settleOne(t, p, some(o, reason, wanted...), h), units[size:]
	}
	return h
}

// settleOne assesses and settles a request, and holds it to the promises.
func settleOne(t *rapid.T, p *policy.Policy, c refund.Cancellation, h refund.OrderHistory) refund.OrderHistory {
	a, err := assessed(t, p, c, h)
	if err != nil || !a.Eligible() {
		t.Fatalf("%s %v, %v", a.Disposition, a.Reasons, err)
	}
	var components, legs int64
	for _, component := range a.Components {
		components += component.AmountMinor
	}
	for _, leg := range a.Legs {
		legs += leg.AmountMinor
	}
	if components != a.TotalMinor || legs != a.TotalMinor || a.TotalMinor < 0 {
		t.Fatalf("components %d, legs %d, total %d", components, legs, a.TotalMinor)
	}
	h = policy.Settle(h, c, a)
	for _, b := range h.Payments {
		if b.OpenMinor < 0 || b.OwedMinor < 0 || b.KeptBackMinor < 0 || b.ReturnedMinor+b.KeptBackMinor+b.OpenMinor != b.CapturedMinor {
			t.Fatalf("payment %s ends with %+v", b.PaymentID, b)
		}
	}
	return h
}

func TestWhateverTheSequenceAllOfAnOrderGivesBackExactlyWhatWasPaid(t *testing.T) {
	p := defaultPolicy(t)
	kinds := []refund.PaymentKind{refund.PaymentCard, refund.PaymentRedPacket, refund.PaymentWallet}
	rapid.Check(t, func(t *rapid.T) {
		o := drawnOrder(t, kinds)
		reason := rapid.SampledFrom([]refund.Reason{refund.ReasonOther, refund.ReasonDamaged}).Draw(t, "reason")
		h := giveAllBack(t, p, o, reason)
		for _, b := range h.Payments {
			if b.ReturnedMinor != b.CapturedMinor || b.OwedMinor != 0 || b.KeptBackMinor != 0 {
				t.Fatalf("payment %s of %d ends with %+v", b.PaymentID, b.CapturedMinor, b)
			}
		}
	})
}

func TestRefundsAndWhatTheyKeptSumToWhatWasPaid(t *testing.T) {
	p := restocking(t)
	rapid.Check(t, func(t *rapid.T) {
		o := drawnOrder(t, []refund.PaymentKind{refund.PaymentGiftCard, refund.PaymentCard})
		h := giveAllBack(t, p, o, refund.ReasonCustomerChangedMind)
		var returned, deducted, captured int64
		for _, b := range h.Payments {
			returned, captured = returned+b.ReturnedMinor, captured+b.CapturedMinor
		}
		for _, earlier := range h.Earlier {
			for _, component := range earlier.Components {
				if component.Kind == refund.ComponentRestocking {
					deducted -= component.AmountMinor
				}
			}
		}
		if returned+deducted != captured {
			t.Fatalf("returned %d and kept %d of %d", returned, deducted, captured)
		}
	})
}
