package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/refund"
)

// CopyFrom copies a ledger whole into the empty database at url, under its id, and seals the source (sqlstore.CopyTo).
// ErrLedgerExists: the database has a ledger. told hears of each table.
func CopyFrom(ctx context.Context, source ledger.Store, url string, clock func() time.Time, cause refund.Cause, told func(sqlstore.Copied), options ...Option) error {
	from, ok := source.(*sqlstore.Store)
	if !ok {
		return fmt.Errorf("ledger: copy: a source of %T has no rows", source)
	}
	db, err := settingsOf(options).connect(ctx, url, 2) // one that writes, one that reads beside it
	if err != nil {
		return err
	}
	target, err := newStore(sqlstore.Databases{Writer: db, Reader: db}, clock, settings{})
	if err != nil {
		return errors.Join(err, db.Close())
	}
	if err := fill(ctx, db); err != nil && !(errors.Is(err, ledger.ErrLedgerExists) && nameless(ctx, target)) {
		return errors.Join(fmt.Errorf("ledger: copy to %s: %w", Place(url), err), target.Close())
	}
	return errors.Join(from.CopyTo(ctx, target, cause, told), target.Close())
}

// nameless reports whether a database has the tables of a ledger that was never finished: a copy that failed.
func nameless(ctx context.Context, s *sqlstore.Store) bool {
	_, err := s.Identity(ctx)
	return errors.Is(err, ledger.ErrNotFound)
}
