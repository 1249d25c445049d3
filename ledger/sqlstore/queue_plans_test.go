package sqlstore_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/refund"
)

// TestAPageOfTheQueueIsReadByAnIndexInItsSequence: a page that is sorted first reads everything that waits.
func TestAPageOfTheQueueIsReadByAnIndexInItsSequence(t *testing.T) {
	books, db := watchedBooks(t)
	for name, c := range map[string]struct {
		filter ledger.QueueFilter
		index  string
	}{
		"by deadline":             {ledger.QueueFilter{}, "refunds_queue_deadline"},
		"of a status":             {ledger.QueueFilter{Statuses: []refund.Status{refund.StatusAwaitingApproval}}, "refunds_queue_deadline"},
		"of a merchant and role":  {ledger.QueueFilter{Merchant: "m1", Roles: []refund.Role{"lead"}}, "refunds_queue_deadline"},
		"the next page":           {ledger.QueueFilter{After: &ledger.QueuePlace{Key: 1, ID: "refund/m1/a/b"}}, "refunds_queue_deadline"},
		"that nobody works on":    {ledger.QueueFilter{UnclaimedFor: "ann"}, "refunds_queue_deadline"},
		"by age":                  {ledger.QueueFilter{Sort: ledger.ByAge}, "refunds_queue_age"},
		"by amount":               {ledger.QueueFilter{Sort: ledger.ByAmount, Currency: "CNY"}, "refunds_queue_amount"},
		"assigned to some people": {ledger.QueueFilter{Assignees: []refund.Person{"ann", "ben"}}, "refunds_queue_assignee"},
	} {
		query := lastQuery(t, books, func() {
			if _, err := books.Queue(t.Context(), c.filter); err != nil {
				t.Fatal(err)
			}
		}, "WHERE CASE WHEN NOT r.closed")
		plan := strings.Join(planOf(t, db, query), "\n")
		if !strings.Contains(plan, "USING INDEX "+c.index) && !strings.Contains(plan, "USING COVERING INDEX "+c.index) {
			t.Errorf("%s does not use %s:\n%s", name, c.index, plan)
		}
		if sorts := strings.Contains(plan, "TEMP B-TREE FOR ORDER BY"); sorts != (len(c.filter.Assignees) > 0) {
			t.Errorf("%s is sorted first: %v\n%s", name, sorts, plan)
		}
	}
}

// TestNoQueryOfTheQueueReadsEveryRefund: what waits is few among all there ever were.
func TestNoQueryOfTheQueueReadsEveryRefund(t *testing.T) {
	books, db := watchedBooks(t)
	var seen []string
	books.Watch(func(s sqlstore.Statement) { seen = append(seen, s.Query) })
	for _, filter := range []ledger.QueueFilter{{}, {NeedsPerson: true}, {Unknown: true}, {Sort: ledger.ByAge}, {Sort: ledger.ByAmount, Currency: "CNY"}} {
		if _, err := books.Queue(t.Context(), filter); err != nil {
			t.Fatal(err)
		}
		if _, err := books.QueueCounts(t.Context(), []ledger.QueueFilter{filter, {Overdue: true}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, search := range []ledger.CaseSearch{{Order: "o"}, {Customer: "42"}, {Refund: "refund/m1/o/r"}} {
		if _, err := books.FindCases(t.Context(), search); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := books.QueueMark(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(seen) < 20 {
		t.Fatalf("%d queries were seen: too few to mean anything", len(seen))
	}
	for _, query := range seen {
		paidOut := strings.Contains(query, "COALESCE(r.status, '') = 'PayingOut'") && strings.Contains(query, "LIMIT")
		if plan := strings.Join(planOf(t, db, query), "\n"); paidOut && !strings.Contains(plan, "(refund=?)") {
			t.Errorf("what is paid out is not looked for by its legs:\n%s", plan)
		}
		for _, step := range planOf(t, db, query) {
			if everyRow.MatchString(step) || ofOneMerchant.MatchString(step) {
				t.Errorf("%s\n\tin: %s", step, query)
			}
		}
	}
}

// everyRow is a scan of all refunds, legs or events, by no index.
var everyRow = regexp.MustCompile(`^SCAN (r|l|x|refunds|legs|refund_event)$`)

func watchedBooks(t *testing.T) (*sqlstore.Store, *sql.DB) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	clock := &ledgertest.Clock{}
	clock.Advance(time.Hour)
	books, err := sqlite.OpenOrCreate(context.Background(), path, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	d := ledgertest.At(t, books, clock)
	d.Waiting("o1", "lead")
	d.Attention("o2")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return books.(*sqlstore.Store), db
}

// lastQuery is the last query with a part that work lets the store run.
func lastQuery(t *testing.T, books *sqlstore.Store, work func(), part string) (found string) {
	t.Helper()
	books.Watch(func(s sqlstore.Statement) {
		if strings.Contains(s.Query, part) {
			found = s.Query
		}
	})
	work()
	books.Watch(nil)
	if found == "" {
		t.Fatalf("no query with %q was run", part)
	}
	return found
}

// TestCountingViewsReadsNoRefundsRow: its texts are long, and lie between the columns that a filter asks for.
func TestCountingViewsReadsNoRefundsRow(t *testing.T) {
	books, db := watchedBooks(t)
	query := lastQuery(t, books, func() {
		filters := []ledger.QueueFilter{{}, {Overdue: true}, {Merchant: "m1", Market: "CN"}, {Assignees: []refund.Person{"ann"}}, {RiskBand: refund.RiskHigh}}
		if _, err := books.QueueCounts(t.Context(), filters); err != nil {
			t.Fatal(err)
		}
	}, "WHERE CASE WHEN NOT r.closed")
	if plan := strings.Join(planOf(t, db, query), "\n"); !strings.Contains(plan, "SCAN r USING COVERING INDEX refunds_queue_deadline") {
		t.Errorf("views are counted by:\n%s", plan)
	}
}
