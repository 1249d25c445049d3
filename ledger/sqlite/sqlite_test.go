package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
)

func TestSQLiteKeepsEveryPromiseOfTheBooks(t *testing.T) {
	ledgertest.Run(t, func(t *testing.T, clock func() time.Time) ledger.Store {
		return open(t, filepath.Join(t.TempDir(), "ledger.db"), clock)
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
