package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/pressly/goose/v3"
)

// SchemaIsCurrent is an error unless the database has the schema that an engine's migrations end with.
func SchemaIsCurrent(ctx context.Context, db *sql.DB, migrations *goose.Provider) error {
	sources := migrations.ListSources()
	want := sources[len(sources)-1].Version
	var is int64
	err := db.QueryRowContext(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&is)
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
