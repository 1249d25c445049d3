package sqlstore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/refund"
)

// TestAnAutomaticRefundKeepsToItsStatements holds the six transactions of an automatic refund with one
// payment and one line, of a customer who asks for the first time, to a number of statements.
func TestAnAutomaticRefundKeepsToItsStatements(t *testing.T) {
	books, err := sqlite.OpenOrCreate(context.Background(), filepath.Join(t.TempDir(), "ledger.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	store := books.(*sqlstore.Store)
	d := ledgertest.At(t, store, nil)
	for n := range 2 { // the first one also opens the merchant's accounts
		c := ledgertest.Request(fmt.Sprintf("o%d", n), "c1", 1)
		c.Order.Customer.CustomerID = refund.CustomerID(fmt.Sprintf("customer-%d", n))
		var hash string
		var version int64
		for _, step := range []struct {
			name     string
			countMax int64
			run      func()
		}{
			{"open", 15, func() { d.Open(c) }},
			{"history", 7, func() { version = d.History(c.ID()).Version }},
			{"reserve", 20, func() { hash = d.Reserve(c.ID(), ledgertest.Units(1, version)).AssessmentHash }},
			{"begin", 16, func() { d.Begin(c.ID(), hash) }},
			{"settle", 9, func() { d.Record(c.ID(), 1, refund.OutcomeSettled) }},
			{"close", 4, func() { _ = d.Close(c.ID(), refund.StatusRefunded) }},
		} {
			before := store.StatementCount()
			step.run()
			if count := store.StatementCount() - before; n > 0 && count > step.countMax {
				t.Errorf("%s: %d statements, at most %d", step.name, count, step.countMax)
			}
		}
	}
}
