package payment

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/makegood/makegood/refund"
)

// ErrNoList: nobody can list that account's refunds: there are no credentials for it, or the provider has no list.
var ErrNoList = errors.New("payment: no list of this account's refunds")

// NotListedYet ends the list of a period that the provider has not finished: all of it is listed from CompleteAt on.
type NotListedYet struct{ CompleteAt time.Time }

// Error implements error.
func (e NotListedYet) Error() string {
	return fmt.Sprintf("payment: the period is listed completely from %s on", e.CompleteAt.UTC().Format(time.RFC3339))
}

// Lister is a provider that lists the refunds it knows, made here or elsewhere: what reconciliation holds the
// ledger against.
type Lister interface {
	// List yields what matches, in no set sequence, each once. The first error ends it: RateLimited, NotListedYet, or
	// what made the list incomplete. A list that ended with an error says nothing of what it did not yield.
	//
	// A provider that lists late (Limits.ListCompleteAt) ends the list of a period that it has not finished with
	// NotListedYet, after what it has. One that lists at once, and any query without an end, yields what there is now.
	List(ctx context.Context, q ListQuery) iter.Seq2[Listed, error]
}

// ListQuery asks for a period or for one payment. Times are UTC, from inclusive, to exclusive, by Listed.CreatedAt;
// Limits.ListsBy says which time of the provider's that is.
type ListQuery struct {
	Account   string
	From, To  time.Time
	Reference string
}

// Asks reports whether a query is for what was listed: its time lies in the period, and its payment is the one.
func (q ListQuery) Asks(l Listed) bool {
	return (q.From.IsZero() || !l.CreatedAt.Before(q.From)) && (q.To.IsZero() || l.CreatedAt.Before(q.To)) &&
		(q.Reference == "" || l.Reference == q.Reference)
}

// Listed is one refund in a provider's own list.
type Listed struct {
	ProviderRefundID string
	// FactID is the id of this state as a fact (refund.Fact.ID): that of the notification of the same state, so that
	// both are one fact. A provider that notifies of no refunds has ids of its own here. Empty: the list does not tell
	// which notification the state belongs to.
	FactID string
	// Account is the provider account that it was listed for: the query's.
	Account string
	// Key is the one makegood asked under, where the provider keeps it; empty: not told, or not makegood's.
	Key       string
	Reference string
	// AmountMinor is what the refund was asked for, in the captured currency.
	AmountMinor int64
	Currency    refund.Currency
	// Outcome is the refund's state, with the settlement's amount where that is another one (Outcome.Settlement) and
	// the bank's reference where the list has it.
	Outcome refund.Outcome
	// FeeMinor is what the provider took for the refund, in minor units of FeeCurrency; negative: it gave a fee back.
	// FeeCurrency is empty where the list names no fee.
	FeeMinor    int64
	FeeCurrency refund.Currency
	// CreatedAt is the time that the provider lists it by (Limits.ListsBy), UTC. SettledAt is when it moved the
	// account's balance; zero: the list does not say.
	CreatedAt time.Time
	SettledAt time.Time
}
