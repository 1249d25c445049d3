package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/makegood/makegood/ledger"
)

// SchemaFloorTable is the table in which a migration that takes something away names the oldest program that
// still runs on the schema: the number of the last migration which that program knows. It has one row (one = 1,
// version). Where there is no such table, every migration so far only added, and any program runs.
const SchemaFloorTable = "schema_floor"

// Schema is how far a database and a program are, each as the number of its last migration.
type Schema struct {
	Program, Database int64
	// Floor is the least Program that may work on the database; 0: any.
	Floor int64
}

// Newer reports whether the database has migrations which the program does not know.
func (s Schema) Newer() bool { return s.Database > s.Program }

// Check is an error where the program must not work on the database: nobody has brought it up to date, or a
// newer release took away what the program needs (ErrNewerSchema).
func (s Schema) Check() error {
	switch {
	case s.Database < s.Program:
		return fmt.Errorf("its schema is version %d and this program's %d: the first worker of this release upgrades it", s.Database, s.Program)
	case s.Newer() && s.Floor > s.Program:
		return fmt.Errorf("%w: its schema is version %d, which programs from version %d on can work with, and this program's is %d",
			ledger.ErrNewerSchema, s.Database, s.Floor, s.Program)
	}
	return nil
}

// ReadSchema reads how far a database is. floorIsThere is the engine's query for whether SchemaFloorTable exists.
func ReadSchema(ctx context.Context, db *sql.DB, program int64, floorIsThere string) (Schema, error) {
	s := Schema{Program: program}
	var isThere bool
	if err := db.QueryRowContext(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version`).Scan(&s.Database); err != nil {
		return s, fmt.Errorf("read the schema's version: %w", err)
	}
	if err := db.QueryRowContext(ctx, floorIsThere).Scan(&isThere); err != nil {
		return s, fmt.Errorf("look for %s: %w", SchemaFloorTable, err)
	}
	if !isThere {
		return s, nil
	}
	if err := db.QueryRowContext(ctx, `SELECT version FROM `+SchemaFloorTable+` WHERE one = 1`).Scan(&s.Floor); err != nil {
		return s, fmt.Errorf("read %s: %w", SchemaFloorTable, err)
	}
	return s, nil
}
