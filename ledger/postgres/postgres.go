// Package postgres keeps the books in PostgreSQL: the ledger of more than one machine. Any number of
// workers and commands may open the same database.
//
// On the path: worker and command line open it; the statements are ledger/sqlstore's. Every call is a
// transaction of its own, at READ COMMITTED: it locks the order's row, then the payments by id, then the
// customer, then accounts by name, and what was lost to another transaction is run again. Reading works on
// one snapshot. A ledger is made by Create alone, when a person asks for it.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlstore"
)

// Connections of one process: writers hold one each while they wait for a row's lock.
const (
	writersMax = 32
	readersMax = 8
)

// Option changes how a ledger is opened.
type Option func(*settings)

type settings struct {
	log      ledger.Logger
	password secret.Value
	// unsecured: a line to another machine need not be secured.
	unsecured   bool
	newerSchema bool
}

func settingsOf(options []Option) (s settings) {
	for _, option := range options {
		option(&s)
	}
	return s
}

// WithLog says what operators should know: writes that fail, and that they go well again.
func WithLog(l ledger.Logger) Option {
	return func(s *settings) {
		if l != nil {
			s.log = l
		}
	}
}

// Open opens the ledger at url (postgres://user@host/database?...) and brings its schema up to date.
// ErrNoLedger: the database has none. ErrNewerSchema. The URL's password is in no error. clock nil: whatever is written has the
// database's own time, so that workers on many machines, whose clocks differ, go by one; what is read is held against
// this machine's.
func Open(ctx context.Context, url string, clock func() time.Time, options ...Option) (ledger.Store, error) {
	s := settingsOf(options)
	writer, err := s.connect(ctx, url, writersMax)
	if err != nil {
		return nil, err
	}
	schema, err := upgrade(ctx, writer)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("ledger: open %s: %w", Place(url), err), writer.Close())
	}
	reader, err := s.connect(ctx, url, readersMax)
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	s.newerSchema = schema.Newer()
	store, err := newStore(sqlstore.Databases{Writer: writer, Reader: reader}, clock, s)
	if err != nil {
		return nil, errors.Join(err, reader.Close(), writer.Close())
	}
	return store, nil
}

// OpenReadOnly opens the ledger at url for commands that only read: it migrates nothing. Errors:
// ErrNoLedger; a ledger of an older release; ErrNewerSchema.
func OpenReadOnly(ctx context.Context, url string, clock func() time.Time, options ...Option) (ledger.ReadOnly, error) {
	reader, err := settingsOf(options).connect(ctx, url, readersMax)
	if err != nil {
		return nil, err
	}
	err = isLedger(ctx, reader)
	if err == nil {
		_, err = current(ctx, reader)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("ledger: read %s: %w", Place(url), err), reader.Close())
	}
	store, err := newStore(sqlstore.Databases{Reader: reader}, clock, settings{})
	if err != nil {
		return nil, errors.Join(err, reader.Close())
	}
	return store, nil
}

// Create makes an empty ledger in the database at url, with an id of its own. ErrLedgerExists: there is one,
// and it was left alone.
func Create(ctx context.Context, url string, clock func() time.Time, options ...Option) (ledger.Identity, error) {
	db, err := settingsOf(options).connect(ctx, url, 1)
	if err != nil {
		return ledger.Identity{}, err
	}
	if err := fill(ctx, db); err != nil {
		return ledger.Identity{}, errors.Join(fmt.Errorf("ledger: create %s: %w", Place(url), err), db.Close())
	}
	store, err := newStore(sqlstore.Databases{Writer: db, Reader: db}, clock, settings{})
	if err != nil {
		return ledger.Identity{}, errors.Join(err, db.Close())
	}
	if err := store.Identify(ctx); err != nil {
		return ledger.Identity{}, errors.Join(err, store.Close())
	}
	made, err := store.Identity(ctx)
	return made, errors.Join(err, store.Close())
}

func newStore(d sqlstore.Databases, clock func() time.Time, s settings) (*sqlstore.Store, error) {
	of := dialect()
	if clock == nil {
		of.Now, clock = databaseNow, time.Now
	}
	return sqlstore.New(sqlstore.Config{Databases: d, Dialect: of, Clock: clock, Log: s.log, NewerSchema: s.newerSchema})
}

// fill gives an empty database its schema.
func fill(ctx context.Context, db *sql.DB) error {
	switch err := isLedger(ctx, db); {
	case err == nil:
		return ledger.ErrLedgerExists
	case !errors.Is(err, ledger.ErrNoLedger):
		return err
	}
	_, err := migrate(ctx, db)
	return err
}

// upgrade migrates a database that has a ledger.
func upgrade(ctx context.Context, db *sql.DB) (sqlstore.Schema, error) {
	if err := isLedger(ctx, db); err != nil {
		return sqlstore.Schema{}, err
	}
	return migrate(ctx, db)
}
