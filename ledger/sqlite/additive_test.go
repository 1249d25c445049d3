package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"

	"github.com/makegood/makegood/ledger/schematest"
)

func migrated() schematest.Migrated {
	return schematest.Migrated{
		Engine: schematest.SQLite(), Dialect: goose.DialectSQLite3, Last: schematest.LastRelease().SQLite,
		Open: func(t *testing.T) *sql.DB {
			t.Helper()
			db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "ledger.db"))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			return db
		},
	}
}

func TestMigrationsSinceTheLastReleaseOnlyAdd(t *testing.T) { migrated().OnlyAdds(t) }

func TestAMigrationThatTakesSomethingAwayIsSeen(t *testing.T) {
	migrated().Sees(t, schematest.ChangesOfBoth()...)
}
