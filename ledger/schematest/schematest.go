// Package schematest compares the ledger's schema before and after migrations, for the tests of each engine: while
// a cluster is upgraded the programs of the last release and of this one work on one schema, so that its migrations
// may only add.
//
// What it sees are tables, views and columns, with their types, NOT NULL and defaults, and what has to be unique.
// Rules in a CHECK or a trigger it does not compare: that the last release's program still works is the test of its
// binary (package e2e).
package schematest

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Release is a commit whose program has to work on the schema of this one.
type Release struct {
	Commit string
	// Sources is the SHA-256 of its packed sources (e2e/testdata/last-release.tar.gz).
	Sources string
	// SQLite and Postgres are the numbers of its last migrations.
	SQLite, Postgres int64
}

// LastRelease is the release before this one. It is moved when a release is made (CONTRIBUTING.md). There is no tag
// to name: v0.1.0, whose histories are kept, refuses every schema that is newer than its own, and this is the first
// commit that does not.
func LastRelease() Release {
	return Release{
		Commit:  "b89ea23407fc72badc55aa88ccec1f4e049d4cf2",
		Sources: "7e17fc18b83c583bbb9690b18720d3bc02ad3fb580282ebfc82f90fccd5d7552",
		SQLite:  11, Postgres: 1,
	}
}

// Column is a column of a table or a view.
type Column struct {
	Type       string
	NotNull    bool
	HasDefault bool
}

// Schema is what the programs of a release rely on.
type Schema struct {
	// Columns by "table.column", and Unique by "table(columns)".
	Columns map[string]Column
	Unique  map[string]bool
}

// Engine reads schemas. Columns gives table, column, type, whether NULL is refused, and whether there is a default;
// Unique gives a table and the columns that are unique together, separated by commas.
type Engine struct{ Columns, Unique string }

// SQLite and Postgres read the schemas of the two engines.
func SQLite() Engine {
	return Engine{
		Columns: `SELECT m.name, p.name, p.type, p."notnull", p.dflt_value IS NOT NULL FROM sqlite_master m JOIN pragma_table_info(m.name) p
			WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'goose_%'`,
		Unique: `SELECT m.name, (SELECT group_concat(i.name) FROM pragma_index_info(l.name) i) FROM sqlite_master m JOIN pragma_index_list(m.name) l
			WHERE m.type = 'table' AND l."unique" AND m.name NOT LIKE 'goose_%'`,
	}
}

// Postgres is SQLite for the other engine.
func Postgres() Engine {
	return Engine{
		Columns: `SELECT table_name, column_name, data_type, is_nullable = 'NO', column_default IS NOT NULL OR is_identity = 'YES'
			FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT LIKE 'goose_%'`,
		Unique: `SELECT t.relname, (SELECT string_agg(a.attname, ',' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = i.indexrelid)
			FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
			WHERE i.indisunique AND n.nspname = current_schema() AND t.relname NOT LIKE 'goose_%'`,
	}
}

// Read reads the schema as it is.
func (e Engine) Read(ctx context.Context, db *sql.DB) (Schema, error) {
	s := Schema{Columns: map[string]Column{}, Unique: map[string]bool{}}
	err := each(ctx, db, e.Columns, func(rows *sql.Rows) error {
		var table, name string
		var c Column
		err := rows.Scan(&table, &name, &c.Type, &c.NotNull, &c.HasDefault)
		s.Columns[table+"."+name] = c
		return err
	})
	if err != nil {
		return s, err
	}
	err = each(ctx, db, e.Unique, func(rows *sql.Rows) error {
		var table string
		var columns sql.NullString // an index over an expression has no columns
		err := rows.Scan(&table, &columns)
		s.Unique[table+"("+columns.String+")"] = true
		return err
	})
	return s, err
}

func each(ctx context.Context, db *sql.DB, query string, do func(*sql.Rows) error) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("read the schema: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := do(rows); err != nil {
			return fmt.Errorf("read the schema: %w", err)
		}
	}
	return rows.Err()
}

// Breaches are what a program that was made for before would stumble over in after. released are those that the
// last release was made for: what it did not use any more ("table.column").
func Breaches(before, after Schema, released ...string) (out []string) {
	add := func(form string, args ...any) { out = append(out, fmt.Sprintf(form, args...)) }
	old := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(before.Columns)) {
		old[tableOf(name)] = true
		was, is := before.Columns[name], after.Columns[name]
		_, kept := after.Columns[name]
		switch {
		case slices.Contains(released, name):
		case !kept:
			add("%s is gone or has another name", name)
		case is.Type != was.Type:
			add("%s is %s and was %s", name, is.Type, was.Type)
		case is.NotNull && !was.NotNull:
			add("%s takes no NULL any more", name)
		case was.HasDefault && !is.HasDefault:
			add("%s has no default any more", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(after.Columns)) {
		_, known := before.Columns[name]
		if is := after.Columns[name]; !known && old[tableOf(name)] && is.NotNull && !is.HasDefault {
			add("%s is new, and neither NULL nor a default fills it where an older program writes", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(after.Unique)) {
		if table, _, _ := strings.Cut(name, "("); old[table] && !before.Unique[name] {
			add("%s has to be unique, which an older program does not know", name)
		}
	}
	return out
}

func tableOf(column string) string {
	table, _, _ := strings.Cut(column, ".")
	return table
}
