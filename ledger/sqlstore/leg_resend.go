package sqlstore

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// ResendLeg implements ledger.Legs: the same key and amount once more, through the same gate.
func (s *Store) ResendLeg(ctx context.Context, in refund.Resend) (refund.Begun, error) {
	return s.gate(ctx, "send again", in.Begin, func(t *tx, c *caseRow, l *legRow) (refund.Begun, error) { return t.resend(c, l, in) })
}

func (t *tx) resend(c *caseRow, l *legRow, in refund.Resend) (refund.Begun, error) {
	if in.Attempt == "" {
		return refund.Begun{}, invariant("leg %s sent again by an attempt without an id", l.LegID)
	}
	done := refund.Begun{Result: refund.BeginDone, Generation: l.Generation, Detail: "the leg is " + string(l.Status)}
	if l.Generation != in.Generation {
		return done, nil
	}
	switch l.Status {
	case refund.LegNotSent:
		return t.pass(c, l, in.Begin)
	case refund.LegSending, refund.LegUnknown:
	case refund.LegReserved, refund.LegPending, refund.LegRequiresAction, refund.LegAbnormal, refund.LegSettled,
		refund.LegDeclined, refund.LegFailed, refund.LegLateFailed, refund.LegHeld, refund.LegReleased:
		return done, nil
	}
	if until := t.leased(l); until != nil {
		return refund.Begun{Result: refund.BeginNotNow, Generation: l.Generation, Until: until}, nil
	}
	// A leg of an older version has no lease, and the settling delay counts from its last send.
	if settled := fromMicros(l.lastSentAt.Int64).Add(in.SettlingDelay); !l.leasedUntil.Valid && t.now.Before(settled) {
		return refund.Begun{Result: refund.BeginNotNow, Generation: l.Generation, Until: &settled}, nil
	}
	if stopped, err := t.closedFor(c, l); err != nil || stopped.Result != "" {
		return stopped, err
	}
	if err := t.sendAgain(c, l, in); err != nil {
		return refund.Begun{}, err
	}
	out := begun(c, l, refund.BeginSend)
	out.Until = optionalTime(l.leasedUntil)
	return out, nil
}

// sendAgain: a send whose answer nobody has may have left.
func (t *tx) sendAgain(c *caseRow, l *legRow, in refund.Resend) error {
	if l.Status == refund.LegSending && !l.unknownAt.Valid {
		l.unknownAt = t.nowMicros()
	}
	l.Status, l.sends, l.lastSentAt, l.stopped = refund.LegSending, l.sends+1, t.nowMicros(), ""
	t.lease(l, in.Begin)
	if err := t.saveLeg(c, l); err != nil {
		return err
	}
	c.note(event{Name: "LegSentAgain", Leg: l.LegID, Cause: in.Cause})
	return nil
}
