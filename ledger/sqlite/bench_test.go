package sqlite_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// BenchmarkOneRefundThroughTheBooks walks decide, begin and settle: the three transactions of an
// automatically approved refund, each of its own order, at full sync.
func BenchmarkOneRefundThroughTheBooks(b *testing.B) {
	store := open(b, filepath.Join(b.TempDir(), "ledger.db"), time.Now)
	d := ledgertest.At(b, store, &ledgertest.Clock{})
	limit := int64(1 << 60)
	p := ledgertest.Units(1)
	p.Assessment.AutoApproveMaxMinor = &limit
	n := 0
	for b.Loop() {
		n++
		c := ledgertest.Request(fmt.Sprintf("o%d", n), "c1", 1)
		c.Order.Customer.CustomerID = refund.CustomerID(fmt.Sprintf("customer-%d", n))
		d.Propose(c, p)
		d.Begin(c.ID())
		d.Record(c.ID(), refund.OutcomeSettled)
	}
	totals, err := store.Totals(context.Background())
	if err != nil || totals[0].ReturnedMinor != int64(n)*11300 {
		b.Fatalf("returned %+v after %d refunds, error %v", totals, n, err)
	}
}

// BenchmarkKeys asks for the key of a customer, 32 callers at once: of new customers each is made, of known ones found.
func BenchmarkKeys(b *testing.B) {
	store := open(b, filepath.Join(b.TempDir(), "ledger.db"), time.Now)
	var made atomic.Int64
	for name, customer := range map[string]func(int64) string{
		"new": func(n int64) string { return fmt.Sprint("new-", n) }, "known": func(int64) string { return "known" },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetParallelism(16)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					id := customer(made.Add(1))
					fresh := refund.StoredKey{ID: id, Owner: refund.CustomerOwner("m-001", refund.CustomerID(id)), Secret: "plain:x"}
					if _, err := store.KeepKey(context.Background(), fresh); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
