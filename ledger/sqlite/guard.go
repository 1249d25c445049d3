package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/makegood/makegood/ledger"
)

// Endings of the files SQLite keeps beside a ledger: its write-ahead log, the memory that processes
// share, and the journal of a file that has no such log yet.
const (
	logEnding     = "-wal"
	memoryEnding  = "-shm"
	journalEnding = "-journal"
)

// limits bound what a ledger takes beside its rows.
type limits struct {
	// logKept is how large the log's file stays once everything in it is in the ledger, in bytes.
	logKept int64
	// logMax is how large it may grow before it is emptied by force, in bytes.
	logMax int64
	// every is how often the files are looked at.
	every time.Duration
	// checkTime bounds the check of the pages at the start.
	checkTime time.Duration
}

// defaultLimits: a refund writes about 100 KB of log, and SQLite empties it every 4 MiB unless
// somebody reads.
func defaultLimits() limits {
	return limits{logKept: 16 << 20, logMax: 64 << 20, every: time.Second, checkTime: checkTimeMax}
}

// guard looks after the files of an open ledger: it sees them go, and keeps the log short.
type guard struct {
	files []known
	log   ledger.Logger
	limits
	// emptier has a connection of its own, which waits for nobody for long.
	emptier *sql.DB
	said    time.Time

	stop chan struct{}
	done chan struct{}
	once sync.Once
	lost chan error
	mu   sync.Mutex
	gone error
}

// known is a file as it was when the ledger was opened.
type known struct {
	path string
	file os.FileInfo
}

func identify(path string) (known, error) {
	file, err := os.Stat(path)
	if err != nil {
		return known{}, fmt.Errorf("ledger: open: %w", err)
	}
	return known{path: path, file: file}, nil
}

// newGuard begins to look after a ledger that is open. before is its file as it was found before: what
// is there now must be the same.
func newGuard(path string, before known, s settings) (*guard, error) {
	log, err := identify(path + logEnding)
	if err != nil {
		return nil, err
	}
	emptier, err := sql.Open("sqlite", dsn(path, mode{query: reading().query, pragmas: []string{emptierPatience}}))
	if err != nil {
		return nil, fmt.Errorf("ledger: open %s: %w", path, err)
	}
	emptier.SetMaxOpenConns(1)
	g := &guard{
		files: []known{before, log}, log: s.log, limits: s.limits, emptier: emptier,
		stop: make(chan struct{}), done: make(chan struct{}), lost: make(chan error, 1),
	}
	if err := g.Alive(); err != nil {
		return nil, errors.Join(err, emptier.Close())
	}
	go g.run()
	return g, nil
}

// Alive implements sqlstore.Guard. What is gone once stays gone: a file that comes back lacks what was
// written meanwhile.
func (g *guard) Alive() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i := 0; g.gone == nil && i < len(g.files); i++ {
		if g.gone = g.files[i].there(); g.gone != nil {
			g.log.Warn("the ledger's files are gone: nothing is written any more", "cause", g.gone.Error())
			g.lost <- g.gone
		}
	}
	return g.gone
}

// there is ErrLost when the path leads to another file, or to none. A folder that cannot be read at the
// moment proves nothing.
func (k known) there() error {
	now, err := os.Stat(k.path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%w: %s was removed", ledger.ErrLost, k.path)
	case err == nil && !os.SameFile(k.file, now):
		return fmt.Errorf("%w: %s is another file", ledger.ErrLost, k.path)
	}
	return nil
}

// Lost implements sqlstore.Guard.
func (g *guard) Lost() <-chan error { return g.lost }

// LogBytes implements sqlstore.Guard.
func (g *guard) LogBytes() int64 {
	file, err := os.Stat(g.files[1].path)
	if err != nil {
		return 0
	}
	return file.Size()
}

// Close implements sqlstore.Guard. It leaves everything in the ledger's own file, as far as nobody
// reads: who reads alone and closes last, does not.
func (g *guard) Close() error {
	g.once.Do(func() { close(g.stop) })
	<-g.done
	if g.Alive() == nil {
		_, _ = g.emptier.Exec("PRAGMA wal_checkpoint(TRUNCATE)") // the next who opens it does the same
	}
	return g.emptier.Close()
}

func (g *guard) run() {
	defer close(g.done)
	tick := time.NewTicker(g.every)
	defer tick.Stop()
	for {
		select {
		case <-g.stop:
			return
		case <-tick.C:
			if g.Alive() == nil {
				g.shorten()
			}
		}
	}
}
