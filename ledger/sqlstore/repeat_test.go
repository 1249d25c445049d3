package sqlstore_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
)

// promises runs the conformance suite on stores that a test changed.
func promises(t *testing.T, change func(*sqlstore.Store)) {
	ledgertest.Run(t, func(t *testing.T, clock func() time.Time) ledger.Store {
		books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), clock)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = books.Close() })
		change(books.(*sqlstore.Store))
		return books
	})
}

func TestEveryVerbMayRunTwice(t *testing.T) { promises(t, (*sqlstore.Store).EveryCallTwice) }
