package workflows_test

import (
	"github.com/makegood/makegood/refund"
)

// decided does by hand what a run did that the story knows nothing of: it claims, judges and holds.
func (b *bundle) decided(runID string) refund.Standing {
	b.t.Helper()
	b.parties()
	decided, err := b.books.DecideRefund(b.t.Context(), refund.Decide{Digest: b.in.Digest, Cancellation: b.in.Cancellation, RunID: runID}, b.rules)
	if err != nil || decided.Result != refund.DecidedNew {
		b.t.Fatal(decided, err)
	}
	return decided.Standing
}

// decidedBefore is decided by a run before this one.
func (b *bundle) decidedBefore() refund.Standing {
	b.t.Helper()
	b.faults.runID = "the run after"
	return b.decided("the run before")
}

// carriedOut lets the ledger carry out an act that the story does not hear of: the worker died before its
// task was completed.
func (b *bundle) carriedOut(act refund.Act) refund.Standing {
	b.t.Helper()
	acted, err := b.parties().Ledger.CarryOutAct(b.t.Context(), refund.ActRequest{Refund: b.in.Cancellation.ID(), Act: act})
	if err != nil || !acted.Accepted {
		b.t.Fatalf("%s: %+v %v", act.Kind, acted.Answer, err)
	}
	return acted.Standing
}

// passed lets the ledger pass a deadline that the story does not hear of.
func (b *bundle) ledgerDeadline(kind refund.DeadlineKind, standing refund.Standing) refund.Standing {
	b.t.Helper()
	in := refund.Deadline{Refund: standing.Refund, Kind: kind}
	switch kind {
	case refund.DeadlineGoods:
		in.At = *standing.Goods.By
	case refund.DeadlineAnswer:
		in.At = *standing.Question.AnswerBy
	case refund.DeadlineEscalate:
		in.At = *standing.Approval.EscalateAt
	case refund.DeadlineReview:
		in.At = *standing.Approval.DueAt
	case refund.DeadlineAppeal:
		in.At = *standing.AppealBy
	case refund.DeadlineOffer:
		in.At = *standing.Offer.By
	}
	now, err := b.books.PassDeadline(b.t.Context(), in)
	b.must(err)
	return now
}

// begun takes a leg through the gate, as an attempt that then dies.
func (b *bundle) begun(leg refund.LegID) refund.Begun {
	b.t.Helper()
	begun, err := b.books.BeginLeg(b.t.Context(), refund.Begin{Refund: b.in.Cancellation.ID(), Leg: leg, Attempt: b.newAttempt()})
	if err != nil || begun.Result != refund.BeginSend {
		b.t.Fatal(begun, err)
	}
	return begun
}

// paid moves the money of a leg at its provider and books what the provider says.
func (b *bundle) paid(leg refund.LegID) refund.Standing {
	b.t.Helper()
	attempt := b.newAttempt()
	begun, err := b.books.BeginLeg(b.t.Context(), refund.Begin{Refund: b.in.Cancellation.ID(), Leg: leg, Attempt: attempt})
	if err != nil || begun.Result != refund.BeginSend {
		b.t.Fatal(begun, err)
	}
	outcome, err := b.parties().Payments.Providers["simulator"].Refund(b.t.Context(), begun.Instruction)
	b.must(err)
	recorded, err := b.books.RecordOutcome(b.t.Context(), refund.Record{
		Refund: b.in.Cancellation.ID(), Leg: leg, Generation: begun.Generation, Attempt: attempt, Outcome: outcome,
	})
	b.must(err)
	return recorded.Standing
}

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}
