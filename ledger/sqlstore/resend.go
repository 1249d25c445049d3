package sqlstore

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// ResendLeg implements ledger.Legs: the same key and amount once more, through the same gate.
func (s *Store) ResendLeg(ctx context.Context, in refund.Resend) (out refund.ResendAnswer, err error) {
	err = s.write(ctx, "send again "+string(in.Refund)+" leg "+string(in.Leg), func(t *tx) error {
		c, leg, err := t.lockLeg(in.Refund, in.Leg)
		if err != nil {
			return err
		}
		out, err = t.resend(c, leg, in)
		return err
	})
	return out, err
}

func (t *tx) resend(c caseRow, leg legRow, in refund.Resend) (refund.ResendAnswer, error) {
	if leg.Generation != in.Generation {
		return refund.ResendAnswer{Reason: "the leg has another generation"}, nil
	}
	switch leg.Status {
	case refund.LegNotSent:
	case refund.LegSending, refund.LegUnknown:
		if wait := t.settling(leg, in.SettlingDelay); wait > 0 {
			return refund.ResendAnswer{Reason: "the settling delay has not passed", Wait: wait}, nil
		}
	case refund.LegReserved, refund.LegPending, refund.LegRequiresAction, refund.LegAbnormal, refund.LegSettled,
		refund.LegDeclined, refund.LegFailed, refund.LegLateFailed, refund.LegHeld, refund.LegReleased:
		return refund.ResendAnswer{Reason: "the leg is " + string(leg.Status)}, nil
	}
	if reason, err := t.gate(c, leg); err != nil || reason != "" {
		return refund.ResendAnswer{Reason: reason}, err
	}
	return refund.ResendAnswer{Allowed: true}, t.sendAgain(c, leg)
}

// settling is how much of the provider's settling delay has not passed since the last send.
func (t *tx) settling(leg legRow, delay time.Duration) time.Duration {
	return fromMicros(leg.lastSentAt.Int64).Add(delay).Sub(t.now)
}

// sendAgain: a send whose answer nobody has may have left.
func (t *tx) sendAgain(c caseRow, leg legRow) error {
	if leg.Status == refund.LegSending && !leg.unknownAt.Valid {
		leg.unknownAt = t.nowMicros()
	}
	leg.Status = refund.LegSending
	leg.sends++
	leg.lastSentAt = t.nowMicros()
	if err := t.saveLeg(c, leg); err != nil {
		return err
	}
	return t.record(c, event{Name: "LegSentAgain", Leg: leg.LegID})
}
