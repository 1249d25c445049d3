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
	books, err := sqlite.Open(context.Background(), path, time.Now)
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
	within := map[int]bool{}
	for _, step := range plan(t, db, query) {
		within[step.id] = within[step.parent] || strings.HasPrefix(step.detail, "CORRELATED")
		if within[step.id] && strings.HasPrefix(step.detail, "SCAN ") {
			scans = append(scans, step.detail)
		}
	}
	return scans
}

// planOf are the steps of a query's plan in the engine's words.
func planOf(t *testing.T, db *sql.DB, query string) (details []string) {
	t.Helper()
	for _, step := range plan(t, db, query) {
		details = append(details, step.detail)
	}
	return details
}

// planStep is a step of the engine's plan.
type planStep struct {
	id, parent int
	detail     string
}

func plan(t *testing.T, db *sql.DB, query string) (steps []planStep) {
	t.Helper()
	args := make([]any, strings.Count(query, "$")) // as many as there can be; their values change no plan
	rows, err := db.Query("EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatalf("%v: %s", err, query)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var step planStep
		var unused int
		if err := rows.Scan(&step.id, &step.parent, &unused, &step.detail); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}
