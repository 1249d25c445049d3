package postgres_test

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/postgres"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/refund"
)

// newest is the number of a migration that no program of today knows.
const newest = 99999

// TestALedgerOfANewerReleaseIsWorkedOnUntilSomethingIsTakenAway: a newer release migrates the database while a
// program of this release works on it and is restarted.
func TestALedgerOfANewerReleaseIsWorkedOnUntilSomethingIsTakenAway(t *testing.T) {
	url := postgrestest.Start(t).Database(t)
	if _, err := postgres.Create(t.Context(), url, time.Now); err != nil {
		t.Fatal(err)
	}
	d := ledgertest.At(t, open(t, url, time.Now), nil)
	id := d.Sent("o1", "c1", 1)
	execute(t, url, `ALTER TABLE orders ADD COLUMN note TEXT NOT NULL DEFAULT ''`,
		fmt.Sprintf(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (%d, true)`, newest))
	d.Record(id, refund.OutcomeSettled)

	d = ledgertest.At(t, open(t, url, time.Now), nil)
	other := d.Sent("o2", "c1", 1)
	d.Record(other, refund.OutcomeSettled)
	for _, id := range []refund.ID{id, other} {
		if s := d.Standing(id); s.Status != refund.StatusRefunded {
			t.Errorf("%s stands as %s", id, s.Status)
		}
	}
	d.BooksAgree()

	execute(t, url, `CREATE TABLE `+sqlstore.SchemaFloorTable+` (one INTEGER PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL)`,
		fmt.Sprintf(`INSERT INTO %s (one, version) VALUES (1, %d)`, sqlstore.SchemaFloorTable, newest))
	if books, err := postgres.Open(t.Context(), url, time.Now); !errors.Is(err, ledger.ErrNewerSchema) {
		t.Errorf("to write it: got %v, %v", books, err)
	}
	if books, err := postgres.OpenReadOnly(t.Context(), url, time.Now); !errors.Is(err, ledger.ErrNewerSchema) {
		t.Errorf("to read it: got %v, %v", books, err)
	}
}

func execute(t *testing.T, url string, statements ...string) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}
