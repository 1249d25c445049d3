package sqlstore_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
)

// TestEveryVerbMayRunTwice holds the whole suite to a store that rolls every call back once and runs it
// again, as the group does after a mate's error.
func TestEveryVerbMayRunTwice(t *testing.T) {
	empty := emptyLedger(t)
	ledgertest.RunSampled(t, func(t *testing.T, clock func() time.Time) ledger.Store {
		path := filepath.Join(t.TempDir(), "ledger.db")
		if err := os.WriteFile(path, empty, 0o600); err != nil {
			t.Fatal(err)
		}
		books, err := sqlite.Open(t.Context(), path, clock)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = books.Close() })
		books.(*sqlstore.Store).EveryCallTwice()
		return books
	})
}

// emptyLedger is the file of one: copied, it is made faster.
func emptyLedger(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	if _, err := sqlite.Create(t.Context(), path, time.Now); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
