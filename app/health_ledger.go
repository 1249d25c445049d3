package app

import (
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/internal/health"
	"github.com/makegood/makegood/ledger"
)

// writeFailedFor is how long a failed write counts: on a nearly full disk a trial row still fits where a refund does
// not.
const writeFailedFor = time.Minute

// needsLedger: the process is unready while its ledger cannot be written.
func (h *processHealth) needsLedger(a *App, books ledger.Condition) {
	h.add(health.Question{
		Name: "ledger", Failing: "the ledger cannot be written", Ask: func(ctx context.Context) error { return tryLedger(ctx, books, a.now) },
		Every: askEvery, Timeout: askTimeout, Now: a.now, Logger: a.logger,
	})
}

var errWriteFailed = errors.New("a write failed within the last minute")

// tryLedger writes a row that means nothing, and holds a write against the ledger that failed not long ago.
func tryLedger(ctx context.Context, books ledger.Condition, now func() time.Time) error {
	if err := books.TryWrite(ctx); err != nil {
		return err
	}
	if failed := books.Health().FailedAt; !failed.IsZero() && now().Sub(failed) < writeFailedFor {
		return errWriteFailed
	}
	return nil
}
