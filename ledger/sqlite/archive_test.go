package sqlite_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// archiveOf is a ledger with one refund a minute; three of them at the same moment.
func archiveOf(t *testing.T, count int) (ledger.Store, time.Time) {
	t.Helper()
	start := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	now := start
	books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	for i := range count {
		if i%3 == 0 {
			now = start.Add(time.Duration(i) * time.Minute)
		}
		c := refund.Cancellation{Key: refund.Key{Merchant: "m-1", Order: refund.OrderID(fmt.Sprintf("o-%04d", i)), Request: "c-1"}, Scope: refund.ScopeWholeOrder,
			Reason: refund.ReasonOther, Order: refund.Order{Currency: "CNY", Lines: []refund.Line{{LineID: "1", Quantity: 1, UnitPriceMinor: 100}}}}
		in := refund.Decide{Digest: "d", Cancellation: c, RunID: "run"}
		if _, err := books.DecideRefund(t.Context(), in, ledgertest.Refusing("NO_RULES")); err != nil {
			t.Fatal(err)
		}
	}
	return books, start
}

func visited(t *testing.T, books ledger.Store, period ledger.Period) []refund.OrderID {
	t.Helper()
	var orders []refund.OrderID
	err := books.EachCase(t.Context(), period, func(c refund.Case) error {
		if len(c.Trail) != 3 || c.Status != refund.StatusNeedsAttention {
			t.Errorf("%s came with %d rows of its trail, %s", c.ID, len(c.Trail), c.Status)
		}
		orders = append(orders, c.Cancellation.Key.Order)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return orders
}

func TestTheArchiveGivesEveryRefundOnceOldestFirst(t *testing.T) {
	books, _ := archiveOf(t, 450)
	orders := visited(t, books, ledger.Period{})
	if len(orders) != 450 || !slices.IsSorted(orders) || len(slices.Compact(orders)) != 450 {
		t.Errorf("got %d refunds, from %v", len(orders), orders[:3])
	}
}

func TestTheArchiveKeepsToItsPeriod(t *testing.T) {
	books, start := archiveOf(t, 12)
	for name, c := range map[string]struct {
		period ledger.Period
		want   []refund.OrderID
	}{
		"from a moment on, which belongs to it":   {ledger.Period{From: start.Add(9 * time.Minute)}, []refund.OrderID{"o-0009", "o-0010", "o-0011"}},
		"up to a moment, which does not":          {ledger.Period{To: start.Add(3 * time.Minute)}, []refund.OrderID{"o-0000", "o-0001", "o-0002"}},
		"between two moments":                     {ledger.Period{From: start.Add(time.Minute), To: start.Add(6 * time.Minute)}, []refund.OrderID{"o-0003", "o-0004", "o-0005"}},
		"a period in which nothing was asked for": {ledger.Period{From: start.AddDate(0, 0, 1)}, nil},
	} {
		if got := visited(t, books, c.period); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestAVisitorMayStopTheArchive(t *testing.T) {
	books, _ := archiveOf(t, 4)
	enough, seen := errors.New("enough"), 0
	err := books.EachCase(t.Context(), ledger.Period{}, func(refund.Case) error {
		seen++
		return enough
	})
	if !errors.Is(err, enough) || seen != 1 {
		t.Errorf("got %v after %d", err, seen)
	}
}
