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
	// Clock says which month's budget an offer is made from.
	Clock func() time.Time
}

// Books is what the activities need of the ledger.
type Books interface {
	ledger.Cases
	ledger.Legs
	ledger.Decisions
	ledger.Offers
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
	key, err := in.Refund.Key()
	if err != nil {
		return refund.OfferState{}, err
	}
	err = l.Books.GrantBudget(ctx, ledger.BudgetGrant{
		Merchant: key.Merchant, Budget: in.Terms.Budget, Period: l.Clock().UTC().Format("2006-01"),
		Currency: in.Currency, AmountMinor: in.Terms.BudgetMonthlyMinor,
	})
	if err != nil {
		return refund.OfferState{}, err
	}
	return l.Books.OpenOffer(ctx, in)
}
