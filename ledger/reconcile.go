package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// ReconcileReader reads what the books say of a provider account, and what became of holding them against the
// provider's own list.
type ReconcileReader interface {
	// EachProviderLeg calls visit with every leg over an account that was begun or settled in the query's period, or
	// that is against one of its references, in one snapshot. Legs that no provider pays, and voids, are left out.
	// The first error of visit ends it.
	EachProviderLeg(ctx context.Context, q ProviderLegQuery, visit func(ProviderLeg) error) error
	// OutsideOfAccount lists refunds made elsewhere of an account: those that were first heard of in the query's period,
	// and those with one of the provider's ids.
	OutsideOfAccount(ctx context.Context, q ProviderLegQuery, providerRefundIDs []string) ([]OutsideRefund, error)
	// ProviderAccounts lists whom the payments in the books name, by provider and account.
	ProviderAccounts(ctx context.Context) ([]ProviderAccount, error)
	// Reconciliations lists runs, the latest period first, without their items.
	Reconciliations(ctx context.Context, filter ReconciliationFilter) ([]Reconciliation, error)
	// Reconciliation returns a run with its items, or ErrNotFound.
	Reconciliation(ctx context.Context, id string) (Reconciliation, error)
	// LastReconciliations is the last run of each account and period that begins at a time or later, without its items.
	LastReconciliations(ctx context.Context, since time.Time) ([]Reconciliation, error)
}

// Reconciliations keeps runs. They are only ever appended.
type Reconciliations interface {
	// KeepReconciliation stores a run that was carried out whole, with its items, under an id that it makes. Of a
	// scheduled run's account and period there is one: where it was stored before, that one is returned, and first is
	// false.
	KeepReconciliation(ctx context.Context, in Reconciliation) (kept Reconciliation, first bool, err error)
}

// ProviderAccount names an account with a provider.
type ProviderAccount struct {
	Provider string `json:"provider"`
	Account  string `json:"account,omitempty"`
}

// ProviderLegQuery selects legs over an account, by time or by what they are against.
type ProviderLegQuery struct {
	Provider string
	// Account is the one that payments name. Empty: every account but those of Except, which have credentials of their
	// own.
	Account string
	Except  []string
	// Period is when a leg was begun or settled (UTC); both ends zero: by References alone.
	Period Period
	// References are the provider's, of payments or captures.
	References []string
}

// ProviderLeg is a leg as its provider's list is held against it. Amounts are minor units of Currency.
type ProviderLeg struct {
	Refund refund.ID
	Leg    refund.LegID
	// Provider, Account and Reference say whom the money is asked from, and of which payment or capture.
	Provider  string
	Account   string
	Reference string
	Currency  refund.Currency
	// Keys are the keys of every generation, the first generation first.
	Keys []string
	// ProviderRefundID is the provider's id of the refund; empty: it has told none.
	ProviderRefundID string
	AmountMinor      int64
	// ExtraMinor moved beside the leg's amount: an older generation was paid too.
	ExtraMinor int64
	Status     refund.LegStatus
	// Settlement is what the books say that the refund took from the account, where that is not its amount; nil: its
	// amount. Fee is what they say that it cost; nil: none is known.
	Settlement    *refund.Settlement
	Fee           *refund.Settlement
	BankReference string
	// BegunAt is when the present generation was begun; SettledAt when the books learned that it settled, nil: it has
	// not; LeasedUntil until when an attempt may be sending it. All by the ledger's clock.
	BegunAt     time.Time
	SettledAt   *time.Time
	LeasedUntil *time.Time
}

// CountedAt is the time by which a leg belongs to a period: when it settled in the books, or when it was begun.
func (l ProviderLeg) CountedAt() time.Time {
	if l.SettledAt != nil {
		return *l.SettledAt
	}
	return l.BegunAt
}

// MovedMinor is what the books say has moved.
func (l ProviderLeg) MovedMinor() int64 {
	if l.Status == refund.LegSettled {
		return l.AmountMinor + l.ExtraMinor
	}
	return l.ExtraMinor
}
