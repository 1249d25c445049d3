// Package sqlstore is the books in SQL: the statements every engine shares, on database/sql. One
// file an operation, one transaction each.
//
// On the path: activities call ledger.Store; an engine's package (ledger/sqlite) opens the
// database, migrates it and hands it to New with its dialect. Rows are locked order first, then
// payments by id, then the customer, then accounts by name.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

var _ ledger.Store = (*Store)(nil)

// Store is the books in one database. It is safe for concurrent use.
type Store struct {
	writer  database
	reader  database
	dialect Dialect
	clock   func() time.Time
}

// Databases are the pools a store works on. They may be the same; the store closes both.
type Databases struct {
	Writer *sql.DB
	Reader *sql.DB
}

// New returns the books in a migrated database. clock gives the time of every row; it is
// truncated to microseconds, UTC.
func New(d Databases, dialect Dialect, clock func() time.Time) (*Store, error) {
	if d.Writer == nil || d.Reader == nil || clock == nil {
		return nil, errors.New("ledger: a store needs its databases and a clock")
	}
	return &Store{
		writer: newDatabase(d.Writer), reader: newDatabase(d.Reader), dialect: dialect, clock: clock,
	}, nil
}

// Close closes both pools.
func (s *Store) Close() error {
	return errors.Join(s.writer.close(), s.reader.close())
}

// writeAttemptsMax bounds how often a transaction that lost a lock is run again.
const writeAttemptsMax = 5

// write runs work in one transaction on the writer. A lost lock runs it again; a broken
// constraint is ErrInvariant.
func (s *Store) write(ctx context.Context, what string, work func(*tx) error) error {
	var err error
	for range writeAttemptsMax {
		err = s.once(ctx, s.writer, nil, work)
		if err == nil || !s.dialect.Busy(err) || ctx.Err() != nil {
			break
		}
	}
	return s.explain(what, err)
}

// read runs work on one snapshot of the reader.
func (s *Store) read(ctx context.Context, what string, work func(*tx) error) error {
	return s.explain(what, s.once(ctx, s.reader, s.dialect.Snapshot, work))
}

func (s *Store) once(ctx context.Context, d database, opts *sql.TxOptions, work func(*tx) error) error {
	begun, err := d.db.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	t := &tx{
		ctx: context.WithoutCancel(ctx), sql: begun, dialect: s.dialect, statements: d.statements,
		now: s.clock().UTC().Truncate(time.Microsecond),
	}
	if err := work(t); err != nil {
		return errors.Join(err, rolledBack(begun))
	}
	if err := begun.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	d.statements.prepare(t.ctx, d.db)
	return nil
}

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

func wrongState(format string, args ...any) error {
	return refund.Problem{Code: refund.CodeWrongState, Detail: fmt.Sprintf(format, args...)}
}
