package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/postgres"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
	"github.com/makegood/makegood/refund"
)

// made is the URL of a new ledger.
func made(t *testing.T, server *postgrestest.Server) string {
	t.Helper()
	url := server.Database(t)
	if _, err := postgres.Create(t.Context(), url, time.Now); err != nil {
		t.Fatal(err)
	}
	return url
}

// raw is a connection of the test's own.
func raw(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// deadlocks is how many transactions of the database were ended because each waited for the other.
func deadlocks(t *testing.T, db *sql.DB) (count int64) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), `SELECT pg_stat_clear_snapshot(), pg_stat_force_next_flush()`); err != nil {
		t.Fatal(err)
	}
	err := db.QueryRowContext(t.Context(), `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`).Scan(&count)
	if err != nil {
		t.Fatal(err)
	}
	return count
}

// childURL names, for a child process of the test below, the ledger to work on.
const childURL = "MAKEGOOD_LEDGER_TEST_URL"

func TestTwoProcessesOf64CallersNeverRefundMoreThanWasCaptured(t *testing.T) {
	if url := os.Getenv(childURL); url != "" {
		d := ledgertest.At(t, open(t, url, time.Now), nil)
		var all sync.WaitGroup
		for i := range 32 {
			all.Go(func() {
				d.PayOne(ledgertest.ManyUnits(fmt.Sprintf("child%d-%d", os.Getpid(), i), "o1", "ch_1", 40, 4000))
			})
		}
		all.Wait()
		return
	}
	url := made(t, postgrestest.Start(t))
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			child := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
			child.Env = append(os.Environ(), childURL+"="+url)
			if out, err := child.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	all.Wait()
	d := ledgertest.At(t, open(t, url, time.Now), nil)
	d.Payment(ledgertest.ManyUnits("late", "o1", "ch_1", 40, 4000).ID(), ledgertest.Control{Returned: 4000})
	d.BooksAgree()
}

// TestOrdersThatNameTwoPaymentsInOppositeSequenceNeverWaitForEachOther: payments are locked by id. Locked as the
// events name them, some of these transactions end in a deadlock.
func TestOrdersThatNameTwoPaymentsInOppositeSequenceNeverWaitForEachOther(t *testing.T) {
	url := made(t, postgrestest.Start(t))
	d := ledgertest.At(t, open(t, url, time.Now), nil)
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			c, p := ledgertest.TwoTenders(fmt.Sprintf("o%d", i))
			for j := range c.Order.Payments {
				c.Order.Payments[j].ProviderReference = fmt.Sprintf("shared_%d", j)
			}
			if i%2 == 1 {
				slices.Reverse(c.Order.Payments)
			}
			if _, err := d.Store.DecideRefund(context.Background(), refund.Decide{Digest: "x", Cancellation: c, RunID: "r"}, ledgertest.Proposing(p)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if count := deadlocks(t, raw(t, url)); count != 0 {
		t.Errorf("%d deadlocks", count)
	}
	d.BooksAgree()
}

// TestARefundWaitsForNoRowOfAnotherOrder: everything that another order's refund of the merchant and customer locks is
// held by a transaction that does not end, and a refund of its own order, payment and customer goes through.
func TestARefundWaitsForNoRowOfAnotherOrder(t *testing.T) {
	url := made(t, postgrestest.Start(t))
	d := ledgertest.At(t, open(t, url, time.Now), nil)
	held := d.Held("o1", "c1", 1)
	d.Begin(held)
	d.Record(held, refund.OutcomeSettled)
	tx, err := raw(t, url).BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	for _, table := range []string{"orders", "payments", "customers", "accounts", "refunds", "legs"} {
		if _, err := tx.ExecContext(t.Context(), `SELECT 1 FROM `+table+` FOR UPDATE`); err != nil {
			t.Fatal(err)
		}
	}
	c := ledgertest.Request("o2", "c1", 1)
	c.Order.Customer.CustomerID = "another"
	done := make(chan error, 1)
	go func() {
		_, err := d.Store.DecideRefund(context.Background(), refund.Decide{Digest: "x", Cancellation: c, RunID: "r"}, ledgertest.Proposing(ledgertest.Units(1)))
		done <- err
	}()
	select {
	case err := <-done:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it waits for a row of another order")
	}
	d.Begin(c.ID())
	d.Record(c.ID(), refund.OutcomeSettled)
	d.BooksAgree()
}

func TestAPasswordIsInNoError(t *testing.T) {
	for _, url := range []string{"postgres://u:geheim@127.0.0.1:1/x", "postgres://u:geheim@127.0.0.1:bad/x"} {
		_, err := postgres.Open(t.Context(), url, time.Now)
		if err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%v", err)
		}
	}
	if got := postgres.Place("postgres://u:geheim@db.example:5433/refunds"); got != "postgres db.example:5433/refunds" {
		t.Errorf("got %q", got)
	}
}

// TestWhatIsWrittenGoesByTheDatabasesClock: the server's clock is an hour ahead of this machine's, whose own time would
// find the leases and claims of every other machine running an hour too long.
func TestWhatIsWrittenGoesByTheDatabasesClock(t *testing.T) {
	url := made(t, postgrestest.Start(t))
	ahead := `CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT pg_catalog.clock_timestamp() + interval ''1 hour'''`
	if _, err := raw(t, url).ExecContext(t.Context(), ahead); err != nil {
		t.Fatal(err)
	}
	d := ledgertest.At(t, open(t, url+"&search_path=public,pg_catalog", nil), nil)
	id := d.Held("o1", "c1", 1)
	begun := d.BeginLeg(id, "1", "a1")
	if ends := time.Until(*begun.Until); ends < 59*time.Minute {
		t.Errorf("the lease ends in %s", ends)
	}
	stored, err := d.Store.Case(t.Context(), id)
	if opened := time.Until(stored.Trail[0].At); err != nil || opened < 59*time.Minute {
		t.Errorf("the first row of the trail is dated %s (%v)", stored.Trail[0].At, err)
	}
}

func TestProcessesAtOneDatabaseTellAMessageOnce(t *testing.T) {
	var url string
	if !ledgertest.InChild() {
		url = made(t, postgrestest.Start(t))
	}
	ledgertest.ProcessesTellOnce(t, url, func(t *testing.T, url string) ledger.Store { return open(t, url, nil) })
}
