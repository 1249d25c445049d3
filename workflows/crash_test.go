package workflows_test

import (
	"github.com/makegood/makegood/refund"
)

// openAndReserve does by hand what a worker does before it dies.
func (b *bundle) openAndReserve() refund.Reserved {
	b.t.Helper()
	ctx, id, parties := b.t.Context(), b.in.Cancellation.ID(), b.parties()
	if _, err := b.books.OpenRefund(ctx, refund.Open{Digest: b.in.Digest, Cancellation: b.in.Cancellation, RunID: "default-test-run-id"}); err != nil {
		b.t.Fatal(err)
	}
	proposal, err := parties.Policy.AssessRefund(ctx, b.in.Cancellation)
	if err != nil {
		b.t.Fatal(err)
	}
	reserved, err := b.books.ReserveRefund(ctx, refund.Reserve{Refund: id, Proposal: proposal})
	if err != nil || reserved.Result != refund.ReservedNow {
		b.t.Fatal(reserved, err)
	}
	return reserved
}

// crashAfterReserving: the worker died after the reservation, or after the first leg was begun.
func (b *bundle) crashAfterReserving(begin bool) {
	b.t.Helper()
	if reserved := b.openAndReserve(); begin {
		b.beginLeg(reserved.Legs[0].LegID, reserved.AssessmentHash)
	}
}

func (b *bundle) beginLeg(leg refund.LegID, hash string) refund.Begun {
	b.t.Helper()
	begun, err := b.books.BeginLeg(b.t.Context(), refund.Begin{Refund: b.in.Cancellation.ID(), Leg: leg, AssessmentHash: hash})
	if err != nil || begun.Result != refund.BeginSend {
		b.t.Fatal(begun, err)
	}
	return begun
}

// payLeg begins a leg, moves its money at the provider and books what the provider says.
func (b *bundle) payLeg(leg refund.Leg, hash string) {
	b.t.Helper()
	begun := b.beginLeg(leg.LegID, hash)
	in := refund.Instruction{
		Key: begun.Key, Refund: b.in.Cancellation.ID(), Leg: leg.LegID, Provider: "simulator",
		AmountMinor: leg.AmountMinor, Currency: b.in.Cancellation.Order.Currency,
	}
	for _, p := range b.in.Cancellation.Order.Payments {
		if p.PaymentID == leg.PaymentID {
			in.Reference = p.ProviderReference
		}
	}
	outcome, err := b.parties().Payments.Providers["simulator"].Refund(b.t.Context(), in)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.books.RecordOutcome(b.t.Context(), refund.Record{Refund: in.Refund, Leg: leg.LegID, Generation: 1, Outcome: outcome}); err != nil {
		b.t.Fatal(err)
	}
}

// crashAfterPaying: the money moved and is booked, and no workflow knows.
func (b *bundle) crashAfterPaying() {
	b.t.Helper()
	reserved := b.openAndReserve()
	for _, leg := range reserved.Legs {
		b.payLeg(leg, reserved.AssessmentHash)
	}
}

// crashAfterGivingUp: one leg was paid, the other declined and given up, and no workflow knows.
func (b *bundle) crashAfterGivingUp() {
	b.t.Helper()
	b.crashAfterPaying()
	err := b.books.ReleaseRefund(b.t.Context(), refund.Release{
		Refund: b.in.Cancellation.ID(), Status: refund.StatusPartlyRefunded, Cause: refund.Cause{Actor: "ann", Reason: "GIVEN_UP"},
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// refuseReplacing lets the ledger refuse the next replacement of a proposal.
func (b *bundle) refuseReplacing() { b.faults.refuseReplacing = 1 }
