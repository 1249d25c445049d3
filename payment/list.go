package payment

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/makegood/makegood/refund"
)

// ErrNoList: nobody can list that account's refunds: there are no credentials for it, or the provider has no list.
var ErrNoList = errors.New("payment: no list of this account's refunds")

// Lister is a provider that lists the refunds it knows, made here or elsewhere: what reconciliation holds the
// ledger against.
type Lister interface {
	// List yields what matches, in no set sequence, each once. The first error ends it: RateLimited, or what made
	// the list incomplete. A list that ended with an error says nothing of what it did not yield.
	List(ctx context.Context, q ListQuery) iter.Seq2[Listed, error]
}

// ListQuery asks for a period or for one payment. Times are UTC, from inclusive, to exclusive, by the provider's
// own creation time.
type ListQuery struct {
	Account   string
	From, To  time.Time
	Reference string
}

// Listed is one refund in a provider's own list.
type Listed struct {
	ProviderRefundID string
	// Key is the one makegood asked under, where the provider keeps it; empty: not told, or not makegood's.
	Key       string
	Reference string
	// AmountMinor is what the refund was asked for, in the captured currency.
	AmountMinor int64
	Currency    refund.Currency
	Outcome     refund.Outcome
	// FeeMinor is what the provider took for it, in the settlement's currency.
	FeeMinor  int64
	CreatedAt time.Time
}
