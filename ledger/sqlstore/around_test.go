package sqlstore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
)

// aroundStatementsMax is how many statements the ledger runs for what is around a refund.
const aroundStatementsMax = 10

func TestWhatIsAroundARefundIsReadInAsManyStatementsHoweverManyThereAre(t *testing.T) {
	clock := &ledgertest.Clock{}
	clock.Advance(time.Hour)
	books, err := sqlite.OpenOrCreate(context.Background(), filepath.Join(t.TempDir(), "ledger.db"), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	d, store := ledgertest.At(t, books, clock), books.(*sqlstore.Store)
	id := d.Sent("o1", "c1", 1)
	statements := func() int64 {
		before := store.StatementCount()
		if _, err := books.Around(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		return store.StatementCount() - before
	}
	alone := statements()
	for n := range 40 {
		d.Sent(fmt.Sprint("more", n), "c1", 1)
	}
	d.Sent("o1", "c2", 1)
	if among := statements(); alone < 5 || alone > aroundStatementsMax || among != alone {
		t.Errorf("%d statements alone, %d among many; at most %d", alone, among, aroundStatementsMax)
	}
}
