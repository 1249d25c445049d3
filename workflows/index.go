package workflows

import (
	"slices"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// index writes the search attributes: at the end of the automatic path, and when something is
// waited for.
func (s *story) index() {
	updates := []temporal.SearchAttributeUpdate{
		temporal.NewSearchAttributeKeyKeyword(refund.AttributeStatus).ValueSet(string(s.view.Status)),
		temporal.NewSearchAttributeKeyBool(refund.AttributeNeedsHuman).ValueSet(s.needsHuman()),
	}
	if s.view.Proposal != nil {
		updates = append(updates,
			temporal.NewSearchAttributeKeyKeyword(refund.AttributeRiskBand).ValueSet(string(s.view.Proposal.Verdict.Band)),
			temporal.NewSearchAttributeKeyInt64(refund.AttributeAmountMinor).ValueSet(s.view.Proposal.Assessment.TotalMinor))
	}
	due := temporal.NewSearchAttributeKeyTime(refund.AttributeReviewDueAt)
	switch {
	case s.view.Status == refund.StatusAwaitingApproval && s.view.ReviewDueAt != nil:
		updates = append(updates, due.ValueSet(s.view.ReviewDueAt.Truncate(time.Second)))
		s.dueShown = true
	case s.dueShown: // nobody reviews it any more
		updates = append(updates, due.ValueUnset())
		s.dueShown = false
	}
	if err := workflow.UpsertTypedSearchAttributes(s.ctx, updates...); err != nil {
		panic("workflows: " + err.Error())
	}
}

// needsHuman: a member of staff has to act. The customer and the goods are waited for as well, by
// nobody here.
func (s *story) needsHuman() bool {
	switch s.view.Status {
	case refund.StatusAwaitingApproval, refund.StatusNeedsAttention:
		return true
	case refund.StatusPayingOut:
		return slices.ContainsFunc(s.view.Legs, toClear)
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected,
		refund.StatusNeedsInfo, refund.StatusRefunded, refund.StatusPartlyRefunded, refund.StatusRejected,
		refund.StatusWithdrawn, refund.StatusNothingToRefund:
	}
	return false
}
