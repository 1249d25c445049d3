package postgres_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/postgres/postgrestest"
	"github.com/makegood/makegood/refund"
)

func TestTheDatabaseItselfKeepsAClosedPeriod(t *testing.T) {
	url := made(t, postgrestest.Start(t))
	ledgertest.ClosedPeriodStays(t, open(t, url, time.Now), raw(t, url), time.Now(), func(err error) bool { return strings.Contains(err.Error(), "SQLSTATE 23") })
}

func TestATrialBalanceShowsBooksThatDoNotBalance(t *testing.T) {
	url := made(t, postgrestest.Start(t))
	ledgertest.UnbalancedIsSaid(t, open(t, url, time.Now), raw(t, url))
}

// TestAPostingUnderWayWhileAPeriodClosesIsInOneOfThem: closing waits for a transaction that has written a posting of the
// period, which counts in it; what is begun while closing waits is dated after the period.
func TestAPostingUnderWayWhileAPeriodClosesIsInOneOfThem(t *testing.T) {
	url := made(t, postgrestest.Start(t))
	d, db := ledgertest.At(t, open(t, url, time.Now), nil), raw(t, url)
	d.Held("o1", "c1", 1)
	until := time.Now().Add(-time.Hour)
	of := ledger.TrialFilter{To: until}
	begun, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = begun.Rollback() }()
	for _, statement := range []string{ // as every transaction that writes begins
		`SELECT COUNT(*) FROM ledger_identity WHERE sealed_at IS NOT NULL`,
		`INSERT INTO postings (id, subject, leg, template, fact, posted_at, booked_at) SELECT 9000, 's', '', 'P17', 'f', posted_at, posted_at - 7200000000 FROM postings LIMIT 1`,
		`INSERT INTO entries (posting, position, account, asset, amount_minor) VALUES (9000, 0, 'm1/suspense', 'CNY', 70), (9000, 1, 'm1/goodwill', 'CNY', -70)`,
	} {
		if _, err := begun.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	closing := make(chan error, 1)
	go func() {
		answer, err := d.Store.ClosePeriod(context.Background(), ledger.PeriodClose{
			Name: "past", FromAt: until.Add(-24 * time.Hour), UntilAt: until, By: "anna", Reason: "end", Authority: ledgertest.Anything("anna"),
		})
		if err == nil && !answer.Accepted {
			err = refund.Problem{Code: answer.Code, Detail: answer.Detail}
		}
		closing <- err
	}()
	waitingFor(t, url, 1)
	late := make(chan error, 1)
	go func() { // it happened in the period
		_, err := d.Store.BookFact(context.Background(), refund.Fact{
			ID: "late", Kind: refund.FactRefund, Provider: "simulator", Reference: "ch_o1", OccurredAt: until.Add(-time.Hour),
			Refund: &refund.RefundFact{ProviderRefundID: "re_1", AmountMinor: 500, Currency: "CNY", Outcome: refund.Outcome{Kind: refund.OutcomeSettled}},
		})
		late <- err
	}()
	waitingFor(t, url, 2)
	if err := begun.Commit(); err != nil {
		t.Fatal(err)
	}
	for _, done := range []chan error{closing, late} {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if minor := d.Trial(of)["m1/suspense CNY"].DebitMinor; minor != 70 {
		t.Errorf("the closed period has %d", minor)
	}
	if minor := d.Trial(ledger.TrialFilter{From: until})["m1/suspense CNY"].DebitMinor; minor != 500 {
		t.Errorf("the open one has %d", minor)
	}
	d.BooksAgree()
}

// waitingFor returns once so many connections wait for the ledger's identity.
func waitingFor(t *testing.T, url string, count int64) {
	t.Helper()
	db := raw(t, url)
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); {
		var waiting int64
		if err := db.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND relation = 'ledger_identity'::regclass`).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
		if waiting >= count {
			return
		}
	}
	t.Fatalf("no %d connections wait", count)
}
