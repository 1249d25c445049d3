package sqlstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/refund"
)

// ofOneMerchant is a search that finds every row of a merchant.
var ofOneMerchant = regexp.MustCompile(`^SEARCH .*\(merchant=\?\)$`)

// TestNoQueryOfARefundReadsEveryRefundOfItsMerchant: SQLite prefers a smaller index to the right one
// where nothing tells it how many rows either has, and reads all there ever was for each refund.
func TestNoQueryOfARefundReadsEveryRefundOfItsMerchant(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	clock := &ledgertest.Clock{}
	clock.Advance(time.Hour)
	books, err := sqlite.OpenOrCreate(context.Background(), path, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	d := ledgertest.At(t, books, clock)
	for n := range 2 { // the second time, everything was prepared by the first
		everyDay(t, d, fmt.Sprint("o", n))
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	queries := books.(*sqlstore.Store).Queries()
	if len(queries) < 30 {
		t.Fatalf("only %d queries were seen: the check sees too little to mean anything", len(queries))
	}
	for _, query := range queries {
		for _, step := range planOf(t, db, query) {
			if ofOneMerchant.MatchString(step) {
				t.Errorf("%s\n\tin: %s", step, query)
			}
		}
	}
}

// everyDay is a refund that is paid, another one of its order, one that is approved by a person and resolved, and the
// desk's list.
func everyDay(t *testing.T, d *ledgertest.Desk, order string) {
	t.Helper()
	d.Paid(order, "c1", 1)
	d.Paid(order, "c2", 1)
	declined := d.Attention(order + "-declined")
	d.Resolve(declined, refund.Resolution{ResolutionID: "r1", Action: refund.ResolvePayAnotherWay, By: "anna", Via: refund.ViaStoreCredit})
	if _, err := d.Store.Around(t.Context(), d.Waiting(order+"-waiting", "lead")); err != nil {
		t.Fatal(err)
	}
	for _, filter := range []ledger.CaseFilter{{Open: true}, {Open: true, Statuses: []refund.Status{refund.StatusNeedsAttention}, NeedsPerson: true}} {
		if _, err := d.Store.Cases(t.Context(), filter); err != nil {
			t.Fatal(err)
		}
	}
}
