package activities

import (
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Ledger is the door to the books. Its methods are the port's own, but for the shapes below.
type Ledger struct {
	Books
	// Staff is who may decide.
	Staff StaffList
	// Clock says which month's budget an offer is made from.
	Clock func() time.Time
}

// StaffList is who may decide, as it stands.
type StaffList interface {
	Staff() refund.Staff
}

// Books is what the activities need of the ledger.
type Books interface {
	ledger.Cases
	ledger.Legs
	ledger.Decisions
	ledger.Offers
}

// AuthorizeDecision lets the books judge a decision, with what is known of the person by now.
func (l Ledger) AuthorizeDecision(ctx context.Context, in refund.DecisionRequest) (refund.Ruling, error) {
	in.Authority = l.Staff.Staff().Authority(in.Decision.Reviewer)
	return l.Books.AuthorizeDecision(ctx, in)
}

// AuthorizeResolution does the same for a resolution.
func (l Ledger) AuthorizeResolution(ctx context.Context, in refund.ResolutionRequest) (refund.Ruling, error) {
	in.Authority = l.Staff.Staff().Authority(in.Resolution.By)
	return l.Books.AuthorizeResolution(ctx, in)
}

// ReplaceRefund opens the month of the budget a bonus comes from, and replaces the proposal.
func (l Ledger) ReplaceRefund(ctx context.Context, in refund.Replace) (refund.Reserved, error) {
	chosen := in.Proposal.Assessment.Chosen
	if chosen != nil && chosen.BonusMinor > 0 {
		grant := budgetOf{refund: in.Refund, budget: chosen.Budget, currency: in.Proposal.Assessment.Currency, monthlyMinor: chosen.BudgetMonthlyMinor}
		if err := l.grant(ctx, grant); err != nil {
			return refund.Reserved{}, err
		}
	}
	return l.Books.ReplaceRefund(ctx, in)
}

// MarkRefund records a change of status that moves no money.
func (l Ledger) MarkRefund(ctx context.Context, in refund.Mark) (None, error) {
	return None{}, l.Books.MarkRefund(ctx, in)
}

// ReleaseRefund gives back what is held; a refusal (something was sent) is an answer.
func (l Ledger) ReleaseRefund(ctx context.Context, in refund.Release) (refund.Answer, error) {
	err := l.Books.ReleaseRefund(ctx, in)
	if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeAlreadySent {
		return refund.Answer{Code: problem.Code, Detail: problem.Detail}, nil
	}
	var ended ledger.EndedAs
	if errors.As(err, &ended) {
		return refund.Answer{Accepted: true, Status: ended.Status}, nil
	}
	return refund.Answer{Accepted: err == nil, Status: in.Status}, err
}

// CloseRefund ends the case.
func (l Ledger) CloseRefund(ctx context.Context, in refund.Close) (None, error) {
	return None{}, l.Books.CloseRefund(ctx, in)
}

// OpenOffer opens the month's budget if this is its first offer, and holds the offer's amount of
// it.
func (l Ledger) OpenOffer(ctx context.Context, in refund.OfferMove) (refund.OfferState, error) {
	grant := budgetOf{refund: in.Refund, budget: in.Terms.Budget, currency: in.Currency, monthlyMinor: in.Terms.BudgetMonthlyMinor}
	if err := l.grant(ctx, grant); err != nil {
		return refund.OfferState{}, err
	}
	return l.Books.OpenOffer(ctx, in)
}

// budgetOf is a budget that a refund draws on, and what a month of it has (minor units).
type budgetOf struct {
	refund       refund.ID
	budget       string
	currency     refund.Currency
	monthlyMinor int64
}

// grant opens this month of a budget, if nobody has yet.
func (l Ledger) grant(ctx context.Context, b budgetOf) error {
	key, err := b.refund.Key()
	if err != nil {
		return err
	}
	return l.Books.GrantBudget(ctx, ledger.BudgetGrant{
		Merchant: key.Merchant, Budget: b.budget, Period: l.Clock().UTC().Format("2006-01"),
		Currency: b.currency, AmountMinor: b.monthlyMinor,
	})
}
