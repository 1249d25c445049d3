// Package sqlite keeps the books in one SQLite file: the default, embedded ledger. Several
// processes may open the same file.
//
// On the path: worker and command line open it; the statements are ledger/sqlstore's. Writes go
// through one connection a process, in immediate transactions with full sync; reads see the last
// commit (write-ahead log).
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

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlstore"
)

// busyTimeout is how long a writer waits for another process: far above any transaction, so that
// a caller never sees a lock, and below the shortest deadline of an activity's retries.
const busyTimeout = 20 * time.Second

// readersMax bounds the connections that read: two cores do not use more.
const readersMax = 4

// Open opens the books at path, creates and migrates them as needed. clock gives the time of
// every row. The error says which file could not be opened.
func Open(ctx context.Context, path string, clock func() time.Time) (ledger.Store, error) {
	if path == "" {
		return nil, errors.New("ledger: open: no file named")
	}
	writer, err := connect(ctx, path, "immediate", 1)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, writer); err != nil {
		return nil, errors.Join(fmt.Errorf("ledger: migrate %s: %w", path, err), writer.Close())
	}
	reader, err := connect(ctx, path, "deferred", readersMax)
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	store, err := sqlstore.New(sqlstore.Databases{Writer: writer, Reader: reader}, dialect(), clock)
	if err != nil {
		return nil, errors.Join(err, writer.Close(), reader.Close())
	}
	return store, nil
}

func connect(ctx context.Context, path, lock string, connectionsMax int) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(path, lock))
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

// dsn names the file and its settings; busy_timeout comes first, because the others wait by it.
func dsn(path, lock string) string {
	q := url.Values{"_txlock": {lock}}
	q["_pragma"] = []string{
		fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()),
		"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)",
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// dialect: a transaction holds the whole database, so that rows need no locks of their own.
func dialect() sqlstore.Dialect {
	return sqlstore.Dialect{
		Snapshot: &sql.TxOptions{ReadOnly: true},
		Broken:   func(err error) bool { return primary(err) == codes.SQLITE_CONSTRAINT },
		Busy:     busy,
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
