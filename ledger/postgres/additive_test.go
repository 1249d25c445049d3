package postgres_test

import (
	"database/sql"
	"testing"

	"github.com/pressly/goose/v3"

	"github.com/makegood/makegood/ledger/postgres/postgrestest"
	"github.com/makegood/makegood/ledger/schematest"
)

func migrated(server *postgrestest.Server) schematest.Migrated {
	return schematest.Migrated{
		Engine: schematest.Postgres(), Dialect: goose.DialectPostgres, Last: schematest.LastRelease().Postgres,
		Open: func(t *testing.T) *sql.DB {
			t.Helper()
			return opened(t, server.Database(t))
		},
	}
}

func opened(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestMigrationsSinceTheLastReleaseOnlyAdd(t *testing.T) {
	migrated(postgrestest.Start(t)).OnlyAdds(t)
}

func TestAMigrationThatTakesSomethingAwayIsSeen(t *testing.T) {
	server := postgrestest.Start(t)
	released := server.Database(t)
	m, template := migrated(server), opened(t, released)
	m.ToLastRelease(t, template)
	if err := template.Close(); err != nil { // a database is copied that nobody uses
		t.Fatal(err)
	}
	m.Before = func(t *testing.T) *sql.DB {
		t.Helper()
		return opened(t, server.CopyOf(t, released))
	}
	m.Sees(t, append(schematest.ChangesOfBoth(),
		schematest.Change{Statement: `ALTER TABLE orders ADD COLUMN note TEXT NOT NULL`, Want: "orders.note is new, and neither NULL nor a default fills it"},
		schematest.Change{Statement: `ALTER TABLE orders ALTER COLUMN currency TYPE CHAR(3)`, Want: "orders.currency is character and was text"},
		schematest.Change{Statement: `ALTER TABLE legs ALTER COLUMN begun_at SET NOT NULL`, Want: "legs.begun_at takes no NULL any more"},
	)...)
}
