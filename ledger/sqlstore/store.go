// Package sqlstore is the books in SQL: the statements every engine shares, on database/sql. One
// file an operation, one transaction each.
//
// On the path: activities call ledger.Store; an engine's package (ledger/sqlite) opens the
// database, migrates it and hands it to New with its dialect. Rows are locked order first, then
// payments by id, then the customer, then accounts by name. How a transaction is run: store.go for
// one of its own, group.go for many that share a commit.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/makegood/makegood/ledger"
)

var (
	_ ledger.Store    = (*Store)(nil)
	_ ledger.ReadOnly = (*Store)(nil)
)

// Store is the books in one database. It is safe for concurrent use.
type Store struct {
	writer  database
	reader  database
	dialect Dialect
	guard   Guard
	clock   func() time.Time
	// group is nil where every transaction commits by itself.
	group  *group
	health health
	// snapshotMax is how long a reading transaction may last.
	snapshotMax time.Duration
	// writes counts the transactions that were asked for (WriteCount).
	writes atomic.Int64
	// newerSchema: there may be tables and columns that this program does not know.
	newerSchema bool
	// id is the ledger's own, once it was read: it never changes.
	id atomic.Pointer[string]
	// watch sees each statement (Watch).
	watch func(Statement)
}

// Databases are the pools a store works on. They may be the same; the store closes both. Without a
// Writer the store reads alone.
type Databases struct {
	Writer *sql.DB
	Reader *sql.DB
}

// Guard watches what is under an open ledger. Its methods are safe for concurrent use.
type Guard interface {
	// Alive is ErrLost once the database's files were removed or replaced.
	Alive() error
	// Lost receives one error when that is seen.
	Lost() <-chan error
	// LogBytes is the size of the write-ahead log.
	LogBytes() int64
	Close() error
}

// Config is what a store is made of. Guard and Log may be nil.
type Config struct {
	Databases
	Dialect Dialect
	// Clock gives the time of every row, unless the dialect names the database's own; it is truncated to
	// microseconds, UTC.
	Clock func() time.Time
	Guard Guard
	Log   ledger.Logger
	// NewerSchema: the database has migrations which this program does not know.
	NewerSchema bool
}

// snapshotMax bounds a reading transaction: while it lasts, the write-ahead log grows. The audit of
// a million refunds stays below it.
const snapshotMax = 2 * time.Minute

// New returns the books in a migrated database.
func New(c Config) (*Store, error) {
	if c.Reader == nil || c.Clock == nil {
		return nil, errors.New("ledger: a store needs its databases and a clock")
	}
	if c.Log == nil {
		c.Log = silent{}
	}
	s := &Store{
		writer: newDatabase(c.Writer, c.Dialect), reader: newDatabase(c.Reader, c.Dialect), dialect: c.Dialect, guard: c.Guard, clock: c.Clock,
		health: health{log: c.Log, clock: c.Clock}, snapshotMax: snapshotMax,
		newerSchema: c.NewerSchema,
	}
	if c.Dialect.GroupCommit && c.Writer != nil {
		s.group = newGroup(s)
	}
	return s, nil
}

// Close lets the writes under way finish, and closes both pools.
func (s *Store) Close() error {
	if s.group != nil {
		s.group.close()
	}
	var err error
	if s.guard != nil {
		err = s.guard.Close()
	}
	return errors.Join(err, s.writer.close(), s.reader.close())
}

// writeAttemptsMax bounds how often a transaction that lost a lock is run again.
const writeAttemptsMax = 5

// write runs work in a transaction on the writer, and returns once what it did is on the disk. A
// lost lock runs work again, and so may an error of a mate in a group commit: work is pure but for
// its statements, bounded, and sets what it returns anew each time. A broken constraint, or a
// panic, is ErrInvariant.
func (s *Store) write(ctx context.Context, what string, work func(*tx) error) error {
	s.writes.Add(1)
	err := s.written(ctx, work)
	s.health.note(what, err, s.dialect.Broken)
	return s.explain(what, err)
}

func (s *Store) written(ctx context.Context, work func(*tx) error) error {
	if s.writer.db == nil {
		return ledger.ErrReadOnly
	}
	if s.group != nil {
		return s.group.do(ctx, work)
	}
	return s.alone(ctx, work)
}

// alone runs work in a transaction of its own.
func (s *Store) alone(ctx context.Context, work func(*tx) error) (err error) {
	for range writeAttemptsMax {
		ledger.CountRun(ctx)
		if err = s.alive(); err != nil {
			return err
		}
		err = s.once(ctx, s.writer, nil, func(t *tx) error {
			if err := t.opened(); err != nil {
				return err
			}
			return work(t)
		})
		if err == nil || !s.dialect.Busy(err) || ctx.Err() != nil {
			break
		}
	}
	if err == nil {
		return s.alive()
	}
	return err
}

// alive is asked before a transaction, and after its commit: what went into a file that is gone was
// not kept.
func (s *Store) alive() error {
	if s.guard == nil {
		return nil
	}
	if err := s.guard.Alive(); err != nil {
		return fault{err}
	}
	return nil
}

// read runs work on one snapshot of the reader, for snapshotMax at most.
func (s *Store) read(ctx context.Context, what string, work func(*tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.snapshotMax)
	defer cancel()
	return s.explain(what, s.once(ctx, s.reader, s.dialect.Snapshot, work))
}

func (s *Store) once(ctx context.Context, d database, opts *sql.TxOptions, work func(*tx) error) error {
	begun, err := d.db.BeginTx(ctx, opts)
	if err != nil {
		return fault{fmt.Errorf("begin: %w", err)}
	}
	t := s.newTx(begun, d)
	if opts != nil && opts.ReadOnly {
		t.ctx = ctx // a reader may be interrupted anywhere
	}
	if err := t.run(work); err != nil {
		return errors.Join(gaveUp(ctx, err), rolledBack(begun))
	}
	if err := begun.Commit(); err != nil {
		return gaveUp(ctx, fault{fmt.Errorf("commit: %w", err)})
	}
	d.statements.prepare(context.WithoutCancel(ctx), d.db)
	return nil
}

// newTx is a transaction's view for one call. Its statements are not cancelled with the caller: an
// interrupted one ends the whole transaction.
func (s *Store) newTx(begun *sql.Tx, d database) *tx {
	return &tx{
		ctx: context.Background(), sql: begun, dialect: s.dialect, statements: d.statements,
		now: s.clock().UTC().Truncate(time.Microsecond), id: &s.id, watch: s.watch,
	}
}

// gaveUp tells an error that comes of the caller's own end: database/sql rolls back the transaction of a
// context that has ended, and says of what follows only that there is none.
func gaveUp(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, sql.ErrTxDone) {
		return fmt.Errorf("rolled back: %w: %w", ctx.Err(), err)
	}
	return err
}

// rolledBack ends a transaction that may have ended by itself.
func rolledBack(begun *sql.Tx) error {
	if err := begun.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return fmt.Errorf("roll back: %w", err)
	}
	return nil
}

// explain names the operation, and tells a broken constraint from a fault.
func (s *Store) explain(what string, err error) error {
	switch {
	case err == nil:
		return nil
	case s.dialect.Broken(err) && !errors.Is(err, ledger.ErrInvariant):
		return fmt.Errorf("ledger: %s: %w: %w", what, ledger.ErrInvariant, err)
	}
	return fmt.Errorf("ledger: %s: %w", what, err)
}

func invariant(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ledger.ErrInvariant}, args...)...)
}
