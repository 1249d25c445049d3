package worker

import (
	"context"
	"errors"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// Stored is a ledger that is asked for one refund.
type Stored interface {
	// Case returns one refund, or ledger.ErrNotFound.
	Case(ctx context.Context, id refund.ID) (refund.Case, error)
}

// KnowsPayment reports whether the ledger knows that money of a refund moved. An old backup knows
// nothing of the refund, or only its beginning.
func KnowsPayment(ctx context.Context, books Stored, id refund.ID) (bool, error) {
	stored, err := books.Case(ctx, id)
	if errors.Is(err, ledger.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	ended := stored.Status == refund.StatusRefunded || stored.Status == refund.StatusPartlyRefunded
	return ended || slices.ContainsFunc(stored.Legs, moved), nil
}

// moved: the leg settled, also when it bounced afterwards.
func moved(l refund.Leg) bool {
	return l.Status == refund.LegSettled || l.Status == refund.LegLateFailed
}
