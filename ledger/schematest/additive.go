package schematest

import (
	"database/sql"
	"os"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
)

// Migrated is the ledger of one engine, whose migrations lie in the folder migrations beside the test.
type Migrated struct {
	Engine  Engine
	Dialect goose.Dialect
	// Last is the number of the last release's last migration.
	Last int64
	// Released are the columns that the last release does not use any more, and this one takes away.
	Released []string
	// Open opens a database of its own, without a schema.
	Open func(t *testing.T) *sql.DB
	// Before opens a database of its own with the last release's schema; nil: one of Open, migrated.
	Before func(t *testing.T) *sql.DB
}

// OfLastRelease is a database of its own with the last release's schema.
func (m Migrated) OfLastRelease(t *testing.T) *sql.DB {
	t.Helper()
	if m.Before != nil {
		return m.Before(t)
	}
	db := m.Open(t)
	m.ToLastRelease(t, db)
	return db
}

// ToLastRelease gives a database the last release's schema.
func (m Migrated) ToLastRelease(t *testing.T, db *sql.DB) {
	t.Helper()
	if _, err := m.provider(t, db).UpTo(t.Context(), m.Last); err != nil {
		t.Fatal(err)
	}
}

func (m Migrated) provider(t *testing.T, db *sql.DB) *goose.Provider {
	t.Helper()
	provider, err := goose.NewProvider(m.Dialect, db, os.DirFS("migrations"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	return provider
}

func (m Migrated) schema(t *testing.T, db *sql.DB) Schema {
	t.Helper()
	s, err := m.Engine.Read(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Columns) < 100 || len(s.Unique) < 10 {
		t.Fatalf("%d columns and %d unique keys were seen: too few to mean anything", len(s.Columns), len(s.Unique))
	}
	return s
}

// OnlyAdds fails where a migration since the last release takes away what its program works with: it and this one's
// work on one schema while a cluster is upgraded.
func (m Migrated) OnlyAdds(t *testing.T) {
	t.Helper()
	db := m.OfLastRelease(t)
	before := m.schema(t, db)
	if _, err := m.provider(t, db).Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, breach := range Breaches(before, m.schema(t, db), m.Released...) {
		t.Errorf("the last release's program cannot work on this: %s (CONTRIBUTING.md, \"Changing the ledger's schema\")", breach)
	}
}

// Change is a statement on the last release's schema, and what is said of it; empty: it only adds.
type Change struct{ Statement, Want string }

// ChangesOfBoth are seen on both engines.
func ChangesOfBoth() []Change {
	return []Change{
		{`ALTER TABLE deliveries RENAME COLUMN delivery TO handover`, "deliveries.delivery is gone"},
		{`DROP TABLE refusals`, "refusals."},
		{`ALTER TABLE orders ADD COLUMN note TEXT NOT NULL DEFAULT ''`, ""},
		{`ALTER TABLE orders ADD COLUMN note TEXT`, ""},
		{`CREATE TABLE notes (note TEXT NOT NULL)`, ""},
		{`CREATE UNIQUE INDEX one_customer ON orders (merchant)`, "orders(merchant) has to be unique"},
		{`DROP VIEW balances`, "balances.balance is gone"},
	}
}

// Sees fails where a change is not said for what it is.
func (m Migrated) Sees(t *testing.T, changes ...Change) {
	t.Helper()
	for _, c := range changes {
		db := m.OfLastRelease(t)
		before := m.schema(t, db)
		if _, err := db.ExecContext(t.Context(), c.Statement); err != nil {
			t.Fatalf("%s: %v", c.Statement, err)
		}
		got := strings.Join(Breaches(before, m.schema(t, db)), "; ")
		if (c.Want == "") != (got == "") || !strings.Contains(got, c.Want) {
			t.Errorf("%s: got %q, want %q", c.Statement, got, c.Want)
		}
	}
}
