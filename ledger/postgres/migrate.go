package postgres

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlstore"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date. Processes that begin at once wait for each other by an advisory
// lock. A database that a newer release migrated is taken as it is, unless this program cannot work with it
// (ErrNewerSchema).
func migrate(ctx context.Context, db *sql.DB) (sqlstore.Schema, error) {
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return sqlstore.Schema{}, err
	}
	provider, err := newProvider(db, goose.WithSessionLocker(locker))
	if err != nil {
		return sqlstore.Schema{}, err
	}
	if _, err := provider.Up(ctx); err != nil {
		return sqlstore.Schema{}, err
	}
	return current(ctx, db)
}

func newProvider(db *sql.DB, options ...goose.ProviderOption) (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	options = append(options, goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	return goose.NewProvider(goose.DialectPostgres, db, folder, options...)
}

// floorIsThere asks whether a migration has named the oldest program for the schema.
const floorIsThere = `SELECT to_regclass('` + sqlstore.SchemaFloorTable + `') IS NOT NULL`

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

// isLedger is ErrNoLedger where the database has no ledger.
func isLedger(ctx context.Context, db *sql.DB) error {
	var there bool
	err := db.QueryRowContext(ctx, `SELECT to_regclass('ledger_identity') IS NOT NULL AND to_regclass('goose_db_version') IS NOT NULL`).Scan(&there)
	if err == nil && !there {
		err = fmt.Errorf("%w (`makegood ledger create` makes one)", ledger.ErrNoLedger)
	}
	return err
}
