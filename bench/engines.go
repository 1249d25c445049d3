package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/postgres"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
)

// sqliteName is the engine whose driver prepares nothing by itself.
const sqliteName = "SQLite"

// engine is one database with the books, and one of its own with the same tables, to which the same
// statements are written without the books.
type engine struct {
	name  string
	books *sqlstore.Store
	raw   *rawDatabase
	// recorded is what one refund is.
	recorded recording
	// through is what refunds through the books took, bare what their statements alone took.
	through, bare spent
}

// engines measures how many refunds a second are reserved, begun and settled on each engine by many callers,
// against transactions of the same statements on the same engine. Both engines wait for the disk.
func (r *rig) engines(ctx context.Context, t *table) error {
	all, stop, err := r.openEngines(ctx)
	defer stop()
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.recorded, err = r.recordRefund(ctx, e.books); err == nil {
			err = e.raw.prepare(ctx, e.recorded)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	for range r.n.rounds {
		for _, e := range all {
			if err := r.turn(ctx, e); err != nil {
				return fmt.Errorf("%s: %w", e.name, err)
			}
		}
	}
	for _, e := range all {
		t.show(row{What: fmt.Sprintf("reserve, begin and settle on %s, %d callers", e.name, callersMax), Value: e.through.rate() / e.bare.rate(),
			Unit: "of raw transactions' rate", Note: fmt.Sprintf("%.0f refunds/s, rules included, against %.0f/s of the same %d statements in %d transactions",
				e.through.rate(), e.bare.rate(), e.recorded.count(), len(e.recorded.transactions))})
	}
	return nil
}

// turn walks refunds through the books, and then writes as many by their statements alone.
func (r *rig) turn(ctx context.Context, e *engine) error {
	began := time.Now()
	if err := together(ctx, r.n.ledger, callersMax, func(ctx context.Context) error { return r.walk(ctx, e.books, r.rules) }); err != nil {
		return err
	}
	e.through = e.through.plus(spent{count: r.n.ledger, wall: time.Since(began)})
	copies := make(chan recording, r.n.ledger)
	for range r.n.ledger {
		copies <- e.recorded.copied()
	}
	began = time.Now()
	if err := together(ctx, r.n.ledger, callersMax, func(ctx context.Context) error { return e.raw.write(ctx, <-copies) }); err != nil {
		return fmt.Errorf("raw: %w", err)
	}
	e.bare = e.bare.plus(spent{count: r.n.ledger, wall: time.Since(began)})
	return nil
}

// openEngines opens both. stop closes what was opened, also after an error.
func (r *rig) openEngines(ctx context.Context) (all []*engine, stop func(), err error) {
	var stops []func()
	stop = func() {
		for i := len(stops) - 1; i >= 0; i-- {
			stops[i]()
		}
	}
	server, end, err := postgrestest.StartDurable(ctx)
	if err != nil {
		return nil, stop, err
	}
	stops = append(stops, end)
	for _, of := range []struct {
		name string
		open func(context.Context) (ledger.Store, *sql.DB, error)
	}{
		{sqliteName, r.openSQLite},
		{"PostgreSQL", func(ctx context.Context) (ledger.Store, *sql.DB, error) { return openPostgres(ctx, server) }},
	} {
		books, raw, err := of.open(ctx)
		if books != nil {
			stops = append(stops, func() { _ = books.Close() })
		}
		if raw != nil {
			stops = append(stops, func() { _ = raw.Close() })
		}
		if err != nil {
			return nil, stop, fmt.Errorf("%s: %w", of.name, err)
		}
		store, ok := books.(*sqlstore.Store)
		if !ok {
			return nil, stop, fmt.Errorf("%s: the books are a %T", of.name, books)
		}
		all = append(all, &engine{name: of.name, books: store, raw: &rawDatabase{db: raw, prepares: of.name == sqliteName}})
	}
	return all, stop, nil
}

// openSQLite opens the books, and a second file made by them as they open theirs: one writer, every commit
// on the disk.
func (r *rig) openSQLite(ctx context.Context) (ledger.Store, *sql.DB, error) {
	books, err := sqlite.OpenOrCreate(ctx, filepath.Join(r.dir, "engine.db"), time.Now)
	if err != nil {
		return nil, nil, err
	}
	path := filepath.Join(r.dir, "raw.db")
	tables, err := sqlite.OpenOrCreate(ctx, path, time.Now)
	if err == nil {
		err = tables.Close()
	}
	if err != nil {
		return books, nil, err
	}
	query := url.Values{"_txlock": {"immediate"}, "_pragma": {"busy_timeout(20000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)"}}
	raw, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: query.Encode()}).String())
	if err == nil {
		raw.SetMaxOpenConns(1)
	}
	return books, raw, err
}

// openPostgres opens the books, and a second database with their tables, by as many connections as they have.
func openPostgres(ctx context.Context, server *postgrestest.Server) (ledger.Store, *sql.DB, error) {
	var urls [2]string
	for i := range urls {
		at, err := server.NewDatabase(ctx)
		if err == nil {
			_, err = postgres.Create(ctx, at, time.Now)
		}
		if err != nil {
			return nil, nil, err
		}
		urls[i] = at
	}
	books, err := postgres.Open(ctx, urls[0], time.Now)
	raw, problem := sql.Open("pgx", urls[1])
	if problem == nil {
		raw.SetMaxOpenConns(callersMax)
		raw.SetMaxIdleConns(callersMax)
	}
	return books, raw, errors.Join(err, problem)
}
