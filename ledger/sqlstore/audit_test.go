package sqlstore_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
)

// TestTheAuditReadsNoTableOnceForEachRowOfAnother: ten thousand refunds must not take ten thousand times
// as long as one. What is owed is one account a merchant, and may read all legs for each.
func TestTheAuditReadsNoTableOnceForEachRowOfAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	books, err := sqlite.OpenOrCreate(context.Background(), path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for code, query := range sqlstore.AuditQueries() {
		for _, scan := range scansForEachRow(t, db, query) {
			if code != "PAYABLE_DIFFERS" {
				t.Errorf("%s: %s for each row", code, scan)
			}
		}
	}
}

// scansForEachRow are the tables a query reads whole within a correlated subquery, by the engine's plan.
func scansForEachRow(t *testing.T, db *sql.DB, query string) (scans []string) {
	t.Helper()
	rows, err := db.Query("EXPLAIN QUERY PLAN " + query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	within := map[int]bool{}
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		within[id] = within[parent] || strings.HasPrefix(detail, "CORRELATED")
		if within[id] && strings.HasPrefix(detail, "SCAN ") {
			scans = append(scans, detail)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return scans
}
