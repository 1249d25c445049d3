package sqlstore_test

import (
	"context"
	"errors"
	"testing"

	"github.com/makegood/makegood/ledger/sqlstore"
)

// A deadline that passes within a transaction rolls it back where each has one of its own. Nothing is wrong
// with the ledger then, and nobody is paged for it.
func TestACallerWhoGaveUpIsNoFailureOfTheLedger(t *testing.T) {
	books, err := openPostgres(t)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	ctx, giveUp := context.WithCancel(t.Context())
	err = books.(*sqlstore.Store).Write(ctx, func(tx *sqlstore.Tx) error {
		giveUp()
		for { // until the transaction is gone
			if err := tx.Exec(`UPDATE write_trial SET tried_at = tried_at`); err != nil {
				return err
			}
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it got %v, want that it gave up", err)
	}
	if n := books.Health().WriteFailureCount; n != 0 {
		t.Errorf("%d failures of the ledger were counted", n)
	}
}
