package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
)

func TestSQLiteKeepsEveryPromiseOfTheBooks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "empty.db")
	create(t, path)
	empty, err := os.ReadFile(path)
	must(t, err)
	ledgertest.Run(t, func(t *testing.T, clock func() time.Time) ledger.Store {
		path := filepath.Join(t.TempDir(), "ledger.db") // a copy is made faster than a ledger
		must(t, os.WriteFile(path, empty, 0o600))
		return open(t, path, clock)
	})
}

func open(t testing.TB, path string, clock func() time.Time) ledger.Store {
	t.Helper()
	store, err := sqlite.OpenOrCreate(context.Background(), path, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

// TestASealedLedgerSaysWhoSealedIt has a ledger of its own: nothing is written to it afterwards.
func TestASealedLedgerSaysWhoSealedIt(t *testing.T) {
	ledgertest.Sealed(t, open(t, filepath.Join(t.TempDir(), "ledger.db"), time.Now))
}
