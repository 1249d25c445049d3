package sqlite_test

import (
	"bytes"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
)

// page is a buffer that a logger may write to while a test reads it.
type pages struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (p *pages) Write(line []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(line)
}

func (p *pages) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// Another process reads and does not stop: the log grows while writes go on, that is said, and once the
// reader is gone the log shrinks by itself.
func TestTheLogShrinksOnceItsReaderIsGone(t *testing.T) {
	const logMax = 256 << 10
	path, said := filepath.Join(t.TempDir(), "ledger.db"), &pages{}
	create(t, path)
	books, err := sqlite.Open(t.Context(), path, time.Now, sqlite.WithLimits(logMax, 5*time.Millisecond),
		sqlite.WithLog(slog.New(slog.NewTextHandler(said, nil))))
	must(t, err)
	defer func() { must(t, books.Close()) }()
	other, err := sql.Open("sqlite", path)
	must(t, err)
	defer other.Close()
	reader, err := other.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	must(t, err)
	var refunds int
	must(t, reader.QueryRow(`SELECT COUNT(*) FROM refunds`).Scan(&refunds))

	for books.Health().LogBytes <= 2*logMax || !strings.Contains(said.String(), "write-ahead log is large") {
		must(t, books.TryWrite(t.Context()))
	}
	must(t, reader.Rollback())
	for books.Health().LogBytes > logMax {
		must(t, books.TryWrite(t.Context()))
	}
	if file, err := os.Stat(path + "-wal"); err != nil || file.Size() > logMax {
		t.Errorf("the log has %d bytes (%v), at most %d", file.Size(), err, logMax)
	}
}

// A reader that closes last cannot empty the log; its writer has done so.
func TestALedgerThatIsClosedHasEverythingInItsOwnFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	books, err := sqlite.OpenOrCreate(t.Context(), path, time.Now)
	must(t, err)
	reader, err := sqlite.OpenReadOnly(t.Context(), path, time.Now)
	must(t, err)
	ledgertest.At(t, books, nil).PayOne(ledgertest.Request("o1", "c1", 1))
	must(t, books.Close())
	must(t, reader.Close())
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		t.Errorf("%d bytes are left in the log", log.Size())
	}
}
