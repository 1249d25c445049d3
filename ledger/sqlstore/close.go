package sqlstore

import (
	"context"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// CloseRefund implements ledger.Cases: promise 7, a closed refund has nothing held or sent.
func (s *Store) CloseRefund(ctx context.Context, in refund.Close) error {
	return s.write(ctx, "close "+string(in.Refund), func(t *tx) error {
		c, err := t.lockCase(in.Refund)
		if err != nil {
			return err
		}
		return t.close(c, in)
	})
}

func (t *tx) close(c caseRow, in refund.Close) error {
	if c.closed {
		if c.status == in.Status {
			return nil
		}
		return invariant("closed as %s before, now as %s", c.status, in.Status)
	}
	legs, err := t.legs(c.id)
	if err != nil {
		return err
	}
	if err := mayClose(c, in, legs); err != nil {
		return err
	}
	if c.disposition == refund.DispositionPay && !c.released {
		if err := t.recognise(&c); err != nil {
			return err
		}
		if len(legs) == 0 { // nothing settles that would give its coupons back
			p, err := t.proposal(c.id)
			if err != nil {
				return err
			}
			if err := t.restoreCoupons(c, p); err != nil {
				return err
			}
		}
	}
	messages, err := messagesText(in.Messages)
	if err != nil {
		return err
	}
	err = t.exec(`UPDATE refunds SET status = $1, last_reason = $2, closed = $3, closed_at = $4, changed_at = $4,
			messages = CASE WHEN $5 = '' THEN messages ELSE $5 END, `+clearDesk+`
		WHERE refund = $6`, in.Status, in.Cause.Reason, true, micros(t.now), messages, c.id)
	if err != nil {
		return err
	}
	return t.record(c, event{Name: "Closed", To: in.Status, Cause: in.Cause})
}

func mayClose(c caseRow, in refund.Close, legs []legRow) error {
	if !in.Status.Final() {
		return invariant("a refund does not close as %s", in.Status)
	}
	for _, l := range legs {
		if place := ledger.PlaceOf(l.Status); place == ledger.ControlHeld || place == ledger.ControlSent {
			return invariant("closed with leg %s %s: %d minor %s", l.LegID, l.Status, l.AmountMinor, place)
		}
	}
	if c.offer == refund.OfferOpen {
		return invariant("closed with an open offer")
	}
	if c.released && in.Status != c.status {
		return invariant("released as %s, closed as %s", c.status, in.Status)
	}
	if in.Status == refund.StatusRejected || in.Status == refund.StatusWithdrawn {
		if c.disposition == refund.DispositionPay && !c.released {
			return invariant("closed as %s with its claims not released", in.Status)
		}
	}
	return trueStatus(in.Status, legs)
}

// messagesText is who was told what; empty when nobody says, and then what was stored stays.
func messagesText(messages []refund.NoticeMark) (string, error) {
	if len(messages) == 0 {
		return "", nil
	}
	return text(messages)
}
