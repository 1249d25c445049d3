package sqlite_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A ledger whose files go away under a running worker is written no more, and says so by itself.
func TestALedgerThatGoesAwayEndsItsWriters(t *testing.T) {
	for name, away := range map[string]func(t *testing.T, path string){
		"its file is removed": func(t *testing.T, path string) { must(t, os.Remove(path)) },
		"its file is moved":   func(t *testing.T, path string) { must(t, os.Rename(path, path+".old")) },
		"another ledger takes its place": func(t *testing.T, path string) {
			other := filepath.Join(t.TempDir(), "ledger.db")
			create(t, other)
			must(t, os.Rename(other, path))
		},
		"its log is removed":    func(t *testing.T, path string) { must(t, os.Remove(path+"-wal")) },
		"its folder is removed": func(t *testing.T, path string) { must(t, os.RemoveAll(filepath.Dir(path))) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "data", "ledger.db")
			create(t, path)
			books, err := sqlite.Open(t.Context(), path, time.Now, sqlite.WithLimits(1<<20, time.Hour))
			must(t, err)
			defer func() { _ = books.Close() }() // what the engine says of files that are gone is nobody's concern
			must(t, books.TryWrite(t.Context()))
			away(t, path)
			if err := books.TryWrite(t.Context()); !errors.Is(err, ledger.ErrLost) {
				t.Errorf("a write went on: %v", err)
			}
			select {
			case err := <-books.Lost():
				if !errors.Is(err, ledger.ErrLost) {
					t.Errorf("it is lost by %v", err)
				}
			default:
				t.Error("nobody was told")
			}
		})
	}
}

func TestAnIdleLedgerSeesItsFileGo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	create(t, path)
	books, err := sqlite.Open(t.Context(), path, time.Now, sqlite.WithLimits(1<<20, time.Millisecond))
	must(t, err)
	defer func() { _ = books.Close() }()
	must(t, os.Remove(path))
	if err := <-books.Lost(); !errors.Is(err, ledger.ErrLost) {
		t.Errorf("got %v", err)
	}
}

func TestAFileThatComesBackIsNotTrusted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	create(t, path)
	books, err := sqlite.Open(t.Context(), path, time.Now)
	must(t, err)
	defer func() { _ = books.Close() }()
	must(t, os.Rename(path, path+".old"))
	<-books.Lost()
	must(t, os.Rename(path+".old", path))
	if err := books.TryWrite(t.Context()); !errors.Is(err, ledger.ErrLost) {
		t.Errorf("got %v, want ErrLost until the process starts again", err)
	}
}
