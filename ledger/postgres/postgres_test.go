package postgres_test

import (
	"context"
	"database/sql"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/postgres"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
	"github.com/makegood/makegood/ledger/sqlstore"
)

// TestPostgreSQLKeepsEveryPromiseOfTheBooks gives every case an empty ledger by emptying the one before it: a database of
// its own, and new connections that know no statement yet, cost more than the cases themselves.
func TestPostgreSQLKeepsEveryPromiseOfTheBooks(t *testing.T) {
	url := made(t, postgrestest.Start(t))
	var now atomic.Pointer[func() time.Time]
	begun := time.Now
	now.Store(&begun)
	store, db := open(t, url, func() time.Time { return (*now.Load())() }), raw(t, url)
	cases := 0
	ledgertest.RunSampled(t, func(t *testing.T, clock func() time.Time) ledger.Store {
		emptied(t, db)
		if cases++; cases%vacuumEvery == 0 { // the server has no autovacuum, and reads what was deleted again and again
			if _, err := db.ExecContext(t.Context(), `VACUUM`); err != nil {
				t.Fatal(err)
			}
		}
		now.Store(&clock)
		return store
	})
}

// vacuumEvery is after how many cases what they left is taken off the pages.
const vacuumEvery = 20

// emptied takes every row but the ledger's identity away, past the triggers that keep a ledger from it.
func emptied(t *testing.T, db *sql.DB) {
	t.Helper()
	statements := []string{`BEGIN`, `SET LOCAL session_replication_role = replica`}
	for _, table := range append(sqlstore.CopiedTables(), "write_trial") {
		statements = append(statements, `DELETE FROM `+table) // quicker than to truncate what has a few rows
	}
	if _, err := db.ExecContext(t.Context(), strings.Join(append(statements, `COMMIT`), "; ")); err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, url string, clock func() time.Time) ledger.Store {
	t.Helper()
	store, err := postgres.Open(context.Background(), url, clock)
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
	ledgertest.Sealed(t, open(t, made(t, postgrestest.Start(t)), time.Now))
}
