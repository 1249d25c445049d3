// Package sqlitetest gives tests of other packages ledgers of their own.
package sqlitetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
)

// created is a ledger that is copied for each test: that is faster than to make one.
var created = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "ledger")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "ledger.db")
	store, err := sqlite.OpenOrCreate(context.Background(), path, time.Now)
	if err != nil {
		return nil, err
	}
	if err := store.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// Empty is a ledger of its own with its clock, at noon (UTC) of 20 November 2026. It is closed when t ends.
func Empty(t *testing.T) (*ledgertest.Clock, ledger.Store) {
	t.Helper()
	clock, noon := &ledgertest.Clock{}, time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for clock.Now().Before(noon) { // a duration is at most 292 years
		clock.Advance(noon.Sub(clock.Now()))
	}
	empty, err := created()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ledger.db")
	if err := os.WriteFile(path, empty, 0o600); err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.OpenOrCreate(t.Context(), path, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return clock, store
}
