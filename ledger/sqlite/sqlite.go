// Package sqlite keeps the books in one SQLite file: the default, embedded ledger. Several
// processes may open the same file.
//
// On the path: worker and command line open it; the statements are ledger/sqlstore's. Writes go
// through one connection a process, in immediate transactions with full sync, and those that wait
// for each other share a commit; reads see the last commit (write-ahead log). A file is made by
// Create alone, when a person asks for it; a file that goes away under an open ledger ends it.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlstore"
)

// readersMax bounds the connections that read: two cores do not use more.
const readersMax = 4

// Option changes how a ledger is opened.
type Option func(*settings)

type settings struct {
	log       ledger.Logger
	unchecked bool
	limits    limits
	// pragmas are what a test sets on the writer beside the rest.
	pragmas []string
}

// WithLog says what operators should know: how long the check of the pages took, writes that fail, a
// log that does not shrink. Nil: nobody listens.
func WithLog(l ledger.Logger) Option {
	return func(s *settings) {
		if l != nil {
			s.log = l
		}
	}
}

// WithoutCheck opens without reading every page: for commands that cannot wait, such as the kill switch.
func WithoutCheck() Option { return func(s *settings) { s.unchecked = true } }

func settingsOf(options []Option) settings {
	s := settings{log: silent{}, limits: defaultLimits()}
	for _, option := range options {
		option(&s)
	}
	return s
}

// silent is the logger of those who named none.
type silent struct{}

// Info implements ledger.Logger.
func (silent) Info(string, ...any) {}

// Warn implements ledger.Logger.
func (silent) Warn(string, ...any) {}

// Open opens the ledger at path and brings its schema up to date. Errors: ErrNoLedger where there is
// none, ErrDamaged where its pages make no sense, ErrNewerSchema; each names the file. clock gives the time of every row.
func Open(ctx context.Context, path string, clock func() time.Time, options ...Option) (ledger.Store, error) {
	path, err := existing(path)
	if err != nil {
		return nil, err
	}
	return open(ctx, path, clock, settingsOf(options))
}

// OpenOrCreate is for the demo, previews and tests, which may begin with nothing.
func OpenOrCreate(ctx context.Context, path string, clock func() time.Time, options ...Option) (ledger.Store, error) {
	if _, err := Create(ctx, path, clock); err != nil && !errors.Is(err, ledger.ErrLedgerExists) {
		return nil, err
	}
	return Open(ctx, path, clock, options...)
}

// existing is the path, absolute, of a file that may be a ledger.
func existing(path string) (string, error) {
	if path == "" {
		return "", errors.New("ledger: open: no file named")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("ledger: open: %w", err)
	}
	file, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", fmt.Errorf("ledger: open %s: %w (`makegood ledger create` makes one)", path, ledger.ErrNoLedger)
	case err != nil:
		return "", fmt.Errorf("ledger: open: %w", err)
	case file.IsDir():
		return "", fmt.Errorf("ledger: open %s: %w: it is a folder", path, ledger.ErrNoLedger)
	case file.Size() == 0:
		return "", fmt.Errorf("ledger: open %s: %w: the file is empty", path, ledger.ErrNoLedger)
	}
	return path, nil
}

// open opens a file that is there.
func open(ctx context.Context, path string, clock func() time.Time, s settings) (_ ledger.Store, err error) {
	var opened closers
	defer func() {
		if err != nil {
			err = errors.Join(err, opened.close())
		}
	}()
	before, err := identify(path)
	if err != nil {
		return nil, err
	}
	if err := probe(ctx, path); err != nil {
		return nil, err
	}
	writer, err := connect(ctx, path, writing(s), 1)
	if err != nil {
		return nil, err
	}
	opened.add(writer)
	schema, err := ready(ctx, path, writer, s)
	if err != nil {
		return nil, err
	}
	reader, err := connect(ctx, path, reading(), readersMax)
	if err != nil {
		return nil, err
	}
	opened.add(reader)
	guard, err := newGuard(path, before, s)
	if err != nil {
		return nil, err
	}
	opened.add(guard)
	store, err := sqlstore.New(sqlstore.Config{
		Databases: sqlstore.Databases{Writer: writer, Reader: reader}, Dialect: dialect(), Clock: clock, Guard: guard, Log: s.log,
		NewerSchema: schema.Newer(),
	})
	if err != nil {
		return nil, err
	}
	if err := store.Identify(ctx); err != nil {
		opened = closers{store.Close}
		return nil, err
	}
	return store, nil
}

// probe looks at the file before anything in it is changed: it may be another database.
func probe(ctx context.Context, path string) error {
	db, err := connect(ctx, path, reading(), 1)
	if err != nil {
		return err
	}
	if err = isLedger(ctx, db); err != nil {
		err = fmt.Errorf("ledger: open %s: %w", path, err)
	}
	return errors.Join(err, db.Close())
}

// ready checks that the ledger is whole, and migrates it.
func ready(ctx context.Context, path string, db *sql.DB, s settings) (sqlstore.Schema, error) {
	if !s.unchecked {
		if err := check(ctx, db, s); err != nil {
			return sqlstore.Schema{}, fmt.Errorf("ledger: check %s: %w", path, err)
		}
	}
	schema, err := migrate(ctx, db)
	if err != nil {
		return schema, fmt.Errorf("ledger: migrate %s: %w", path, err)
	}
	return schema, nil
}

// closers close what was opened so far, last first.
type closers []func() error

func (c *closers) add(one interface{ Close() error }) { *c = append(*c, one.Close) }

func (c *closers) close() error {
	var all error
	for i := len(*c) - 1; i >= 0; i-- {
		all = errors.Join(all, (*c)[i]())
	}
	return all
}
