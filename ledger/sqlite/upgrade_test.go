package sqlite_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// before migrates a new file to a version of the schema, and writes to it as the code of that time did.
func before(t *testing.T, path string, version int64, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("migrations"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAnOfferMadeBeforeThereWereChoicesCanStillBeTaken(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	before(t, path, 1,
		`INSERT INTO orders VALUES ('m1', 'o1', 'CNY', '{}', 1, 0)`,
		`INSERT INTO refunds (refund, merchant, order_id, request, customer, currency, reason, requested_by, digest, run_id,
			cancellation, differences, status, offer, opened_at, changed_at)
			VALUES ('refund/m1/o1/c1', 'm1', 'o1', 'c1', '42', 'CNY', 'OTHER', 'customer:42', 'd', 'r',
			'{"order":{"market":"CN"}}', 'null', 'Refunded', 'Open', 0, 0)`,
		`INSERT INTO offers (refund, merchant, currency, budget, kind, promotion, amount_minor, status, made_at)
			VALUES ('refund/m1/o1/c1', 'm1', 'CNY', 'goodwill', 'COUPON', 'sorry-2026', 2000, 'Open', 0)`,
		`INSERT INTO postings VALUES (1, 'budget/m1/goodwill/free', '', 'P16', '2026-11/CNY', 0), (2, 'refund/m1/o1/c1', '', 'P16o', 'offer', 0)`,
		`INSERT INTO entries VALUES (1, 0, 'budget/m1/goodwill/free', 'CNY', -3000), (1, 1, 'budget/m1/goodwill/granted', 'CNY', 3000),
			(2, 0, 'budget/m1/goodwill/free', 'CNY', 2000), (2, 1, 'budget/m1/goodwill/held', 'CNY', -2000)`,
		`INSERT INTO accounts VALUES ('budget/m1/goodwill/free', 'CNY', '', 'budget_free', -1000),
			('budget/m1/goodwill/granted', 'CNY', '', '', 3000), ('budget/m1/goodwill/held', 'CNY', '', 'budget_held', -2000)`,
	)
	books := open(t, path, time.Now)
	id := refund.ID("refund/m1/o1/c1")
	take := refund.Act{Kind: refund.ActAnswerOffer, OfferReply: &refund.OfferReply{By: "customer:42", Accept: true}}
	acted, err := books.CarryOut(context.Background(), refund.ActRequest{Refund: id, Act: take}, nil)
	want := refund.OfferState{Status: refund.OfferAccepted, Choice: "coupon", Code: ledger.OfferCode(id)}
	if err != nil || acted.Standing.Offer.OfferState != want || !acted.Standing.Closed {
		t.Errorf("got %+v %v, want %+v", acted, err, want)
	}
	budgets, err := books.Budgets(context.Background())
	figure := ledger.BudgetFigure{Merchant: "m1", Budget: "goodwill", Currency: "CNY", GrantedMinor: 3000, FreeMinor: 1000, SpentMinor: 2000}
	if err != nil || len(budgets) != 1 || budgets[0] != figure {
		t.Errorf("got %+v %v, want only %+v", budgets, err, figure)
	}
	rows, err := books.Cases(context.Background(), ledger.CaseFilter{})
	if err != nil || len(rows) != 1 || rows[0].Market != "CN" {
		t.Errorf("got %+v %v, want the market that the event named", rows, err)
	}
}

// older takes a file back to the schema before the standing, and changes it as the code of that time would
// have left it.
func older(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("migrations"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatAnOlderVersionClaimedAndNeverJudgedIsJudged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	c := ledgertest.Request("o1", "c1", 1)
	d := ledgertest.At(t, open(t, path, time.Now), nil)
	d.Decide(c, ledgertest.Refusing("NOT_SUPPORTED"))
	older(t, path, `UPDATE refunds SET status = 'Received'`)

	d = ledgertest.At(t, open(t, path, time.Now), nil)
	if s := d.Decide(c, ledgertest.Proposing(ledgertest.Units(1))).Standing; s.Status != refund.StatusPayingOut || len(s.Legs) != 1 {
		t.Errorf("it stands as %+v", s)
	}
	d.BooksAgree()
}

func TestALegThatAnOlderVersionSentIsSentAgainAfterItsSettlingDelay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	d := ledgertest.At(t, open(t, path, clock), nil)
	id := d.Sent("o1", "c1", 1)
	declined := d.Attention("o2")
	older(t, path)

	d = ledgertest.At(t, open(t, path, clock), nil)
	if b := d.Resend(id, "1", 1, "a2"); b.Result != refund.BeginNotNow || !b.Until.Equal(now.Add(10*time.Minute)) {
		t.Errorf("before the delay: got %+v", b)
	}
	now = now.Add(10 * time.Minute)
	if b := d.Resend(id, "1", 1, "a2"); b.Result != refund.BeginSend || b.Instruction.Reference != "ch_o1" {
		t.Errorf("after the delay: got %+v", b)
	}
	if s := d.Standing(declined); s.Attention() != "DECLINED_OTHER" || s.Legs[0].NeedsPerson != "DECLINED_OTHER" {
		t.Errorf("what was declined before: got %+v", s)
	}
	retry := refund.Resolution{ResolutionID: "r1", Action: refund.ResolveRetry, By: "anna"}
	d.Taken(declined, refund.Act{Kind: refund.ActResolve, Resolution: &retry})
	d.BooksAgree()
}

// A refund that an older version judged has its law's time in its proposal alone.
func TestTheLawsTimeOfAnOlderRefundIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	due := time.Date(2026, 12, 4, 23, 0, 0, 0, time.UTC)
	p := ledgertest.Units(1)
	p.Assessment.PayBy = &due
	c, other := ledgertest.Request("o1", "c1", 1), ledgertest.Request("o2", "c1", 1)
	d := ledgertest.At(t, open(t, path, time.Now), nil)
	d.Propose(c, p)
	d.Propose(other, ledgertest.Units(1))
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("migrations"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 9); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	d = ledgertest.At(t, open(t, path, time.Now), nil)
	if s := d.Standing(c.ID()); s.PayBy == nil || !s.PayBy.Equal(due) {
		t.Errorf("to be paid by %v", s.PayBy)
	}
	if s := d.Standing(other.ID()); s.PayBy != nil {
		t.Errorf("one that no law sets a time for: %v", s.PayBy)
	}
}
