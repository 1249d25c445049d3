package messaging

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// ReconciliationTopic tells other systems what came of holding the books against a provider's list.
type ReconciliationTopic interface {
	PublishReconciled(ctx context.Context, r Reconciled) error
}

// Reconciled is one run over one account's refunds of a period. Times are UTC, amounts minor units.
type Reconciled struct {
	// Run is the run's id: repetitions have the same.
	Run               string
	Provider, Account string
	From, To          time.Time
	ReadAt, EndedAt   time.Time
	// Complete: the list had all of the period. Scheduled: no person asked for it.
	Complete, Scheduled bool
	Legs, Listed, Open  int64
	Counts              []ReconciledCount
	Sums                []ReconciledSum
}

// ReconciledCount is how many refunds are of a kind of difference, and how many of them stay.
type ReconciledCount struct {
	Kind        string
	Count, Open int64
}

// ReconciledSum is what both sides come to.
type ReconciledSum struct {
	Measure                                    string
	Currency                                   refund.Currency
	BooksMinor, ProviderMinor, DifferenceMinor int64
}
