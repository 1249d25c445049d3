package policy_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// TestOnceNothingIsKeptEverythingPaidIsBackInKind draws orders with promotions of every kind, paid with a red
// packet among others, and sequences of returns, faults, fees and allowances (MONEY C8, C12): at the end the
// packet is back, and what was paid is what went back and what was kept of it.
func TestOnceNothingIsKeptEverythingPaidIsBackInKind(t *testing.T) {
	policies := map[string]*policy.Policy{}
	for _, mode := range []string{"KEEP", "REPRICE", "FORFEIT"} {
		policies[mode] = policyWith(t, append(withRestocking(), "promotion_mode: KEEP", "promotion_mode: "+mode)...)
	}
	rapid.Check(t, func(t *rapid.T) {
		p, o := policies[rapid.SampledFrom([]string{"REPRICE", "FORFEIT", "KEEP"}).Draw(t, "mode")], drawnPromoted(t)
		o.Payments = append(o.Payments, tender("rp", refund.PaymentRedPacket, 0))
		o.Payments[2].Currency = o.Currency
		moved := rapid.Int64Range(0, o.Payments[0].CapturedMinor).Draw(t, "packet")
		o.Payments[0].CapturedMinor -= moved
		o.Payments[2].CapturedMinor += moved
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		kept := make([]int64, len(o.Lines))
		for l, line := range o.Lines {
			kept[l] = line.Quantity
		}
		for slices.Max(kept) > 0 {
			c, _ := drawnRequest(t, o, kept)
			if rapid.IntRange(0, 4).Draw(t, "allowance") == 0 {
				h = allowIfPossible(t, p, mind(o, refund.CancelledLine{LineID: c.CancelledLines[0].LineID, AmountMinor: ptr(rapid.Int64Range(1, 500).Draw(t, "minor"))}), h)
			}
			a, err := assessed(t, p, c, h)
			if err != nil || !a.Eligible() {
				t.Fatalf("%s %v, %v", a.Disposition, a.Reasons, err)
			}
			h = policy.Settle(h, c, a)
		}
		allIsBack(t, h)
	})
}

// allowIfPossible gives an allowance that the line, and the payments that can be divided, have room for.
func allowIfPossible(t *rapid.T, p *policy.Policy, c refund.Cancellation, h refund.OrderHistory) refund.OrderHistory {
	a, err := assessed(t, p, c, h)
	if err != nil {
		t.Fatal(err)
	}
	if a.Disposition == refund.DispositionAttention && !slices.Equal(a.Reasons, []string{string(refund.CodeCapExceeded)}) {
		t.Fatalf("an allowance: %v", a.Reasons)
	}
	return policy.Settle(h, c, a)
}

func allIsBack(t *rapid.T, h refund.OrderHistory) {
	t.Helper()
	var returned, kept, captured int64
	for _, b := range h.Payments {
		if b.PaymentID == "rp" && (b.ReturnedMinor != b.CapturedMinor || b.KeptBackMinor != 0) {
			t.Fatalf("nothing is kept, and the packet ends with %+v", b)
		}
		returned, captured = returned+b.ReturnedMinor, captured+b.CapturedMinor
	}
	for _, earlier := range h.Earlier {
		for _, c := range earlier.Components {
			switch {
			case c.Kind == refund.ComponentRestocking:
				kept -= c.AmountMinor
			case c.Kind == refund.ComponentWaiver:
				kept -= c.AmountMinor // over all requests, what of the charges was given up
			}
		}
	}
	for _, fee := range h.Order.Fees {
		if !fee.Refundable {
			kept += fee.AmountMinor
		}
	}
	if returned+kept != captured {
		t.Fatalf("%d went back and %d were kept of %d", returned, kept, captured)
	}
}

// TestProviderStepsSumToNothing: whatever the sequence, every leg is whole steps, no request is more than a
// step away from what it is worth, and over the order nothing is lost; a paid leg changes none of it.
func TestProviderStepsSumToNothing(t *testing.T) {
	p := policyWith(t)
	rapid.Check(t, func(t *rapid.T) {
		o := order([]refund.Line{goods("1", 3, rapid.Int64Range(1, 999).Draw(t, "price")), goods("2", 2, rapid.Int64Range(1, 999).Draw(t, "other"))})
		cost, err := o.PaidMinor()
		if err != nil {
			t.Fatal(err)
		}
		up := (10 - cost%10) % 10 // a provider captures whole steps
		o.Fees = []refund.Fee{{FeeID: "up", AmountMinor: up, Refundable: true}}
		o.Currency, o.Market = "KWD", "KW"
		one := rapid.Int64Range(0, (cost+up)/10).Draw(t, "first") * 10
		o.Payments = []refund.Payment{by(card(one), "stripe"), by(tender("two", refund.PaymentCard, cost+up-one), "stripe")}
		for i := range o.Payments {
			o.Payments[i].Currency = "KWD"
		}
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		kept := []int64{3, 2}
		for slices.Max(kept) > 0 {
			c, _ := drawnRequest(t, o, kept)
			a, err := assessed(t, p, c, h)
			if err != nil || !a.Eligible() {
				t.Fatalf("%s %v, %v", a.Disposition, a.Reasons, err)
			}
			if rounding := sumOf(a, refund.ComponentRounding); rounding > 10 || rounding < -10 {
				t.Fatalf("rounded by %d", rounding)
			}
			in, now := refund.Reassessment{Cancellation: c, Stored: refund.Proposal{Assessment: a}}, h
			if len(a.Legs) > 1 {
				in, now = paid(in, h, a.Legs[0].LegID)
			}
			again, err := reassessed(t, p, in, now)
			if err != nil || again.TotalMinor != a.TotalMinor {
				t.Fatalf("a leg is paid: %d, was %d, %v", again.TotalMinor, a.TotalMinor, err)
			}
			for _, l := range append(slices.Clone(a.Legs), again.Legs...) {
				if l.AmountMinor%10 != 0 {
					t.Fatalf("leg %+v", l)
				}
			}
			h = policy.Settle(h, c, a)
		}
		for _, b := range h.Payments {
			if b.OwedMinor != 0 {
				t.Fatalf("all is back, and %s owes %d", b.PaymentID, b.OwedMinor)
			}
		}
	})
}
