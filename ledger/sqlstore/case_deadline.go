package sqlstore

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/makegood/makegood/refund"
)

// The codes of a refusal over goods, and of a person's no.
const (
	whyNotReceived = "GOODS_NOT_RECEIVED"
	whyNotAccepted = "GOODS_NOT_ACCEPTED"
	whyReviewer    = "REVIEWED"
)

// PassDeadline implements ledger.Cases.
func (s *Store) PassDeadline(ctx context.Context, in refund.Deadline) (refund.Standing, error) {
	return s.change(ctx, "pass the moment "+string(in.Kind)+" of "+string(in.Refund), in.Refund, func(t *tx, c *caseRow) error {
		return t.passDeadline(c, in)
	})
}

func (t *tx) passDeadline(c *caseRow, in refund.Deadline) error {
	switch in.Kind {
	case refund.DeadlineGoods:
		return t.goodsNotReceived(c, in.At)
	case refund.DeadlineAnswer:
		return t.notAnswered(c, in.At)
	case refund.DeadlineEscalate:
		return t.escalate(c, in.At)
	case refund.DeadlineReview:
		t.overdueNow(c, in.At)
		return nil
	case refund.DeadlineAppeal:
		return t.appealWindowEnds(c, in.At)
	case refund.DeadlineOffer:
		return t.offerExpires(c, in.At)
	}
	return invariant("a moment %q", in.Kind)
}

// isAt reports whether a stored moment is the one the story knows.
func isAt(stored sql.NullInt64, at time.Time) bool { return stored.Valid && stored.Int64 == micros(at) }

// goodsNotReceived ends a request whose goods never arrived, without money.
func (t *tx) goodsNotReceived(c *caseRow, at time.Time) error {
	if c.status != refund.StatusAwaitingGoods || !isAt(c.goodsBy, at) {
		return nil
	}
	if err := c.refuse([]string{whyNotReceived}, ""); err != nil {
		return err
	}
	cause := refund.Cause{Reason: whyNotReceived + ": nothing arrived until " + at.UTC().Format(time.RFC3339)}
	return t.endReleased(c, refund.StatusRejected, event{Name: "Released", Cause: cause})
}

// notAnswered: the review goes on without the customer's answer.
func (t *tx) notAnswered(c *caseRow, at time.Time) error {
	q, err := c.asked()
	if err != nil || c.status != refund.StatusNeedsInfo || q == nil || q.AnswerBy == nil || micros(*q.AnswerBy) != micros(at) {
		return err
	}
	return t.reviewGoesOn(c, *q, event{Name: "NotAnswered", Cause: refund.Cause{Reason: "no answer until " + at.UTC().Format(time.RFC3339)}})
}

// escalate asks the role above, which may act for the one below; nobody loses the right to decide.
func (t *tx) escalate(c *caseRow, at time.Time) error {
	b, err := t.brief(c)
	if err != nil {
		return err
	}
	review := b.Assessment.Review
	due := c.escalateAt(review)
	if !reviewed(c.status) || c.escalated || due == nil || micros(*due) != micros(at) {
		return nil
	}
	asked := b.ApprovalRoles
	if to := review.EscalateTo; to != "" && (!slices.Contains(asked, to) || slices.Index(asked, to) > slices.Index(asked, c.nextRole)) {
		c.nextRole = to // never back to a role that has agreed
	}
	c.escalated, c.assignee = true, ""
	c.note(event{Name: "Escalated", Cause: refund.Cause{Reason: "asked: " + string(c.nextRole)}})
	return nil
}

func (t *tx) overdueNow(c *caseRow, at time.Time) {
	if !reviewed(c.status) || c.overdue || !isAt(c.reviewDue, at) {
		return
	}
	c.overdue = true
	c.note(event{Name: "Overdue", Cause: refund.Cause{Reason: "no decision until " + at.UTC().Format(time.RFC3339)}})
}

func (t *tx) appealWindowEnds(c *caseRow, at time.Time) error {
	if c.closed || !isAt(c.appealBy, at) {
		return nil
	}
	c.appealBy = sql.NullInt64{}
	c.note(event{Name: "AppealWindowEnded"})
	return t.closeIfOver(c, refund.Cause{})
}

func (t *tx) offerExpires(c *caseRow, at time.Time) error {
	if c.offer != refund.OfferOpen {
		return nil
	}
	s, err := t.offerStanding(c)
	if err != nil || s.By == nil || micros(*s.By) != micros(at) {
		return err
	}
	end := offerEnd{Status: refund.OfferExpired, Cause: refund.Cause{Reason: "the offer expired"}}
	if err := t.endOffer(c, end); err != nil {
		return err
	}
	return t.closeIfOver(c, refund.Cause{})
}
