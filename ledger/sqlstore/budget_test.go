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

// statementsMax is what an automatic refund may cost (DESIGN section 12).
const statementsMax = 45

// TestAnAutomaticRefundKeepsToItsStatements holds the three transactions of an automatic refund with one
// payment and one line, of a customer who asks for the first time, with the messages that tell it, to a
// number of statements.
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
