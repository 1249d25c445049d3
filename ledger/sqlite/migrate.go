package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrateAttemptsMax bounds how often a migration that met another process's is run again.
const migrateAttemptsMax = 5

// migrate brings the schema up to date. Two processes that open a new file at once may meet: one
// of them fails on what the other has just made, and finds it done when it looks again.
func migrate(ctx context.Context, db *sql.DB) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	for range migrateAttemptsMax {
		var provider *goose.Provider
		provider, err = goose.NewProvider(goose.DialectSQLite3, db, folder,
			goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
		if err != nil {
			return err
		}
		if _, err = provider.Up(ctx); err == nil || errors.Is(err, context.Canceled) {
			return err
		}
	}
	return err
}
