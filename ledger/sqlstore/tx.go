package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Dialect is what differs between engines beside their migrations.
type Dialect struct {
	// GroupCommit lets calls that wait for each other anyway share a transaction and its sync: for an
	// engine with one writer. Where rows are locked, transactions run side by side instead.
	GroupCommit bool
	// RowLock is appended to a SELECT of a row that the transaction will change; empty where the
	// transaction holds the whole database.
	RowLock string
	// DriverPrepares: the driver prepares statements by itself, and keeps them for each connection.
	DriverPrepares bool
	// Freeze keeps everybody else from writing until the transaction ends; empty where a transaction that writes
	// does so anyway.
	Freeze string
	// Now is the database's own time in microseconds, UTC, as an expression: where it is named, a transaction that
	// writes takes its time from there, because the clocks of many machines differ. Empty, as for an engine with group commit: the store's clock.
	Now string
	// AfterCopy are what an engine needs after rows with ids of their own were copied into it.
	AfterCopy []string
	// AfterErase are what an engine needs to let go of what was deleted.
	AfterErase []string
	// Snapshot are the options of a reading transaction.
	Snapshot *sql.TxOptions
	// Broken reports a violated constraint: never to be retried.
	Broken func(error) bool
	// Busy reports a lock that was lost: to be run again.
	Busy func(error) bool
}

// database is a pool with its prepared statements.
type database struct {
	db         *sql.DB
	statements *statements
}

func newDatabase(db *sql.DB, d Dialect) database {
	return database{db: db, statements: &statements{ready: map[string]*sql.Stmt{}, wanted: map[string]bool{}, never: d.DriverPrepares}}
}

func (d database) close() error {
	if d.db == nil {
		return nil
	}
	return d.db.Close()
}

// statements are prepared after the transaction that first wanted them, because a pool of one
// connection cannot prepare while a transaction holds it. Queries are constants, so they are few.
type statements struct {
	mu     sync.Mutex
	ready  map[string]*sql.Stmt
	wanted map[string]bool
	// asked counts what was run: the tests hold it to a budget.
	asked int64
	// never: somebody else prepares them.
	never bool
}

func (s *statements) find(query string) *sql.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	return s.lookUp(query)
}

// uncounted is find for the machinery's own statements.
func (s *statements) uncounted(query string) *sql.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lookUp(query)
}

func (s *statements) lookUp(query string) *sql.Stmt {
	if stmt, ok := s.ready[query]; ok {
		return stmt
	}
	if !s.never {
		s.wanted[query] = true
	}
	return nil
}

// prepare makes ready what was wanted. A query that cannot be prepared stays unprepared: its own
// execution reports the error.
func (s *statements) prepare(ctx context.Context, db *sql.DB) {
	for _, query := range s.takeWanted() {
		stmt, err := db.PrepareContext(ctx, query)
		if err != nil {
			return
		}
		s.mu.Lock()
		if _, again := s.ready[query]; again {
			_ = stmt.Close()
		} else {
			s.ready[query] = stmt
		}
		s.mu.Unlock()
	}
}

func (s *statements) takeWanted() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for query := range s.wanted {
		out = append(out, query)
	}
	clear(s.wanted)
	return out
}

// tx is one transaction, or one call's part of it. ctx is not cancelled with the caller's.
type tx struct {
	ctx        context.Context
	sql        *sql.Tx
	dialect    Dialect
	statements *statements
	// now is the time of every row that the transaction writes.
	now time.Time
	// occurred is when the fact that is being booked happened, as its provider said (UTC); zero: nobody said.
	occurred time.Time
	// id is where the ledger's own id is kept, once it was read.
	id *atomic.Pointer[string]
	// watch sees what is run; nil: nobody does.
	watch func(Statement)
	// unwritten are postings that are appended with the next ones, or at the end.
	unwritten []booking
	// failed is the first statement that failed. No other runs after it: the engine may have ended the
	// transaction, and would keep each of them for itself.
	failed error
}

// run runs work. An error it hides counts; a panic is a bug, and
// reaches its caller as one.
func (t *tx) run(work func(*tx) error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = panicked(cause)
		}
	}()
	if err := work(t); err != nil {
		return err
	}
	if t.failed != nil {
		return t.failed
	}
	return t.journalRest()
}

// fault is an error of the database, as opposed to a refusal of the books.
type fault struct{ err error }

// Error implements error.
func (f fault) Error() string { return f.err.Error() }

// Unwrap makes the engine's own error visible.
func (f fault) Unwrap() error { return f.err }

// noted keeps the first fault; a missing row is none.
func (t *tx) noted(err error) error {
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if t.failed == nil {
		t.failed = fault{err}
	}
	return t.failed
}

func (t *tx) exec(query string, args ...any) error {
	_, err := t.changed(query, args...)
	return err
}

// changed runs a statement and returns how many rows it changed.
func (t *tx) changed(query string, args ...any) (int64, error) {
	if t.failed != nil {
		return 0, t.failed
	}
	args = storable(args)
	t.saw(query, args, true)
	var result sql.Result
	var err error
	if stmt := t.statements.find(query); stmt != nil {
		result, err = t.sql.StmtContext(t.ctx, stmt).ExecContext(t.ctx, args...)
	} else {
		result, err = t.sql.ExecContext(t.ctx, query, args...)
	}
	if err != nil {
		return 0, t.noted(err)
	}
	return result.RowsAffected()
}

// oneRow is the only row of a query, or none.
type oneRow struct {
	t   *tx
	row *sql.Row
}

// Scan reads the row; sql.ErrNoRows where there is none.
func (r oneRow) Scan(into ...any) error {
	if r.row == nil {
		return r.t.failed
	}
	return r.t.noted(r.row.Scan(into...))
}

func (t *tx) row(query string, args ...any) oneRow {
	if t.failed != nil {
		return oneRow{t: t}
	}
	return oneRow{t: t, row: t.rowOf(t.statements.find(query), query, args...)}
}

func (t *tx) rowOf(stmt *sql.Stmt, query string, args ...any) *sql.Row {
	args = storable(args)
	t.saw(query, args, false)
	if stmt != nil {
		return t.sql.StmtContext(t.ctx, stmt).QueryRowContext(t.ctx, args...)
	}
	return t.sql.QueryRowContext(t.ctx, query, args...)
}

func (t *tx) rows(query string, args ...any) (*sql.Rows, error) {
	if t.failed != nil {
		return nil, t.failed
	}
	args = storable(args)
	t.saw(query, args, false)
	var rows *sql.Rows
	var err error
	if stmt := t.statements.find(query); stmt != nil {
		rows, err = t.sql.StmtContext(t.ctx, stmt).QueryContext(t.ctx, args...)
	} else {
		rows, err = t.sql.QueryContext(t.ctx, query, args...)
	}
	return rows, t.noted(err)
}

// scanner is a row to read.
type scanner interface{ Scan(into ...any) error }

// list reads all rows of a query.
func list[T any](t *tx, read func(scanner) (T, error), query string, args ...any) (out []T, err error) {
	rows, err := t.rows(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := rows.Close(); err == nil {
			err = t.noted(closed)
		}
	}()
	for rows.Next() {
		item, err := read(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, t.noted(rows.Err())
}

// text is a value as stored JSON.
func text(value any) (string, error) {
	raw, err := json.Marshal(value)
	return string(raw), err
}

// fromText reads stored JSON; an empty text leaves the value as it is.
func fromText(raw string, into any) error {
	if raw == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(raw), into); err != nil {
		return fmt.Errorf("stored JSON: %w", err)
	}
	return nil
}

func micros(t time.Time) int64 { return t.UnixMicro() }

func fromMicros(at int64) time.Time { return time.UnixMicro(at).UTC() }

func optionalMicros(at *time.Time) sql.NullInt64 {
	if at == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: micros(*at), Valid: true}
}

func optionalTime(at sql.NullInt64) *time.Time {
	if !at.Valid {
		return nil
	}
	out := fromMicros(at.Int64)
	return &out
}
