package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/refund"
)

// newest is the number of a migration that no program of today knows.
const newest = 99999

// byNewerRelease changes a file as a migration of a newer release would.
func byNewerRelease(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	statements = append(statements, fmt.Sprintf(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (%d, 1)`, newest))
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// withFloor are the statements by which a migration names the oldest program.
func withFloor(version int64) []string {
	return []string{
		`CREATE TABLE ` + sqlstore.SchemaFloorTable + ` (one INTEGER PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL)`,
		fmt.Sprintf(`INSERT INTO %s (one, version) VALUES (1, %d)`, sqlstore.SchemaFloorTable, version),
	}
}

func TestALedgerToWhichANewerReleaseOnlyAddedIsWorkedOn(t *testing.T) {
	for name, more := range map[string][]string{"without a floor": nil, "with a floor below this program": withFloor(1)} {
		path := filepath.Join(t.TempDir(), "ledger.db")
		before := ledgertest.At(t, open(t, path, time.Now), nil)
		id := before.Sent("o1", "c1", 1)
		byNewerRelease(t, path, append(more, `ALTER TABLE orders ADD COLUMN note TEXT NOT NULL DEFAULT ''`, `CREATE TABLE notes (note TEXT)`)...)

		d := ledgertest.At(t, open(t, path, time.Now), nil)
		d.Record(id, refund.OutcomeSettled)
		if s := d.Standing(id); s.Status != refund.StatusRefunded {
			t.Errorf("%s: what was under way stands as %s", name, s.Status)
		}
		other := d.Sent("o2", "c1", 1)
		if s := d.Standing(other); s.Status != refund.StatusPayingOut {
			t.Errorf("%s: a new refund stands as %s", name, s.Status)
		}
		d.BooksAgree()
	}
}

func TestALedgerFromWhichANewerReleaseTookAwayIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	if _, err := sqlite.Create(t.Context(), path, time.Now); err != nil {
		t.Fatal(err)
	}
	byNewerRelease(t, path, withFloor(newest)...)
	if books, err := sqlite.Open(t.Context(), path, time.Now); !errors.Is(err, ledger.ErrNewerSchema) {
		t.Errorf("to write it: got %v, %v", books, err)
	}
	if books, err := sqlite.OpenReadOnly(t.Context(), path, time.Now); !errors.Is(err, ledger.ErrNewerSchema) {
		t.Errorf("to read it: got %v, %v", books, err)
	}
}

// An older program would copy the tables that it knows, and seal a source that has more.
func TestALedgerOfANewerReleaseIsNotCopied(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	if _, err := sqlite.Create(t.Context(), path, time.Now); err != nil {
		t.Fatal(err)
	}
	byNewerRelease(t, path)
	source := open(t, path, time.Now).(*sqlstore.Store)
	target := open(t, filepath.Join(t.TempDir(), "copy.db"), time.Now).(*sqlstore.Store)
	err := source.CopyTo(t.Context(), target, refund.Cause{Actor: "olga", Reason: "moving"}, func(sqlstore.Copied) {})
	if !errors.Is(err, ledger.ErrNewerSchema) {
		t.Errorf("got %v", err)
	}
	if who, err := source.Identity(context.Background()); err != nil || who.Sealed {
		t.Errorf("the source: %+v, %v", who, err)
	}
}
