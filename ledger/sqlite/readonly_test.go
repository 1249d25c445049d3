package sqlite_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// count is how many refunds a reader sees at path.
func count(t *testing.T, path string) (int, error) {
	t.Helper()
	books, err := sqlite.OpenReadOnly(t.Context(), path, time.Now)
	if err != nil {
		return 0, err
	}
	defer func() { must(t, books.Close()) }()
	cases, err := books.Cases(t.Context(), ledger.CaseFilter{})
	return len(cases), err
}

func TestAReaderSeesTheLedgerBesideItsWriterAndAfterIt(t *testing.T) {
	path := filled(t)
	if n, err := count(t, path); err != nil || n != 3 {
		t.Errorf("nobody has it open: %d refunds (%v), want 3", n, err)
	}
	d := ledgertest.At(t, open(t, path, time.Now), nil)
	d.PayOne(ledgertest.Request("o4", "c1", 1))
	if n, err := count(t, path); err != nil || n != 4 {
		t.Errorf("beside its writer: %d refunds (%v), want 4", n, err)
	}
	d.PayOne(ledgertest.Request("o5", "c1", 1))
	d.BooksAgree()
}

func TestAReaderWritesNothing(t *testing.T) {
	path := filled(t)
	before, err := os.ReadFile(path)
	must(t, err)
	books, err := sqlite.OpenReadOnly(t.Context(), path, time.Now)
	must(t, err)
	defer func() { must(t, books.Close()) }()
	store := books.(ledger.Store)
	_, end := store.CloseRefund(t.Context(), refund.Close{})
	for name, err := range map[string]error{
		"a trial": store.TryWrite(t.Context()), "a switch": store.SetSwitch(t.Context(), ledger.Switch{Name: ledger.SwitchPayout, On: true}),
		"an end": end,
	} {
		if !errors.Is(err, ledger.ErrReadOnly) {
			t.Errorf("%s: got %v, want ErrReadOnly", name, err)
		}
	}
	after, err := os.ReadFile(path)
	if err != nil || string(after) != string(before) {
		t.Errorf("the file has changed (%v)", err)
	}
}

func TestAReaderMigratesNothingAndSaysWhoDoes(t *testing.T) {
	path := filled(t)
	asFirstReleased(t, path)
	_, err := count(t, path)
	if err == nil || !strings.Contains(err.Error(), "the first worker of this release upgrades it") {
		t.Errorf("got %v", err)
	}
}

// A folder that cannot be written stands for a medium that cannot, and for a user who may not.
func TestAReaderNeedsNoFolderItMayWrite(t *testing.T) {
	path := filled(t)
	asGuest(t, path, func() {
		if n, err := count(t, path); err != nil || n != 3 {
			t.Errorf("nobody has it open: %d refunds (%v), want 3", n, err)
		}
	})
}

func TestAReaderWhoCannotReadTheLogSaysSo(t *testing.T) {
	path := filled(t)
	books, err := sqlite.Open(t.Context(), path, time.Now)
	must(t, err)
	d := ledgertest.At(t, books, nil)
	d.PayOne(ledgertest.Request("o4", "c1", 1))
	left := filepath.Join(t.TempDir(), "ledger.db") // as a crash leaves it
	for _, ending := range []string{"", "-wal"} {
		file, err := os.ReadFile(path + ending)
		must(t, err)
		must(t, os.WriteFile(left+ending, file, 0o600))
	}
	must(t, books.Close())
	asGuest(t, left, func() {
		if _, err := count(t, left); err == nil || !strings.Contains(err.Error(), "copy both") {
			t.Errorf("got %v, want what to do about the log", err)
		}
	})
	if n, err := count(t, left); err != nil || n != 4 {
		t.Errorf("who may write the folder reads %d refunds (%v), want 4", n, err)
	}
}
