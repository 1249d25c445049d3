package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
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
	sources := provider.ListSources()
	want := sources[len(sources)-1].Version
	var is int64
	err = db.QueryRowContext(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version`).Scan(&is)
	switch {
	case err != nil:
		return err
	case is < want:
		return fmt.Errorf("its schema is version %d and this program's %d: the first worker of this release upgrades it", is, want)
	case is > want:
		return fmt.Errorf("its schema is version %d and this program's %d: it belongs to a newer release", is, want)
	}
	return nil
}
