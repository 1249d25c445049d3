package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/makegood/makegood/ledger/sqlstore"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrateAttemptsMax bounds how often a migration that met another process's is run again.
const migrateAttemptsMax = 5

// migrate brings the schema up to date. Two processes that upgrade a file at once may meet: one of
// them fails on what the other has just made, and finds it done when it looks again. A file of a newer
// release is refused.
func migrate(ctx context.Context, db *sql.DB) error {
	var failed error
	for range migrateAttemptsMax {
		provider, err := newProvider(db)
		if err != nil {
			return err
		}
		if _, failed = provider.Up(ctx); failed == nil {
			return current(ctx, db)
		}
		if errors.Is(failed, context.Canceled) {
			return failed
		}
	}
	return failed
}

func newProvider(db *sql.DB) (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, folder,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
}

// current is an error unless the schema is the one this program is made for.
func current(ctx context.Context, db *sql.DB) error {
	provider, err := newProvider(db)
	if err != nil {
		return err
	}
	return sqlstore.SchemaIsCurrent(ctx, db, provider)
}
