package sqlstore

import (
	"database/sql"
	"time"

	"github.com/makegood/makegood/refund"
)

// setPayBy keeps by when the law wants a proposal's money paid. A law that counts from the goods has its moment from
// goodsCame, which no later proposal moves.
func (c *caseRow) setPayBy(a refund.Assessment) {
	switch {
	case a.PayBy != nil:
		c.payBy = sql.NullInt64{Int64: micros(*a.PayBy), Valid: true}
	case a.PayAfterGoods == nil:
		c.payBy = sql.NullInt64{}
	}
}

// goodsCame begins a law's time to pay that counts from when the goods came back.
func (t *tx) goodsCame(c *caseRow, found refund.Inspection) error {
	b, err := t.brief(c)
	if err != nil || c.payBy.Valid || b.Assessment.PayAfterGoods == nil {
		return err
	}
	at := t.now
	if found.ReceivedAt != nil {
		at = *found.ReceivedAt
	}
	due, err := b.Assessment.PayAfterGoods.PayBy(at)
	if err != nil {
		return invariant("%s: %v", c.id, err)
	}
	c.payBy = sql.NullInt64{Int64: micros(due), Valid: true}
	return nil
}

// receivedBeforeMax is how long before their inspection goods may have come back: more is a mistake in writing.
const receivedBeforeMax = 90 * 24 * time.Hour

func (t *tx) receivedWhen(found refund.Inspection) (refund.Problem, bool) {
	at := found.ReceivedAt
	if at == nil || !at.After(t.now) && t.now.Sub(*at) <= receivedBeforeMax {
		return refund.Problem{}, false
	}
	return *problemf(refund.CodeBadInspection, "received_at %s is not within the last %d days", at.UTC().Format(time.RFC3339),
		receivedBeforeMax/(24*time.Hour)), true
}

// A review's moments are the policy's, and at the latest so long before the money is due by law.
const (
	remindBeforeDue   = 72 * time.Hour
	escalateBeforeDue = refund.LawNotice
	overdueBeforeDue  = 24 * time.Hour
)

// remindAt is when whoever is asked is reminded; nil: never. A law that leaves less time has the next role asked at
// once, which is told by itself.
func (c *caseRow) remindAt(r refund.ReviewTerms) *time.Time {
	at := c.beforeDue(after(c.reviewSince, r.RemindSeconds), remindBeforeDue)
	if at != nil && micros(*at) <= c.reviewSince.Int64 {
		return nil
	}
	return at
}

// escalateAt is when the next role is asked; nil: never.
func (c *caseRow) escalateAt(r refund.ReviewTerms) *time.Time {
	return c.beforeDue(after(c.reviewSince, r.EscalateSeconds), escalateBeforeDue)
}

// reviewDueAt is when the review that begins is overdue; invalid: never.
func (c *caseRow) reviewDueAt(r refund.ReviewTerms) sql.NullInt64 {
	at := c.beforeDue(after(c.reviewSince, r.DueSeconds), overdueBeforeDue)
	if at == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: micros(*at), Valid: true}
}

// beforeDue is a moment of the review, at the latest so long before the money is due by law, and never before the
// review began.
func (c *caseRow) beforeDue(at *time.Time, before time.Duration) *time.Time {
	if !c.payBy.Valid || !c.reviewSince.Valid {
		return at
	}
	latest := fromMicros(max(c.payBy.Int64-before.Microseconds(), c.reviewSince.Int64))
	if at == nil || latest.Before(*at) {
		return &latest
	}
	return at
}

// answerBy is until when the customer's answer is waited for: the policy's time, and no longer than until the law's
// own is near. nil: for as long as it takes.
func (t *tx) answerBy(c *caseRow, r refund.ReviewTerms) *time.Time {
	at := optionalTime(t.in(r.InfoSeconds))
	if !c.payBy.Valid {
		return at
	}
	latest := fromMicros(c.payBy.Int64).Add(-refund.LawNotice)
	if latest.After(t.now) && (at == nil || latest.Before(*at)) {
		return &latest
	}
	return at
}
