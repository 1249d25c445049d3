package main

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// What the raw transactions write has to be what the books write, or they measure something else: the ledger's
// own audit finds nothing in it, and every copy is a refund that was paid.
func TestARecordedRefundWrittenByItsStatementsIsARefundToTheLedger(t *testing.T) {
	const copied = 3
	r := &rig{dir: t.TempDir(), quick: newInstant(time.Millisecond)}
	for _, step := range []func() error{func() error { return r.openOrders(t.Context()) }, func() error { return r.openRules(t.Context()) }} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	all, stop, err := r.openEngines(t.Context())
	defer stop()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.recorded, err = r.recordRefund(t.Context(), e.books); err == nil {
			err = e.raw.prepare(t.Context(), e.recorded)
		}
		for range copied {
			if err == nil {
				err = e.raw.write(t.Context(), e.recorded.copied())
			}
		}
		if err != nil {
			t.Fatalf("%s: %v", e.name, err)
		}
		var paid int
		if err := e.raw.db.QueryRow(`SELECT COUNT(*) FROM refunds WHERE status = $1 AND closed`, refund.StatusRefunded).Scan(&paid); err != nil || paid != copied {
			t.Errorf("%s: %d refunds were paid, %v, want %d", e.name, paid, err, copied)
		}
	}
	written, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(r.dir, "raw.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = written.Close() }()
	if findings, err := written.Audit(t.Context()); err != nil || len(findings) > 0 {
		t.Errorf("the audit finds %v, %v", findings, err)
	}
	if rows, err := written.Cases(t.Context(), ledger.CaseFilter{LimitMax: 10}); err != nil || len(rows) != copied {
		t.Errorf("%d cases, %v", len(rows), err)
	}
}
