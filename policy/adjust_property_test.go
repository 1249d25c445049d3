package policy_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
	"pgregory.net/rapid"
)

// TestAPersonsAmountIsMetExactlyOrNotAtAll: with a red packet among the tenders, whatever was refunded
// before and whichever leg is paid, the total is the amount or the answer is a stable code.
func TestAPersonsAmountIsMetExactlyOrNotAtAll(t *testing.T) {
	p := restocking(t)
	kinds := []refund.PaymentKind{refund.PaymentCard, refund.PaymentRedPacket, refund.PaymentWallet}
	rapid.Check(t, func(t *rapid.T) {
		o := drawnOrder(t, kinds)
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		if line := o.Lines[0]; line.Quantity > 1 && rapid.Bool().Draw(t, "refunded before") {
			h = settleOne(t, p, some(o, refund.ReasonOther, take(line.LineID, 1)), h)
		}
		c := whole(o, rapid.SampledFrom([]refund.Reason{refund.ReasonOther, refund.ReasonCustomerChangedMind}).Draw(t, "reason"))
		if rapid.Bool().Draw(t, "a part") {
			last := o.Lines[len(o.Lines)-1]
			c = some(o, c.Reason, take(last.LineID, 1))
		}
		a, err := p.Assess(c, h)
		if err != nil || !a.Eligible() || a.TotalMinor < 2 {
			return
		}
		in := refund.Reassessment{Cancellation: c, Stored: refund.Proposal{Assessment: a}}
		now := h
		if rapid.Bool().Draw(t, "paid") {
			in, now = paid(in, h, rapid.SampledFrom(a.Legs).Draw(t, "leg").LegID)
		}
		target := rapid.Int64Range(1, a.TotalMinor-1).Draw(t, "target")
		in.AdjustToMinor = &target
		again, err := p.Reassess(in, now)
		if err != nil {
			if code := codeOf(err); code != policy.CodeAdjustImpossible && code != refund.CodeAlreadySent {
				t.Fatal(err)
			}
			return
		}
		holdsTogether(t, again, a, target, now)
	})
}

// holdsTogether: sums, no negative leg, an instrument whole or not at all, nothing above what is owed.
func holdsTogether(t *rapid.T, a, before refund.Assessment, target int64, h refund.OrderHistory) {
	var components int64
	for _, component := range a.Components {
		components += component.AmountMinor
	}
	if a.TotalMinor != target || components != target || sumOfLegs(a) != target || a.TaxMinor < 0 || a.TaxMinor > before.TaxMinor {
		t.Fatalf("target %d: total %d, components %d, legs %d, tax %d", target, a.TotalMinor, components, sumOfLegs(a), a.TaxMinor)
	}
	for _, leg := range a.Legs {
		at := slices.IndexFunc(h.Payments, func(b refund.PaymentBalance) bool { return b.PaymentID == leg.PaymentID })
		captured := h.Payments[at].CapturedMinor
		if leg.AmountMinor <= 0 || leg.AmountMinor > captured || leg.PaymentID == "pay-1" && leg.AmountMinor != captured {
			t.Fatalf("leg %+v of %d captured", leg, captured)
		}
	}
}

// An appeal of everything pays what the first answer would have paid.
func TestAReassessmentThatChangesNothingComesToTheSame(t *testing.T) {
	p := restocking(t)
	rapid.Check(t, func(t *rapid.T) {
		o := drawnOrder(t, []refund.PaymentKind{refund.PaymentCard, refund.PaymentRedPacket, refund.PaymentGiftCard})
		h, err := policy.HistoryOf(o)
		if err != nil {
			t.Fatal(err)
		}
		c := whole(o, refund.ReasonCustomerChangedMind)
		a, err := p.Assess(c, h)
		if err != nil {
			t.Fatal(err)
		}
		again, err := p.Reassess(refund.Reassessment{Cancellation: c, Stored: refund.Proposal{Assessment: a}}, h)
		if err != nil || again.TotalMinor != a.TotalMinor || again.TaxMinor != a.TaxMinor || !reflect.DeepEqual(again.Components, a.Components) ||
			!slices.EqualFunc(again.Legs, a.Legs, func(x, y refund.PlannedLeg) bool {
				return x.PaymentID == y.PaymentID && x.AmountMinor == y.AmountMinor
			}) {
			t.Fatalf("got %d %v, want %d %v: %v", again.TotalMinor, parts(again), a.TotalMinor, parts(a), err)
		}
	})
}
