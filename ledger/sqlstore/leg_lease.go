package sqlstore

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// A send is leased (DESIGN section 2): until the call's deadline and the provider's settling delay have
// passed, the attempt that sent may still be at work, and the provider may not know of it yet.

// leased is until when another attempt may have the leg in its hands; nil: nobody does.
func (t *tx) leased(l *legRow) *time.Time {
	until := optionalTime(l.leasedUntil)
	if until == nil || !t.now.Before(*until) {
		return nil
	}
	return until
}

// lease gives the leg to an attempt.
func (t *tx) lease(l *legRow, in refund.Begin) {
	until := t.nowMicros()
	until.Int64 += (in.CallTimeout + in.SettlingDelay).Microseconds()
	l.attempt, l.leasedUntil = in.Attempt, until
}

// counts says until when an outcome does not count: that nothing moved is believed to whoever sent last, or
// once nobody can be sending any more. That money moved, or is on its way, is believed to anybody.
func (t *tx) counts(l *legRow, in refund.Record) (notNow *time.Time) {
	switch in.Outcome.Kind {
	case refund.OutcomeDeclined, refund.OutcomeNotSent, refund.OutcomeFailed, refund.OutcomeUnknown:
		if in.Attempt != l.attempt {
			return t.leased(l)
		}
	case refund.OutcomeSettled, refund.OutcomePending, refund.OutcomeRequiresAction, refund.OutcomeAbnormal:
	}
	return nil
}

// endLease: the attempt that has the leg brought its provider's last word.
func endLease(l *legRow, in refund.Record) {
	if in.Attempt != l.attempt {
		return
	}
	switch in.Outcome.Kind {
	case refund.OutcomeSettled, refund.OutcomeDeclined, refund.OutcomeNotSent, refund.OutcomeFailed:
		l.leasedUntil.Valid = false
		l.leasedUntil.Int64 = 0
	case refund.OutcomePending, refund.OutcomeUnknown, refund.OutcomeRequiresAction, refund.OutcomeAbnormal:
	}
}
