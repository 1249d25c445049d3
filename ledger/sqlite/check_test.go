package sqlite_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
)

// filled is the path of a ledger with some refunds, closed.
func filled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	books, err := sqlite.OpenOrCreate(t.Context(), path, time.Now)
	must(t, err)
	d := ledgertest.At(t, books, nil)
	for _, order := range []string{"o1", "o2", "o3"} {
		d.PayOne(ledgertest.Request(order, "c1", 1))
	}
	must(t, books.Close())
	return path
}

func TestOverwrittenPagesAreFoundAtTheStart(t *testing.T) {
	path := filled(t)
	file, err := os.ReadFile(path)
	must(t, err)
	const page = 4096
	for _, at := range []int{1, 3, len(file)/page - 1} {
		damaged := bytes.Clone(file)
		copy(damaged[at*page:], bytes.Repeat([]byte("dust"), page/4))
		must(t, os.WriteFile(path, damaged, 0o600))
		_, err := sqlite.Open(t.Context(), path, time.Now)
		if !errors.Is(err, ledger.ErrDamaged) || !strings.Contains(err.Error(), path) {
			t.Errorf("page %d was overwritten: got %v, want ErrDamaged and the file's name", at+1, err)
		}
	}
}

func TestTheCheckSaysHowLongItTookAndDoesNotTakeForEver(t *testing.T) {
	path := filled(t)
	for want, option := range map[string]sqlite.Option{
		"the ledger's pages were checked":         sqlite.WithCheckTime(time.Minute),
		"the ledger's pages were not all checked": sqlite.WithCheckTime(time.Nanosecond),
	} {
		var said bytes.Buffer
		books, err := sqlite.Open(t.Context(), path, time.Now, option, sqlite.WithLog(slog.New(slog.NewTextHandler(&said, nil))))
		must(t, err)
		must(t, books.Close())
		if !strings.Contains(said.String(), want) {
			t.Errorf("it said %q, want %q", said.String(), want)
		}
	}
}
