package postgres_test

import (
	"database/sql"
	"os"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"

	"github.com/makegood/makegood/ledger/postgres/postgrestest"
	"github.com/makegood/makegood/ledger/schematest"
)

// released are the columns that the last release does not use any more, and this one takes away.
var released []string

// migrating is a database with the last release's schema, and what migrates it.
func migrating(t *testing.T, url string) (*sql.DB, *goose.Provider) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	provider, err := goose.NewProvider(goose.DialectPostgres, db, os.DirFS("migrations"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), schematest.LastRelease().Postgres); err != nil {
		t.Fatal(err)
	}
	return db, provider
}

func schemaOf(t *testing.T, db *sql.DB) schematest.Schema {
	t.Helper()
	s, err := schematest.Postgres().Read(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Columns) < 100 || len(s.Unique) < 10 {
		t.Fatalf("%d columns and %d unique keys were seen: too few to mean anything", len(s.Columns), len(s.Unique))
	}
	return s
}

// TestMigrationsSinceTheLastReleaseOnlyAdd: its program and this one's work on one schema while a cluster is upgraded.
func TestMigrationsSinceTheLastReleaseOnlyAdd(t *testing.T) {
	db, provider := migrating(t, postgrestest.Start(t).Database(t))
	before := schemaOf(t, db)
	if _, err := provider.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, breach := range schematest.Breaches(before, schemaOf(t, db), released...) {
		t.Errorf("the last release's program cannot work on this: %s (CONTRIBUTING.md, \"Changing the ledger's schema\")", breach)
	}
}

func TestAMigrationThatTakesSomethingAwayIsSeen(t *testing.T) {
	server := postgrestest.Start(t)
	released := server.Database(t)
	template, _ := migrating(t, released)
	if err := template.Close(); err != nil { // a database is copied that nobody uses
		t.Fatal(err)
	}
	for _, c := range []struct{ statement, want string }{
		{`ALTER TABLE deliveries RENAME COLUMN delivery TO handover`, "deliveries.delivery is gone"},
		{`DROP TABLE refusals`, "refusals."},
		{`ALTER TABLE orders ADD COLUMN note TEXT NOT NULL DEFAULT ''`, ""},
		{`ALTER TABLE orders ADD COLUMN note TEXT`, ""},
		{`ALTER TABLE orders ADD COLUMN note TEXT NOT NULL`, "orders.note is new, and neither NULL nor a default fills it"},
		{`ALTER TABLE orders ALTER COLUMN currency TYPE CHAR(3)`, "orders.currency is character and was text"},
		{`ALTER TABLE legs ALTER COLUMN begun_at SET NOT NULL`, "legs.begun_at takes no NULL any more"},
		{`CREATE TABLE notes (note TEXT NOT NULL)`, ""},
		{`CREATE UNIQUE INDEX one_customer ON orders (merchant)`, "orders(merchant) has to be unique"},
		{`DROP VIEW balances`, "balances.balance is gone"},
	} {
		db, _ := migrating(t, server.CopyOf(t, released))
		before := schemaOf(t, db)
		if _, err := db.ExecContext(t.Context(), c.statement); err != nil {
			t.Fatalf("%s: %v", c.statement, err)
		}
		got := strings.Join(schematest.Breaches(before, schemaOf(t, db)), "; ")
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.statement, got, c.want)
		}
	}
}
