package sqlstore_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/postgres"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/refund"
)

// What an automatic refund may cost. Where one transaction holds the whole database it is below DESIGN's 45;
// where rows are locked, the order and its payments are in each of the three transactions, and the customer
// in the first.
const (
	statementsMax = 43
	locksMax      = 3*2 + 1
)

// TestAnAutomaticRefundKeepsToItsStatements holds the three transactions of an automatic refund with one
// payment and one line, of a customer who asks for the first time, with the messages that tell it, to a
// number of statements.
func TestAnAutomaticRefundKeepsToItsStatements(t *testing.T) {
	for name, engine := range map[string]struct {
		open func(*testing.T) (ledger.Store, error)
		max  int64
	}{"SQLite": {openSQLite, statementsMax}, "PostgreSQL": {openPostgres, statementsMax + locksMax}} {
		t.Run(name, func(t *testing.T) {
			books, err := engine.open(t)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = books.Close() })
			keepsToItsStatements(t, books.(*sqlstore.Store), engine.max)
		})
	}
}

func openSQLite(t *testing.T) (ledger.Store, error) {
	return sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), time.Now)
}

func openPostgres(t *testing.T) (ledger.Store, error) {
	url := postgrestest.Start(t).Database(t)
	if _, err := postgres.Create(t.Context(), url, time.Now); err != nil {
		return nil, err
	}
	return postgres.Open(t.Context(), url, time.Now)
}

func keepsToItsStatements(t *testing.T, store *sqlstore.Store, statementsMax int64) {
	t.Helper()
	d := ledgertest.At(t, store, nil)
	for n := range 2 { // the first one also opens the merchant's accounts
		c := ledgertest.Request(fmt.Sprintf("o%d", n), "c1", 1)
		c.Order.Customer.CustomerID = refund.CustomerID(fmt.Sprintf("customer-%d", n))
		claim := func(kind refund.NoticeKind) []refund.MessageClaim {
			return []refund.MessageClaim{{MessageID: string(c.ID()) + "#" + string(kind), Kind: kind, Channels: []string{"email"}}}
		}
		all := int64(0)
		for _, step := range []struct {
			name string
			run  func() error
		}{
			{"decide", func() error {
				_, err := store.DecideRefund(t.Context(), refund.Decide{Digest: "d", Cancellation: c, RunID: "r", Claims: claim(refund.NoticeAcknowledged)},
					ledgertest.Proposing(ledgertest.Units(1)))
				return err
			}},
			{"begin", func() error { d.Begin(c.ID()); return nil }},
			{"settle", func() error {
				_, err := store.RecordOutcome(t.Context(), refund.Record{
					Refund: c.ID(), Leg: "1", Generation: 1, Attempt: "a1", Outcome: refund.Outcome{Kind: refund.OutcomeSettled}, Claims: claim(refund.NoticeRefunded),
				})
				return err
			}},
		} {
			before := store.StatementCount()
			if err := step.run(); err != nil {
				t.Fatal(err)
			}
			count := store.StatementCount() - before
			all += count
			t.Logf("%s: %d statements", step.name, count)
		}
		if s := d.Standing(c.ID()); !s.Closed || s.Status != refund.StatusRefunded {
			t.Errorf("it stands as %s, closed %t", s.Status, s.Closed)
		}
		if n > 0 && all > statementsMax {
			t.Errorf("%d statements, at most %d", all, statementsMax)
		}
	}
}
