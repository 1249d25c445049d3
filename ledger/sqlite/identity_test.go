package sqlite_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
)

func create(t *testing.T, path string) ledger.Identity {
	t.Helper()
	made, err := sqlite.Create(t.Context(), path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestOpeningNeverMakesALedger(t *testing.T) {
	folder := t.TempDir()
	empty, other := filepath.Join(folder, "empty.db"), filepath.Join(folder, "other.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", other)
	if err == nil {
		_, err = db.Exec(`CREATE TABLE recipes (title TEXT)`)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"a file that is not there": filepath.Join(folder, "ledger.db"), "a folder": folder, "an empty file": empty, "another database": other,
	} {
		if _, err := sqlite.Open(t.Context(), path, time.Now); !errors.Is(err, ledger.ErrNoLedger) {
			t.Errorf("%s: got %v, want ErrNoLedger", name, err)
		}
		if _, err := sqlite.OpenReadOnly(t.Context(), path, time.Now); !errors.Is(err, ledger.ErrNoLedger) {
			t.Errorf("%s, to read: got %v, want ErrNoLedger", name, err)
		}
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 2 {
		t.Errorf("opening left %v (%v), want the two files there were", left, err)
	}
}

func TestALedgerIsMadeOnceAndKeepsItsIdentity(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "down", "ledger.db")
	at := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	made, err := sqlite.Create(t.Context(), path, func() time.Time { return at })
	if err != nil || len(made.ID) < 20 || !made.CreatedAt.Equal(at) || made.Sealed {
		t.Fatalf("got %+v, %v", made, err)
	}
	if _, err := sqlite.Create(t.Context(), path, time.Now); !errors.Is(err, ledger.ErrLedgerExists) {
		t.Errorf("made twice: %v, want ErrLedgerExists", err)
	}
	for range 2 {
		who, err := open(t, path, time.Now).Identity(t.Context())
		if err != nil || who != made {
			t.Errorf("opened again it is %+v (%v), want %+v", who, err, made)
		}
	}
	if another := create(t, filepath.Join(t.TempDir(), "ledger.db")); another.ID == made.ID {
		t.Error("two ledgers have one id")
	}
}

// A log that is left of a ledger which is gone would become part of the new one: half of what was paid
// would be known, under another id.
func TestNoLedgerIsMadeBesideTheLogOfAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	books, err := sqlite.OpenOrCreate(t.Context(), path, time.Now)
	must(t, err)
	ledgertest.At(t, books, nil).PayOne(ledgertest.Request("o1", "c1", 1))
	log, err := os.ReadFile(path + "-wal")
	must(t, errors.Join(err, books.Close(), os.Remove(path), os.WriteFile(path+"-wal", log, 0o600)))
	if _, err := sqlite.Create(t.Context(), path, time.Now); err == nil || !strings.Contains(err.Error(), path+"-wal is left of a ledger that is gone") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something is at %s: %v", path, err)
	}
	must(t, os.Remove(path+"-wal"))
	create(t, path)
}

func TestOfManyWhoMakeALedgerOneDoes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	var all sync.WaitGroup
	var made atomic.Int64
	for range 4 {
		all.Go(func() {
			_, err := sqlite.Create(t.Context(), path, time.Now)
			switch {
			case err == nil:
				made.Add(1)
			case !errors.Is(err, ledger.ErrLedgerExists):
				t.Error(err)
			}
		})
	}
	all.Wait()
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || made.Load() != 1 || len(left) != 1 {
		t.Errorf("%d made it, %v is left (%v): want one, and its file alone", made.Load(), left, err)
	}
}

func TestNobodyElseReadsALedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "ledger.db")
	create(t, path)
	d := ledgertest.At(t, open(t, path, time.Now), nil)
	d.PayOne(ledgertest.Request("o1", "c1", 1))
	for name, want := range map[string]os.FileMode{
		filepath.Dir(path): 0o700, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600,
	} {
		if file, err := os.Stat(name); err != nil || file.Mode().Perm() != want {
			t.Errorf("%s: %v (%v), want %v", name, file.Mode().Perm(), err, want)
		}
	}
}

func TestTheDatabaseKeepsALedgersIdentity(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	create(t, path)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE ledger_identity SET sealed_at = 1`); err != nil {
		t.Fatal(err)
	}
	for what, statement := range map[string]string{
		"it is another ledger":      `UPDATE ledger_identity SET ledger_id = 'another ledger of its own'`,
		"it is of another time":     `UPDATE ledger_identity SET created_at = created_at + 1`,
		"its seal is broken":        `UPDATE ledger_identity SET sealed_at = NULL`,
		"it has no identity":        `DELETE FROM ledger_identity`,
		"it has two":                `INSERT INTO ledger_identity (one, ledger_id, created_at) VALUES (2, 'another ledger of its own', 1)`,
		"its id is hardly an id":    `INSERT INTO ledger_identity (one, ledger_id, created_at) VALUES (1, 'x', 1)`,
		"its trial row is not one":  `INSERT INTO write_trial (one, tried_at) VALUES (2, 1)`,
		"its trial is at no moment": `INSERT INTO write_trial (one, tried_at) VALUES (1, 'now')`,
	} {
		if _, err := db.Exec(statement); err == nil {
			t.Errorf("the database let it happen that %s", what)
		}
	}
}
