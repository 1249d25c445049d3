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
// them fails on what the other has just made, and finds it done when it looks again. A file that a newer
// release migrated is taken as it is, unless this program cannot work with it (ErrNewerSchema).
func migrate(ctx context.Context, db *sql.DB) (sqlstore.Schema, error) {
	var failed error
	for range migrateAttemptsMax {
		provider, err := newProvider(db)
		if err != nil {
			return sqlstore.Schema{}, err
		}
		if _, failed = provider.Up(ctx); failed == nil {
			return current(ctx, db)
		}
		if errors.Is(failed, context.Canceled) {
			return sqlstore.Schema{}, failed
		}
	}
	return sqlstore.Schema{}, failed
}

func newProvider(db *sql.DB) (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, folder,
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
}

// floorIsThere asks whether a migration has named the oldest program for the schema.
const floorIsThere = `SELECT COUNT(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = '` + sqlstore.SchemaFloorTable + `'`

// current is how far the schema is, and an error unless this program can work with it.
func current(ctx context.Context, db *sql.DB) (sqlstore.Schema, error) {
	provider, err := newProvider(db)
	if err != nil {
		return sqlstore.Schema{}, err
	}
	sources := provider.ListSources()
	schema, err := sqlstore.ReadSchema(ctx, db, sources[len(sources)-1].Version, floorIsThere)
	if err != nil {
		return schema, err
	}
	return schema, schema.Check()
}
