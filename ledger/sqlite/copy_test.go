package sqlite_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/ledger/sqlstore"
)

// TestACopyTakesEveryTable: a table that a migration adds must be copied too.
func TestACopyTakesEveryTable(t *testing.T) {
	_, db := file(t)
	rows, err := db.Query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var missing []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		made := []string{"goose_db_version", "ledger_identity", "write_trial"}
		if !slices.Contains(sqlstore.CopiedTables(), name) && !slices.Contains(made, name) {
			missing = append(missing, name)
		}
	}
	if rows.Err() != nil || len(missing) > 0 {
		t.Errorf("not copied: %v (%v)", missing, rows.Err())
	}
}
