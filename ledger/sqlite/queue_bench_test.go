package sqlite_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// BenchmarkQueue reads the first page of a queue, and counts nine views of it, with few and with many waiting refunds.
func BenchmarkQueue(b *testing.B) {
	for _, count := range []int{10, 10_000} {
		clock := &ledgertest.Clock{}
		clock.Advance(24 * time.Hour)
		path := filepath.Join(b.TempDir(), "ledger.db")
		store := open(b, path, clock.Now)
		ledgertest.At(b, store, clock).Waiting("first", "lead")
		multiply(b, path, count-1)
		b.Run(fmt.Sprintf("page/%d", count), func(b *testing.B) {
			for b.Loop() {
				rows, err := store.Queue(b.Context(), ledger.QueueFilter{LimitMax: 10})
				if err != nil || len(rows) != 10 {
					b.Fatal(len(rows), err)
				}
			}
		})
		b.Run(fmt.Sprintf("counts/%d", count), func(b *testing.B) {
			views := []ledger.QueueFilter{
				{}, {Assignees: []refund.Person{"ann"}}, {Overdue: true}, {DueByLaw: true}, {Unknown: true}, {Unassigned: true},
				{Statuses: []refund.Status{refund.StatusNeedsAttention}, NeedsPerson: true}, {Statuses: []refund.Status{refund.StatusNeedsInfo}}, {UnclaimedFor: "ann"},
			}
			for b.Loop() {
				if counts, err := store.QueueCounts(b.Context(), views); err != nil || counts[0] != int64(count) {
					b.Fatal(counts, err)
				}
			}
		})
	}
}

// multiply copies the waiting refund of the ledger under other orders.
func multiply(b *testing.B, path string, count int) {
	b.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, table := range []string{"orders", "refunds", "reservations", "legs"} {
		copyRows(b, db, table, count)
	}
}

// copyRows copies each row of a table, with a number behind its order, its refund and its customer.
func copyRows(b *testing.B, db *sql.DB, table string, count int) {
	b.Helper()
	rows, err := db.Query(`SELECT name FROM pragma_table_info('` + table + `')`)
	if err != nil {
		b.Fatal(err)
	}
	columns, values := "", ""
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			b.Fatal(err)
		}
		value := map[string]string{"order_id": "order_id || n", "refund": "REPLACE(refund, 'first', 'first' || n)", "customer": "customer || n"}[name]
		if value == "" || table == "orders" && name == "customer" {
			value = name
		}
		columns, values = columns+", "+name, values+", "+value
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	if _, err := db.Exec(`WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $1)
		INSERT INTO `+table+` (`+columns[2:]+`) SELECT `+values[2:]+` FROM `+table+`, numbers`, count); err != nil {
		b.Fatal(table, err)
	}
}
