package sqlstore_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlstore"
)

// TestACallCountsHowOftenItsTransactionRan: once, or once more where a mate ended the transaction that they shared.
func TestACallCountsHowOftenItsTransactionRan(t *testing.T) {
	interrupted := func(tx *sqlstore.Tx) error {
		short, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		defer cancel()
		return tx.ExecWithin(short, `INSERT INTO scratch (n) WITH RECURSIVE up(n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM up) SELECT n FROM up`)
	}
	for name, c := range map[string]struct {
		mate func(*sqlstore.Tx) error
		want int64
	}{
		"beside a mate":                        {row(2), 1},
		"beside a mate that is refused":        {func(*sqlstore.Tx) error { return errRefused }, 1},
		"beside a mate that ends it for both":  {interrupted, 2},
		"alone, where the engine has no group": {nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			ctx, runs := ledger.CountingRuns(context.Background())
			var all sync.WaitGroup
			release := func() {}
			if c.mate == nil {
				b.WithoutGroup()
			} else {
				release = b.hold(&all)
			}
			all.Go(func() {
				if err := b.Write(ctx, row(1)); err != nil {
					t.Error(err)
				}
			})
			if c.mate != nil {
				b.queued(1)
				all.Go(func() {
					if err := b.Write(context.Background(), c.mate); errors.Is(err, ledger.ErrInvariant) {
						t.Error(err)
					}
				})
				b.queued(2)
			}
			release()
			all.Wait()
			if got := runs.Load(); got != c.want {
				t.Errorf("it ran %d times, want %d", got, c.want)
			}
		})
	}
}
