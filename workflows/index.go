package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// attributes are the search attributes that change while a refund is under way.
type attributes struct {
	status      refund.Status
	needsHuman  bool
	risk        refund.RiskBand
	amountMinor int64
	ledger      string
	dueAt       time.Time
}

// index writes the search attributes where they have changed: at the end of the automatic path, and when
// something is waited for.
func (s *story) index() {
	now := s.attributesNow()
	if now == s.attributes {
		return
	}
	updates := []temporal.SearchAttributeUpdate{
		temporal.NewSearchAttributeKeyKeyword(refund.AttributeStatus).ValueSet(string(now.status)),
		temporal.NewSearchAttributeKeyBool(refund.AttributeNeedsHuman).ValueSet(now.needsHuman),
		temporal.NewSearchAttributeKeyInt64(refund.AttributeAmountMinor).ValueSet(now.amountMinor),
	}
	if now.risk != "" {
		updates = append(updates, temporal.NewSearchAttributeKeyKeyword(refund.AttributeRiskBand).ValueSet(string(now.risk)))
	}
	if now.ledger != "" {
		updates = append(updates, temporal.NewSearchAttributeKeyKeyword(refund.AttributeLedger).ValueSet(now.ledger))
	}
	due := temporal.NewSearchAttributeKeyTime(refund.AttributeReviewDueAt)
	switch {
	case !now.dueAt.IsZero():
		updates = append(updates, due.ValueSet(now.dueAt))
	case !s.attributes.dueAt.IsZero() || s.in.Continued != nil: // nobody reviews it any more
		updates = append(updates, due.ValueUnset())
	}
	if err := workflow.UpsertTypedSearchAttributes(s.ctx, updates...); err != nil {
		panic("workflows: " + err.Error())
	}
	s.attributes = now
}

func (s *story) attributesNow() attributes {
	now := attributes{
		status: s.standing.Status, needsHuman: s.standing.NeedsHuman(), risk: s.standing.RiskBand,
		amountMinor: s.standing.TotalMinor, ledger: s.standing.Ledger,
	}
	if due := dueAt(s.standing); due != nil {
		now.dueAt = due.Truncate(time.Second)
	}
	if s.conflicting {
		now.status, now.needsHuman = refund.StatusRejected, false
	}
	return now
}

// dueAt is the earlier of when the review is due and when the law wants the money paid; nil: neither is.
func dueAt(now refund.Standing) *time.Time {
	due := now.OwedBy()
	if review := now.Approval.DueAt; review != nil && now.Status == refund.StatusAwaitingApproval && (due == nil || review.Before(*due)) {
		due = review
	}
	return due
}
