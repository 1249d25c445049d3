package sqlstore

import (
	"context"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// RecordOutcome implements ledger.Legs: facts are always booked, each once.
func (s *Store) RecordOutcome(ctx context.Context, in refund.Record) (out refund.Leg, err error) {
	err = s.write(ctx, "outcome of "+string(in.Refund)+" leg "+string(in.Leg), func(t *tx) error {
		c, leg, err := t.lockLeg(in.Refund, in.Leg)
		if err != nil {
			return err
		}
		leg, err = t.outcome(c, leg, in)
		out = leg.Leg
		return err
	})
	return out, err
}

func (t *tx) outcome(c caseRow, leg legRow, in refund.Record) (legRow, error) {
	switch {
	case in.Generation > leg.Generation:
		return leg, invariant("outcome of generation %d, the leg is at %d", in.Generation, leg.Generation)
	case in.Generation < leg.Generation:
		return leg, t.staleOutcome(c, leg, in)
	}
	if leg.Status == refund.LegReserved {
		return t.unbegunOutcome(c, leg, in)
	}
	return t.currentOutcome(c, leg, in)
}

// unbegunOutcome: money that moved is a fact even when the books do not know of the send (they
// may have been restored from an older copy). Any other word on a leg that was never sent is a bug.
func (t *tx) unbegunOutcome(c caseRow, leg legRow, in refund.Record) (legRow, error) {
	if in.Outcome.Kind != refund.OutcomeSettled {
		return leg, invariant("%s of a leg that was not begun", in.Outcome.Kind)
	}
	leg, err := t.send(c, leg, in.Cause)
	if err != nil {
		return leg, err
	}
	return t.currentOutcome(c, leg, in)
}

func (t *tx) currentOutcome(c caseRow, leg legRow, in refund.Record) (legRow, error) {
	facts := ledger.LegFacts{Status: leg.Status, MayHaveLeft: leg.unknownAt.Valid, GivenUp: leg.givenUp}
	booking, next := ledger.Judge(facts, in.Outcome)
	switch booking {
	case ledger.BookRepeat:
		return leg, nil
	case ledger.BookNothing:
		return leg, t.recordIgnored(c, leg, in)
	case ledger.BookState:
		if next == leg.Status && sameOutcome(leg.Outcome, in.Outcome) {
			return leg, nil
		}
	case ledger.BookSettle, ledger.BookDecline, ledger.BookLateSettle, ledger.BookLateFailure,
		ledger.BookOverReturn, ledger.BookOverReturnFailed:
		leg.facts++
		if err := t.book(&c, &leg, booking); err != nil {
			return leg, err
		}
	}
	return t.outcomeStored(c, leg, in, next)
}

func (t *tx) outcomeStored(c caseRow, leg legRow, in refund.Record, next refund.LegStatus) (legRow, error) {
	leg = t.timed(leg, next)
	leg.Status, leg.Outcome = next, &in.Outcome
	if next == refund.LegUnknown && !leg.unknownAt.Valid {
		leg.unknownAt = t.nowMicros()
	}
	if err := t.saveLeg(c, leg); err != nil {
		return leg, err
	}
	to, err := t.statusAfter(c, next)
	if err != nil {
		return leg, err
	}
	return leg, t.record(c, event{Name: "Leg" + string(next), To: to, Leg: leg.LegID, Cause: causeOf(in)})
}

// statusAfter makes the case Refunded with its last leg's settlement, in the same transaction; any
// other outcome leaves the status to the story.
func (t *tx) statusAfter(c caseRow, next refund.LegStatus) (refund.Status, error) {
	if next != refund.LegSettled || c.released || c.closed {
		return c.status, nil
	}
	legs, err := t.legs(c.id)
	if err != nil || slices.ContainsFunc(live(legs), func(l legRow) bool { return l.Status != refund.LegSettled }) {
		return c.status, err
	}
	return refund.StatusRefunded, t.setRefunded(c)
}

func (t *tx) recordIgnored(c caseRow, leg legRow, in refund.Record) error {
	cause := causeOf(in)
	cause.Reason = string(in.Outcome.Kind) + " after " + string(leg.Status) + ": " + cause.Reason
	return t.record(c, event{Name: "OutcomeContradicts", Leg: leg.LegID, Cause: cause})
}

// causeOf is the record's cause, with the provider's own word where the caller gives none.
func causeOf(in refund.Record) refund.Cause {
	cause := in.Cause
	if cause.Reason == "" {
		cause.Reason = in.Outcome.Reason
	}
	return cause
}

func sameOutcome(was *refund.Outcome, is refund.Outcome) bool {
	if was == nil {
		return false
	}
	before, err := text(was)
	after, fault := text(is)
	return err == nil && fault == nil && before == after
}
