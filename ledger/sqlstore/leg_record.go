package sqlstore

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// RecordOutcome implements ledger.Legs: facts are always booked, each once.
func (s *Store) RecordOutcome(ctx context.Context, in refund.Record) (out refund.Recorded, err error) {
	err = s.write(ctx, "outcome of "+string(in.Refund)+" leg "+string(in.Leg), func(t *tx) error {
		c, err := t.lockCase(in.Refund)
		if err != nil {
			return err
		}
		l, err := t.legOf(c, in.Leg)
		if err != nil {
			return err
		}
		if out.NotNow, err = t.record(c, l, in); err != nil {
			return err
		}
		out.Standing, err = t.finish(c)
		return err
	})
	return out, err
}

// record books an outcome, sets the refund's status by it, and claims the messages that tell that it is refunded
// once it is. It returns until when the outcome does not count, if it does not yet.
func (t *tx) record(c *caseRow, l *legRow, in refund.Record) (notNow *time.Time, err error) {
	switch {
	case in.Generation > l.Generation:
		return nil, invariant("outcome of generation %d, the leg is at %d", in.Generation, l.Generation)
	case in.Generation < l.Generation:
		return nil, t.staleOutcome(c, l, in)
	}
	if notNow := t.counts(l, in); notNow != nil {
		return notNow, nil
	}
	if l.Status == refund.LegReserved {
		if err := t.unbegunOutcome(c, l, in); err != nil {
			return nil, err
		}
	}
	if overtaken, err := t.overtaken(c, l, in); err != nil || overtaken {
		return nil, err
	}
	if err := t.presentOutcome(c, l, in); err != nil {
		return nil, err
	}
	if c.asRead.status.Final() || c.status != refund.StatusRefunded {
		return nil, nil
	}
	return nil, t.claimMessages(c, in.Claims)
}

// presentOutcome books an outcome of the leg's present generation. Where an older one has paid in its place, what
// this one does is beside it.
func (t *tx) presentOutcome(c *caseRow, l *legRow, in refund.Record) error {
	beside, err := t.paidByOther(c, l)
	if err != nil {
		return err
	}
	if beside {
		return t.besideOwn(c, l, in)
	}
	return t.outcome(c, l, in)
}

// unbegunOutcome: money that moved is a fact even when the books do not know of the send (they
// may have been restored from an older copy). Any other word on a leg that was never sent is a bug.
func (t *tx) unbegunOutcome(c *caseRow, l *legRow, in refund.Record) error {
	if in.Outcome.Kind != refund.OutcomeSettled {
		return invariant("%s of a leg that was not begun", in.Outcome.Kind)
	}
	return t.sendUnbegun(c, l, in)
}

// sendUnbegun takes as sent what the books do not know of having sent.
func (t *tx) sendUnbegun(c *caseRow, l *legRow, in refund.Record) error {
	if err := t.holdUnbegun(c, l); err != nil {
		return err
	}
	return t.send(c, l, refund.Begin{Attempt: in.Attempt, Cause: in.Cause})
}

// outcome books what an outcome of the leg's present generation means.
func (t *tx) outcome(c *caseRow, l *legRow, in refund.Record) error {
	facts := ledger.LegFacts{Status: statusBefore(l), MayHaveLeft: l.unknownAt.Valid, GivenUp: l.givenUp}
	booking, next := ledger.Judge(facts, in.Outcome)
	switch booking {
	case ledger.BookRepeat:
		return t.learnOutcome(c, l, in)
	case ledger.BookNothing:
		return t.noteContradiction(c, l, in)
	case ledger.BookState:
		if next == l.Status && sameOutcome(l.Outcome, in.Outcome) {
			return t.stillUnanswered(c, l)
		}
	case ledger.BookSettle, ledger.BookDecline, ledger.BookLateSettle, ledger.BookLateFailure,
		ledger.BookOverReturn, ledger.BookOverReturnFailed:
		l.facts++
		if err := t.unhold(c, l); err != nil {
			return err
		}
		if err := t.bookAtCost(c, l, booking, in.Outcome); err != nil {
			return err
		}
	}
	endLease(l, in)
	t.timed(l, next)
	l.Status, l.Outcome, l.stopped, l.mayRetry = next, &in.Outcome, "", false
	t.waitForBalance(l)
	if next == refund.LegUnknown && !l.unknownAt.Valid {
		l.unknownAt = t.nowMicros()
	}
	if err := t.saveLeg(c, l); err != nil {
		return err
	}
	c.note(event{Name: "Leg" + string(next), Leg: l.LegID, Cause: causeOf(in)})
	if err := t.afterOutcome(c, l); err != nil {
		return err
	}
	return t.follow(c, causeOf(in))
}

// stillUnanswered shows once that a provider has been silent for so long that a person has to ask it.
func (t *tx) stillUnanswered(c *caseRow, l *legRow) error {
	if l.needsPerson == t.personNeeded(l) {
		return nil
	}
	if err := t.saveLeg(c, l); err != nil {
		return err
	}
	cause := refund.Cause{Reason: string(l.needsPerson)}
	c.note(event{Name: "LegNeedsPerson", Leg: l.LegID, Cause: cause})
	return t.follow(c, cause)
}

// noteContradiction keeps, once for each kind, that news contradicted a final fact and moved no money.
func (t *tx) noteContradiction(c *caseRow, l *legRow, in refund.Record) error {
	key := fmt.Sprintf("contradicts/%s/%d/%s/%s", l.LegID, l.Generation, l.Status, in.Outcome.Kind)
	known, err := t.recorded(c.id, key)
	if err != nil || known {
		return err
	}
	cause := causeOf(in)
	cause.Reason = string(in.Outcome.Kind) + " after " + string(l.Status) + ": " + cause.Reason
	c.note(event{Name: "OutcomeContradicts", Key: key, Leg: l.LegID, Cause: cause})
	return nil
}

// causeOf is the record's cause, with the provider's own word where the caller gives none.
func causeOf(in refund.Record) refund.Cause {
	return refund.Cause{Actor: in.Cause.Actor, Reason: cmp.Or(in.Cause.Reason, in.Outcome.Reason)}
}

func sameOutcome(was *refund.Outcome, is refund.Outcome) bool {
	if was == nil {
		return false
	}
	before, err := text(was)
	after, fault := text(is)
	return err == nil && fault == nil && before == after
}
