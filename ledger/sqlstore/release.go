package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// ReleaseRefund implements ledger.Cases.
func (s *Store) ReleaseRefund(ctx context.Context, in refund.Release) error {
	return s.write(ctx, "release "+string(in.Refund), func(t *tx) error {
		c, err := t.lockCase(in.Refund)
		if err != nil {
			return err
		}
		return t.release(c, in)
	})
}

func (t *tx) release(c caseRow, in refund.Release) error {
	if err := t.lockPayments(c.merchant, c.order); err != nil {
		return err
	}
	legs, err := t.legs(c.id)
	if err != nil {
		return err
	}
	if c.released && !slices.ContainsFunc(legs, holds) {
		if c.status == in.Status {
			return nil
		}
		return ledger.EndedAs{Status: c.status}
	}
	if err := mayRelease(c, in.Status, legs); err != nil {
		return err
	}
	if err := t.giveBack(c, legs); err != nil {
		return err
	}
	if err := t.unclaim(c); err != nil {
		return err
	}
	return t.endReleased(c, in, legs)
}

// mayRelease: what was sent and has no final word can not be taken back, and a refund of which a
// leg settled is not one that never was.
func mayRelease(c caseRow, to refund.Status, legs []legRow) error {
	settled, legs := 0, live(legs)
	for _, l := range legs {
		if l.Status.Undecided() {
			return refund.Problem{Code: refund.CodeAlreadySent, Detail: fmt.Sprintf("leg %s is %s", l.LegID, l.Status)}
		}
		if l.Status == refund.LegSettled && !l.Void {
			settled++ // a settled void moved nothing
		}
	}
	switch to {
	case refund.StatusRejected, refund.StatusWithdrawn:
		if settled > 0 {
			return refund.Problem{Code: refund.CodeAlreadySent, Detail: fmt.Sprintf("%d of %d legs settled", settled, len(legs))}
		}
	case refund.StatusPartlyRefunded:
		if settled == 0 {
			return invariant("released as %s, but no leg settled", to)
		}
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected,
		refund.StatusAwaitingApproval, refund.StatusNeedsInfo, refund.StatusPayingOut, refund.StatusNeedsAttention,
		refund.StatusRefunded, refund.StatusNothingToRefund:
		return invariant("a release does not end as %s", to)
	}
	if c.closed {
		return wrongState("the refund is closed as %s", c.status)
	}
	return nil
}

// giveBack posts the release: P4 before anything was begun, P5x after.
func (t *tx) giveBack(c caseRow, legs []legRow) error {
	kept, err := t.keptBackToRelease(c, legs)
	if err != nil {
		return err
	}
	parts, unpaid, err := t.releaseParts(legs, kept)
	if err != nil {
		return err
	}
	if err := t.releaseKept(c, kept); err != nil {
		return err
	}
	version, err := t.orderVersion(c) // a leg that fails late is released apart
	if err != nil {
		return err
	}
	from := source{Subject: string(c.id), Fact: fmt.Sprintf("release/%d", version)}
	if err := t.bonusesBack(c, legs, from); err != nil {
		return err
	}
	if !c.recognised {
		p, err := ledger.PostRelease(parts)
		return t.post(from, p, err)
	}
	r, err := t.recognition(c)
	if err != nil {
		return err
	}
	p, err := ledger.PostGiveUp(parts, r.Unpaid(unpaid, funded(kept)))
	return t.post(from, p, err)
}

// endReleased stores the end: the legs, what the customer's day still counts, and the case.
func (t *tx) endReleased(c caseRow, in refund.Release, legs []legRow) error {
	var paid int64
	for _, l := range legs {
		if l.Status == refund.LegSettled {
			paid += l.AmountMinor
		}
		if !holds(l) {
			continue
		}
		l.Status, l.givenUp, l.unheldMinor = refund.LegReleased, true, 0
		if err := t.saveLeg(c, l); err != nil {
			return err
		}
	}
	err := t.exec(`UPDATE reservations SET amount_minor = $1, released = $2 WHERE refund = $3`, paid, paid == 0, c.id)
	if err != nil {
		return err
	}
	err = t.exec(`UPDATE refunds SET released = $1, status = $2, last_reason = $3, changed_at = $4, `+clearDesk+` WHERE refund = $5`,
		true, in.Status, in.Cause.Reason, micros(t.now), c.id)
	if err != nil {
		return err
	}
	if err := t.moveVersion(c.merchant, c.order); err != nil {
		return err
	}
	return t.record(c, event{Name: "Released", To: in.Status, Cause: in.Cause})
}
