package postgres_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/refund"
)

// TestAPageOfTheQueueIsReadByAnIndexInItsSequence: among thousands that wait, PostgreSQL reads a page's rows and no others.
func TestAPageOfTheQueueIsReadByAnIndexInItsSequence(t *testing.T) {
	url := made(t, postgrestest.Start(t))
	clock := &ledgertest.Clock{}
	store, db := open(t, url, clock.Now).(*sqlstore.Store), raw(t, url)
	ledgertest.At(t, store, clock).Waiting("first", "lead")
	thousands(t, db)
	for name, c := range map[string]struct {
		filter ledger.QueueFilter
		index  string
	}{
		"by deadline":            {ledger.QueueFilter{}, "refunds_queue_deadline"},
		"of a merchant and role": {ledger.QueueFilter{Merchant: "m1", Roles: []refund.Role{"lead"}}, "refunds_queue_deadline"},
		"that nobody works on":   {ledger.QueueFilter{UnclaimedFor: "ann"}, "refunds_queue_deadline"},
		"by age":                 {ledger.QueueFilter{Sort: ledger.ByAge}, "refunds_queue_age"},
		"by amount":              {ledger.QueueFilter{Sort: ledger.ByAmount, Currency: "CNY"}, "refunds_queue_amount"},
	} {
		c.filter.LimitMax = 50
		var asked sqlstore.Statement
		store.Watch(func(s sqlstore.Statement) {
			if strings.Contains(s.Query, "WHERE CASE WHEN NOT r.closed") {
				asked = s
			}
		})
		rows, err := store.Queue(t.Context(), c.filter)
		store.Watch(nil)
		if err != nil || len(rows) != 50 {
			t.Fatalf("%s: %d rows, %v", name, len(rows), err)
		}
		plan := planOf(t, db, asked)
		if !strings.Contains(plan, c.index) || strings.Contains(plan, "Seq Scan on refunds") || strings.Contains(plan, "Sort  (") {
			t.Errorf("%s does not use %s in its sequence:\n%s", name, c.index, plan)
		}
	}
}

// thousands copies the waiting refund under other orders, with times of its own, and lets the planner know.
func thousands(t *testing.T, db *sql.DB) {
	t.Helper()
	for _, table := range []string{"orders", "refunds", "reservations", "legs"} {
		var columns, values string
		err := db.QueryRowContext(t.Context(), `SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position),
				string_agg(CASE WHEN column_name = 'order_id' THEN 'order_id || n' WHEN column_name = 'refund' THEN 'replace(refund, ''first'', ''first'' || n)'
					WHEN column_name = 'customer' AND table_name <> 'orders' THEN 'customer || n' WHEN column_name = 'review_due_at' THEN 'n'
					WHEN column_name = 'opened_at' THEN 'opened_at + n' ELSE quote_ident(column_name) END, ', ' ORDER BY ordinal_position)
			FROM information_schema.columns WHERE table_name = $1 AND table_schema = current_schema()`, table).Scan(&columns, &values)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), `INSERT INTO `+table+` (`+columns+`) SELECT `+values+` FROM `+table+`, generate_series(1, 5000) AS numbers (n)`); err != nil {
			t.Fatal(table, err)
		}
		if _, err := db.ExecContext(t.Context(), `ANALYZE `+table); err != nil {
			t.Fatal(err)
		}
	}
}

// planOf is how PostgreSQL runs a statement with its arguments.
func planOf(t *testing.T, db *sql.DB, asked sqlstore.Statement) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "EXPLAIN "+asked.Query, asked.Args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var plan []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, line)
	}
	if err := rows.Err(); err != nil || len(plan) == 0 {
		t.Fatal(plan, err)
	}
	return strings.Join(plan, "\n")
}
