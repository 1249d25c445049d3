package policy_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// drawnInPart is an order without promotions that is authorised, of which a part is captured.
func drawnInPart(t *rapid.T) refund.Order {
	o := order(nil)
	o.Lines = nil
	for _, id := range []refund.LineID{"0", "1", "2"}[:rapid.IntRange(1, 3).Draw(t, "lines")] {
		line := goods(id, rapid.Int64Range(1, 3).Draw(t, "quantity"), rapid.Int64Range(1, 3000).Draw(t, "price"))
		line.Taxes = drawnTaxes(t, paidFor(line))
		o.Lines = append(o.Lines, line)
	}
	cost, err := o.PaidMinor()
	if err != nil {
		t.Fatal(err)
	}
	o.Payments = []refund.Payment{card(rapid.Int64Range(1, cost).Draw(t, "captured"))}
	o.Payments[0].AuthorizedMinor = &cost
	return o
}

// TestEveryVoidAgreesWithTheOracle holds MONEY C13 literally: with U = order total - captured - voided, the void
// is min(E, max(0, U)) and the refund the rest.
func TestEveryVoidAgreesWithTheOracle(t *testing.T) {
	p := policyWith(t)
	rapid.Check(t, func(t *rapid.T) {
		o := drawnInPart(t)
		money, voided := &oracle{order: o, mode: "KEEP", restocking: new(big.Rat)}, new(big.Int)
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		kept := make([]int64, len(o.Lines))
		for l, line := range o.Lines {
			kept[l] = line.Quantity
		}
		for slices.Max(kept) > 0 {
			c, r := drawnRequest(t, o, kept)
			a, err := assessed(t, p, c, h)
			if err != nil || !a.Eligible() {
				t.Fatalf("%s %v, %v", a.Disposition, a.Reasons, err)
			}
			e := money.next(r).total
			u := new(big.Int).Sub(num(*o.Payments[0].AuthorizedMinor), new(big.Int).Add(num(o.Payments[0].CapturedMinor), voided))
			void := smallest(e, u)
			voided.Add(voided, void)
			if num(-sumOf(a, refund.ComponentVoid)).Cmp(void) != 0 || num(a.TotalMinor).Cmp(new(big.Int).Sub(e, void)) != 0 {
				t.Fatalf("total %d of %v; the oracle says %s, of which %s is void", a.TotalMinor, parts(a), e, void)
			}
			h = policy.Settle(h, c, a)
		}
		if left := h.Payments[0].OwedMinor; left != 0 {
			t.Fatalf("everything is back, and %d is owed", left)
		}
	})
}

// Whatever is captured, and whenever: once all of the order was asked back, all that was captured is back.
func TestWhateverIsCapturedGoesBackOnceAllWasAsked(t *testing.T) {
	p := policyWith(t)
	rapid.Check(t, func(t *rapid.T) {
		o := drawnInPart(t)
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 5).Draw(t, "requests") {
			line := o.Lines[rapid.IntRange(0, len(o.Lines)-1).Draw(t, "line")]
			h = settleIfGranted(t, p, mind(o, take(line.LineID, rapid.Int64Range(1, line.Quantity).Draw(t, "units"))), h)
			if room := *o.Payments[0].AuthorizedMinor - h.Payments[0].CapturedMinor; room > 0 {
				h = captured(h, rapid.Int64Range(0, room).Draw(t, "captured since"))
			}
		}
		for range 3 {
			h = settleIfGranted(t, p, whole(o, refund.ReasonOther), h)
		}
		if b := h.Payments[0]; b.ReturnedMinor != b.CapturedMinor {
			t.Fatalf("all was asked back, and the payment ends with %+v", b)
		}
	})
}

// settleIfGranted settles a request where it is granted: it may ask for what is gone.
func settleIfGranted(t *rapid.T, p *policy.Policy, c refund.Cancellation, h refund.OrderHistory) refund.OrderHistory {
	a, err := assessed(t, p, c, h)
	if err != nil || a.Disposition == refund.DispositionAttention {
		t.Fatalf("%s %v, %v", a.Disposition, a.Reasons, err)
	}
	return policy.Settle(h, c, a)
}
