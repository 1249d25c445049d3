package sqlstore_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
)

// TestWhatAuditorsAskReadsAPeriodAndNotEverything: each question is answered by the index that its migration adds.
func TestWhatAuditorsAskReadsAPeriodAndNotEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	books, err := sqlite.OpenOrCreate(context.Background(), path, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	period := ledger.Period{From: time.Now().Add(-time.Hour), To: time.Now()}
	for range 2 { // the second time, everything was prepared by the first
		if err := books.EachClosed(t.Context(), ledger.ClosedFilter{From: period.From, To: period.To}, func(ledger.ClosedCase) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if _, err := books.DutyFacts(t.Context(), period); err != nil {
			t.Fatal(err)
		}
		if _, err := books.CaseDifferences(t.Context(), "refund/m/o/r"); err != nil {
			t.Fatal(err)
		}
		if _, err := books.SearchTrail(t.Context(), ledger.TrailFilter{Before: 9}); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for part, want := range map[string]string{
		"r.closed_at < $3":                "refunds_by_closed_at",
		"d.decided_at, r.requested_by":    "decisions_by_decided_at",
		"d.resolved_at, r.requested_by":   "resolutions_by_resolved_at",
		"FROM reconciliation_items i":     "reconciliation_items_by_refund",
		"FROM refund_event WHERE id < $1": "INTEGER PRIMARY KEY (rowid<?)",
	} {
		seen := false
		for _, query := range books.(*sqlstore.Store).Queries() {
			if !strings.Contains(query, part) {
				continue
			}
			seen = true
			if plan := strings.Join(planOf(t, db, query), "\n"); !strings.Contains(plan, want) {
				t.Errorf("%s is read without %s:\n%s", part, want, plan)
			}
		}
		if !seen {
			t.Errorf("no query has %q: the test sees nothing", part)
		}
	}
}
