package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// BeginLeg implements ledger.Legs: the gate in the database that closes the race between the
// payout and everything that forbids it.
func (s *Store) BeginLeg(ctx context.Context, in refund.Begin) (refund.Begun, error) {
	return s.gate(ctx, "begin", in, func(t *tx, c *caseRow, l *legRow) (refund.Begun, error) { return t.begin(c, l, in) })
}

func (t *tx) begin(c *caseRow, l *legRow, in refund.Begin) (refund.Begun, error) {
	if in.Attempt == "" {
		return refund.Begun{}, invariant("leg %s begun by an attempt without an id", l.LegID)
	}
	switch l.Status {
	case refund.LegReserved, refund.LegNotSent:
		return t.pass(c, l, in)
	case refund.LegDeclined, refund.LegFailed, refund.LegLateFailed:
		if l.mayRetry { // nobody pays again what was refused unless a person says so
			return t.pass(c, l, in)
		}
		return refund.Begun{Result: refund.BeginDone, Generation: l.Generation, Code: l.needsPerson}, nil
	case refund.LegSending, refund.LegPending, refund.LegUnknown, refund.LegRequiresAction, refund.LegAbnormal:
		out := begun(c, l, refund.BeginLookUp)
		out.Until = t.leased(l)
		return out, t.stillUnanswered(c, l) // a look-up that is put off records nothing
	case refund.LegHeld:
		return t.beginHeld(c, l, in)
	case refund.LegSettled, refund.LegReleased:
		return refund.Begun{Result: refund.BeginDone, Generation: l.Generation}, nil
	}
	return refund.Begun{}, invariant("leg %s in state %q", l.LegID, l.Status)
}

// begun is an answer with the instruction: whom the pinned payment pays, and nothing of any event.
func begun(c *caseRow, l *legRow, result refund.BeginResult) refund.Begun {
	in := refund.Instruction{
		Key: l.key, Refund: c.id, Leg: l.LegID, Provider: l.provider, Account: l.account, Reference: l.reference,
		PaymentReference: l.paymentReference, CaptureReference: l.onlyCapture,
		AmountMinor: l.AmountMinor, Currency: l.ref.Currency, Void: l.Void,
	}
	if l.Void {
		in.CapturedMinor = l.capturedMinor
	}
	return refund.Begun{Result: result, Generation: l.Generation, Via: l.Via, FirstSentAt: optionalTime(l.begunAt), Instruction: in}
}

// pass lets a leg through the gate, or says what is in its way.
func (t *tx) pass(c *caseRow, l *legRow, in refund.Begin) (refund.Begun, error) {
	if l.elsewhere.waits() { // it may be paid already
		return refund.Begun{Result: refund.BeginDone, Generation: l.Generation, Code: refund.CodeElsewhereUnconfirmed}, nil
	}
	if until := t.leased(l); until != nil && in.Attempt != l.attempt {
		return refund.Begun{Result: refund.BeginNotNow, Generation: l.Generation, Until: until}, nil
	}
	if closed, err := t.closedFor(c, l); err != nil || closed.Result != "" {
		return closed, err
	}
	if err := t.send(c, l, in); err != nil {
		return refund.Begun{}, err
	}
	out := begun(c, l, refund.BeginSend)
	out.Until = optionalTime(l.leasedUntil)
	return out, nil
}

// send moves a leg to Sending under its key, and leases it. A leg that was refused gets a new generation of
// the key: its stored outcome is the evidence that the old one moved nothing. What never left is sent
// under the same one.
func (t *tx) send(c *caseRow, l *legRow, in refund.Begin) error {
	if l.Status != refund.LegReserved && l.Status != refund.LegNotSent {
		l.keepWords()
		l.Generation, l.sends, l.clearances = l.Generation+1, 0, 0
		l.wordAt = sql.NullInt64{}
		l.unknownAt.Valid = false
	}
	if err := t.postBegin(c, l); err != nil {
		return err
	}
	if l.sends == 0 {
		t.begunNow(l)
	}
	l.Status, l.key = refund.LegSending, refund.ProviderKey(c.id, l.LegID, l.Generation)
	l.sends, l.lastSentAt, l.Outcome = l.sends+1, t.nowMicros(), nil
	l.mayRetry, l.stopped = false, ""
	t.lease(l, in)
	if err := t.saveLeg(c, l); err != nil {
		return err
	}
	c.note(event{Name: "LegBegun", Leg: l.LegID, Cause: in.Cause})
	return nil
}

// postBegin books that what was held is sent (P2), and with the first leg what the refund means (P2r).
func (t *tx) postBegin(c *caseRow, l *legRow) error {
	var all []booking
	if ledger.PlaceOf(l.Status) == ledger.ControlHeld {
		p, err := ledger.PostBegin(l.ref, l.AmountMinor, l.unheldMinor)
		if err != nil {
			return err
		}
		l.unheldMinor = 0
		all = append(all, booking{source: legSource(c, l), posting: p})
	}
	if !c.recognised {
		meaning, err := t.meaning(c)
		if err != nil {
			return err
		}
		all = append(all, meaning)
	}
	return t.postTogether(all...)
}

// legSource names a fact that happens once in a generation.
func legSource(c *caseRow, l *legRow) source {
	return source{Subject: string(c.id), Leg: l.LegID, Fact: fmt.Sprintf("g%d", l.Generation)}
}
