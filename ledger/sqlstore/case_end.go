package sqlstore

import (
	"cmp"
	"context"
	"database/sql"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// CloseRefund implements ledger.Cases: promise 7, a closed refund has nothing held or sent. An open offer
// expires with it, and nothing can be appealed any more.
func (s *Store) CloseRefund(ctx context.Context, in refund.Close) (refund.Standing, error) {
	return s.change(ctx, "close "+string(in.Refund), in.Refund, func(t *tx, c *caseRow) error {
		if c.closed || !c.status.Final() { // it was appealed, or a leg bounced, and the story has not heard of it
			return nil
		}
		if c.offer == refund.OfferOpen {
			if err := t.endOffer(c, offerEnd{Status: refund.OfferExpired, Cause: in.Cause}); err != nil {
				return err
			}
		}
		return t.close(c, in.Cause)
	})
}

// change runs work on a locked refund in one transaction, and returns how it stands then.
func (s *Store) change(ctx context.Context, what string, id refund.ID, work func(*tx, *caseRow) error) (out refund.Standing, err error) {
	err = s.write(ctx, what, func(t *tx) error {
		c, err := t.lockCase(id)
		if err != nil {
			return err
		}
		if err := work(t, c); err != nil {
			return err
		}
		out, err = t.finish(c)
		return err
	})
	return out, err
}

// end moves the refund to a status it stays in. What was refused of it may be appealed for a while, and a
// refund that nothing follows is closed at once.
func (t *tx) end(c *caseRow, to refund.Status, e event) error {
	if err := t.become(c, to, e); err != nil {
		return err
	}
	b, err := t.brief(c)
	if err != nil {
		return err
	}
	c.appealBy = sql.NullInt64{}
	if c.refusedPart && c.round == 0 && mayBeAppealed(to) {
		c.appealBy = t.in(b.Assessment.AppealSeconds)
	}
	if to == refund.StatusRefunded {
		if err := t.restoreCoupons(c, b.Proposal); err != nil {
			return err
		}
	}
	return t.closeIfOver(c, e.Cause)
}

// mayBeAppealed: the refund was refused, as a whole or in part.
func mayBeAppealed(s refund.Status) bool {
	return s == refund.StatusRejected || s == refund.StatusRefunded || s == refund.StatusPartlyRefunded
}

// closeIfOver closes a refund that has ended and that nothing follows: no appeal, and no offer.
func (t *tx) closeIfOver(c *caseRow, cause refund.Cause) error {
	b, err := t.brief(c)
	if err != nil || c.closed || !c.status.Final() || c.appealBy.Valid || c.offer == refund.OfferOpen || c.offerFollows(b) {
		return err
	}
	return t.close(c, refund.Cause{Actor: cause.Actor, Reason: cmp.Or(cause.Reason, c.lastReason)})
}

func (t *tx) close(c *caseRow, cause refund.Cause) error {
	legs, err := t.legs(c)
	if err != nil {
		return err
	}
	if err := mayClose(c, legs); err != nil {
		return err
	}
	if c.disposition == refund.DispositionPay && !c.released {
		if err := t.recognise(c); err != nil { // a refund of total 0 has not begun a leg
			return err
		}
	}
	c.closed, c.closedAt, c.appealBy = true, t.nowMicros(), sql.NullInt64{}
	c.note(event{Name: "Closed", Cause: cause})
	return nil
}

func mayClose(c *caseRow, legs []*legRow) error {
	if !c.status.Final() {
		return invariant("%s does not close as %s", c.id, c.status)
	}
	for _, l := range legs {
		if l.Status == refund.LegHeld {
			return invariant("%s closed with leg %s, which waits for a dispute", c.id, l.LegID)
		}
		if place := ledger.PlaceOf(l.Status); place == ledger.ControlHeld || place == ledger.ControlSent {
			return invariant("%s closed with leg %s %s: %d minor %s", c.id, l.LegID, l.Status, l.AmountMinor, place)
		}
	}
	if c.offer == refund.OfferOpen {
		return invariant("%s closed with an open offer", c.id)
	}
	if c.status == refund.StatusRejected || c.status == refund.StatusWithdrawn {
		if c.disposition == refund.DispositionPay && !c.released {
			return invariant("%s closed as %s with its claims not released", c.id, c.status)
		}
	}
	return trueStatus(c, legs)
}

// trueStatus: "refunded" is said only after settlement (promise 10).
func trueStatus(c *caseRow, legs []*legRow) error {
	settled, undecided, counted := 0, 0, live(legs)
	for _, l := range counted {
		if l.Status == refund.LegSettled {
			settled++
		}
		if l.Status.Undecided() {
			undecided++
		}
	}
	switch c.status {
	case refund.StatusRefunded:
		if settled != len(counted) {
			return invariant("%s, but %d of %d legs settled", c.status, settled, len(counted))
		}
	case refund.StatusPartlyRefunded:
		if settled == 0 || undecided > 0 {
			return invariant("%s, but %d legs settled and %d are undecided", c.status, settled, undecided)
		}
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected,
		refund.StatusAwaitingApproval, refund.StatusNeedsInfo, refund.StatusPayingOut, refund.StatusNeedsAttention,
		refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
	}
	return nil
}
