package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// TestAnInstructionTheProviderRefusesIsSentOnceAndLedOnByAPerson: a provider that answers 400 was asked 164
// times in 40 days, and no act led out.
func TestAnInstructionTheProviderRefusesIsSentOnceAndLedOnByAPerson(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*refund.Resolution)
		ends   refund.Status
		paid   int64
	}{
		{"as store credit", func(r *refund.Resolution) { r.Action, r.Via = refund.ResolvePayAnotherWay, refund.ViaStoreCredit },
			refund.StatusRefunded, 22600},
		{"elsewhere", func(r *refund.Resolution) { r.Action, r.Reference = refund.ResolvePaidElsewhere, "bank transfer 4711" },
			refund.StatusRefunded, 22600},
		{"not at all", func(r *refund.Resolution) { r.Action = refund.ResolveGiveUp }, refund.StatusRejected, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := setup(t, reference("ch_1~bad_request~always"))
			var parked refund.View
			var retry *updateAnswer
			b.at(40*24*time.Hour, func() {
				parked = b.view()
				retry = b.update(refund.ActResolve, resolution("r-1", refund.ResolveRetry))
			})
			way := resolution("r-2", refund.ResolveGiveUp)
			c.change(&way)
			if way.Action == refund.ResolvePaidElsewhere {
				saidByTwo(41*24*time.Hour, way)(b)
			} else {
				signalAfter(41*24*time.Hour, refund.ActResolve, way)(b)
			}
			result := b.run()
			if parked.Status != refund.StatusNeedsAttention || len(parked.Legs) != 1 || !parked.Legs[0].Leg.HasBadInstruction() {
				t.Errorf("it waits as %s with %+v", parked.Status, parked.Legs)
			}
			if retry == nil || retry.answer.Accepted || retry.answer.Code != refund.CodeDeclinedInstruction {
				t.Errorf("a retry is answered with %+v", retry)
			}
			if result.Status != c.ends || result.PaidMinor != c.paid || b.moved() != 0 {
				t.Errorf("ended %+v, the provider moved %d", result, b.moved())
			}
			if sends := b.sends("1"); sends != 1 {
				t.Errorf("leg 1 was sent %d times, want once", sends)
			}
		})
	}
}

// sends is how often the ledger let a leg be sent.
func (b *bundle) sends(leg refund.LegID) (count int) {
	b.t.Helper()
	stored, err := b.books.Case(context.Background(), b.in.Cancellation.ID())
	if err != nil {
		b.t.Fatal(err)
	}
	for _, entry := range stored.Trail {
		if entry.Leg == leg && (entry.Event == "LegBegun" || entry.Event == "LegSentAgain") {
			count++
		}
	}
	return count
}
