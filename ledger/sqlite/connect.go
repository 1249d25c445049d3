package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"time"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"github.com/makegood/makegood/ledger/sqlstore"
)

// busyTimeout is how long a writer waits for another process: far above any transaction, so that
// a caller never sees a lock, and below the shortest deadline of an activity's retries.
const busyTimeout = 20 * time.Second

// mode is how a file is connected to.
type mode struct {
	query   url.Values
	pragmas []string
}

func writing(s settings) mode {
	return mode{
		query: url.Values{"_txlock": {"immediate"}, "mode": {"rw"}},
		pragmas: append([]string{
			"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)", "secure_delete(ON)",
			fmt.Sprintf("journal_size_limit(%d)", s.limits.logKept),
		}, s.pragmas...),
	}
}

// reading is for the readers of a ledger that is written too.
func reading() mode {
	return mode{query: url.Values{"_txlock": {"deferred"}, "mode": {"rw"}}, pragmas: []string{"query_only(ON)"}}
}

// readOnly never writes the file. It may have to make its shared memory beside it.
func readOnly() mode { return mode{query: url.Values{"_txlock": {"deferred"}, "mode": {"ro"}}} }

// unchanging is for a file that nobody can write, and touches nothing beside it.
func unchanging() mode {
	return mode{query: url.Values{"_txlock": {"deferred"}, "mode": {"ro"}, "immutable": {"1"}}}
}

// dsn names the file and its settings; busy_timeout comes first, because the others wait by it.
func dsn(path string, m mode) string {
	q := m.query
	q["_pragma"] = append([]string{fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds())}, m.pragmas...)
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// connect opens a pool, and makes sure that it can be used.
func connect(ctx context.Context, path string, m mode, connectionsMax int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(path, m))
	if err != nil {
		return nil, fmt.Errorf("ledger: open %s: %w", path, err)
	}
	db.SetMaxOpenConns(connectionsMax)
	db.SetMaxIdleConns(connectionsMax)
	if err := ping(ctx, db); err != nil {
		return nil, errors.Join(fmt.Errorf("ledger: open %s: %w", path, err), db.Close())
	}
	return db, nil
}

// The first connections to a new file switch it to the write-ahead log. SQLite does not wait when two
// processes meet there, whatever busy_timeout says: the loser asks again.
const (
	pingAttemptsMax = 100
	pingDelay       = 20 * time.Millisecond
)

func ping(ctx context.Context, db *sql.DB) (err error) {
	for range pingAttemptsMax {
		if err = db.PingContext(ctx); err == nil || !busy(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(pingDelay):
		}
	}
	return err
}

// dialect: a transaction holds the whole database, so that rows need no locks of their own, and calls
// that wait for it anyway share its commit.
func dialect() sqlstore.Dialect {
	return sqlstore.Dialect{
		GroupCommit: true,
		AfterErase:  []string{"PRAGMA wal_checkpoint(TRUNCATE)"},
		Snapshot:    &sql.TxOptions{ReadOnly: true},
		Broken:      func(err error) bool { return primary(err) == codes.SQLITE_CONSTRAINT },
		Busy:        busy,
	}
}

// busy reports a lock that was lost.
func busy(err error) bool {
	return primary(err) == codes.SQLITE_BUSY || primary(err) == codes.SQLITE_LOCKED
}

// primary is SQLite's primary result code of an error, or 0.
func primary(err error) int {
	var fault *sqlite.Error
	if !errors.As(err, &fault) {
		return 0
	}
	return fault.Code() & 0xff
}
