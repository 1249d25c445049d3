package policy_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// captureOracle walks the captures of the card a second time: what is left of each, the oldest first.
type captureOracle struct {
	ids  []string
	left map[string]int64
}

// next takes an amount of the captures, as "capture amount".
func (c *captureOracle) next(minor int64) (legs []string) {
	for _, id := range c.ids {
		if taken := min(minor, c.left[id]); taken > 0 {
			c.left[id] -= taken
			minor -= taken
			legs = append(legs, fmt.Sprint(id, " ", taken))
		}
	}
	return legs
}

// drawnCaptures pays an order's card by captures of different days, in any sequence.
func drawnCaptures(t *rapid.T, payment *refund.Payment) *captureOracle {
	oracle := &captureOracle{left: map[string]int64{}}
	left, count := payment.CapturedMinor, rapid.IntRange(2, 5).Draw(t, "captures")
	for i := range count {
		minor := left
		if i < count-1 {
			minor = rapid.Int64Range(0, left).Draw(t, "capture")
		}
		left -= minor
		id, at := fmt.Sprint("k", i), occurredAt.Add(time.Duration(i-10)*time.Hour)
		oracle.ids, oracle.left[id] = append(oracle.ids, id), minor
		payment.Captures = append(payment.Captures, refund.Capture{CaptureID: id, ProviderReference: "cap_" + id, AmountMinor: minor, CapturedAt: &at})
	}
	payment.Captures = rapid.Permutation(payment.Captures).Draw(t, "sequence")
	return oracle
}

// TestEveryShareGoesToTheOldestCapturesThatHaveSomethingLeft holds the legs of any sequence of requests to a second
// walk over the captures: each goes back whole once nothing is kept, and none more than whole.
func TestEveryShareGoesToTheOldestCapturesThatHaveSomethingLeft(t *testing.T) {
	rules := policyWith(t)
	rapid.Check(t, func(t *rapid.T) {
		o, _ := drawnWithPacket(t)
		o.Lines = append(o.Lines, goods("more", 1, 100))
		o.Fees = nil
		o.Payments = []refund.Payment{o.Payments[0], o.Payments[2]}
		paid, err := o.PaidMinor()
		if err != nil {
			t.Fatal(err)
		}
		o.Payments[0].CapturedMinor = paid - o.Payments[1].CapturedMinor
		captures := drawnCaptures(t, &o.Payments[0])
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		kept := make([]int64, len(o.Lines))
		for l, line := range o.Lines {
			kept[l] = line.Quantity
		}
		for slices.Max(kept) > 0 { // a request for goods that cost nothing has no legs
			c, _ := drawnRequest(t, o, kept)
			a, err := rules.Assess(c, h)
			if err != nil || !a.Eligible() {
				t.Fatalf("%s %v, %v", a.Disposition, a.Reasons, err)
			}
			var got []string
			share := int64(0)
			for _, l := range a.Legs {
				if l.PaymentID == o.Payments[0].PaymentID {
					got, share = append(got, fmt.Sprint(l.CaptureID, " ", l.AmountMinor)), share+l.AmountMinor
				} else if l.CaptureID != "" {
					t.Fatalf("%s goes to a capture: %+v", l.PaymentID, l)
				}
			}
			if want := captures.next(share); !slices.Equal(got, want) {
				t.Fatalf("%d goes to %q, want %q", share, got, want)
			}
			h = policy.Settle(h, c, a)
		}
		for _, c := range h.Payments[0].Captures {
			if c.UsedMinor != c.AmountMinor {
				t.Fatalf("nothing is kept, and %+v", c)
			}
		}
	})
}
