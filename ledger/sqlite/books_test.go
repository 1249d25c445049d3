package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// file is a desk on a file whose rows the test may read.
func file(t *testing.T) (*ledgertest.Desk, *sql.DB) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	d := ledgertest.At(t, open(t, path, time.Now), nil)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return d, db
}

// balances fails unless accounts of an asset stand as told: debit positive.
func balances(t *testing.T, db *sql.DB, asset string, want map[string]int64) {
	t.Helper()
	for account, minor := range want {
		var got int64
		err := db.QueryRow(`SELECT COALESCE(SUM(balance), 0) FROM accounts WHERE name = ? AND asset = ?`, account, asset).Scan(&got)
		if err != nil || got != minor {
			t.Errorf("%s %s: got %d, want %d (%v)", account, asset, got, minor, err)
		}
	}
}

func TestStoreCreditIsOwedWithItsBonusAndTheBudgetIsSpent(t *testing.T) {
	d, db := file(t)
	id := d.Granted("o1")
	hash := d.Reserve(id, ledgertest.Credit(2000, 1, "1")).AssessmentHash
	balances(t, db, "CNY", map[string]int64{"budget/m1/goodwill/free": -1000, "budget/m1/goodwill/held": -2000})
	d.Begin(id, hash)
	d.Record(id, 1, refund.OutcomeSettled)
	balances(t, db, "CNY", map[string]int64{
		"m1/store_credit": -13300, "m1/goodwill": 2000, "m1/refunds_payable": 0, "m1/sales_returns": 10000, "m1/output_tax": 1300,
		"budget/m1/goodwill/held": 0, "budget/m1/goodwill/spent": -2000, "prov/m1/simulator//balance": 0,
	})
	d.BooksAgree()
}

func TestPointsGoBackToTheCustomerWithTheirUnits(t *testing.T) {
	d, db := file(t)
	c := ledgertest.Request("o1", "c1", 1)
	c.Order.Payments[0].Kind = refund.PaymentPoints
	d.Open(c)
	p := ledgertest.Units(1, 1)
	p.Assessment.Legs[0].Units = &refund.Units{Asset: "PTS:club", Amount: 750}
	hash := d.Reserve(c.ID(), p).AssessmentHash
	d.Begin(c.ID(), hash)
	d.Record(c.ID(), 1, refund.OutcomeSettled)
	balances(t, db, "CNY", map[string]int64{"m1/points_liability": -11300, "m1/refunds_payable": 0, "prov/m1/simulator//balance": 0})
	balances(t, db, "PTS:club", map[string]int64{"points/m1/club/issuer": 750, "points/m1/club/customer-42": -750})
	d.Record(c.ID(), 1, refund.OutcomeFailed)
	balances(t, db, "PTS:club", map[string]int64{"points/m1/club/issuer": 0, "points/m1/club/customer-42": 0})
	d.BooksAgree()
}

func TestWhatWasPaidElsewhereIsInSuspense(t *testing.T) {
	d, db := file(t)
	id, hash := d.Attention("o1")
	d.Resolve(id, hash, refund.Resolution{ResolutionID: "r1", Action: refund.ResolvePaidElsewhere, By: "anna", Reference: "wire 7"})
	balances(t, db, "CNY", map[string]int64{
		"m1/suspense": -11300, "m1/refunds_payable": 0, "m1/sales_returns": 10000, "prov/m1/simulator//balance": 0,
	})
	d.BooksAgree()
}

func TestAReplacedRecognitionIsWhatTheNewProposalMeans(t *testing.T) {
	d, db := file(t)
	id, hash := d.Sent("o1", "c1", 1)
	d.Record(id, 1, refund.OutcomeDeclined)
	balances(t, db, "CNY", map[string]int64{"m1/sales_returns": 10000, "m1/output_tax": 1300, "m1/refunds_payable": -11300})
	hash = d.Replace(id, "k1", hash, ledgertest.Lowered(5650, 2, "2")).AssessmentHash
	balances(t, db, "CNY", map[string]int64{"m1/sales_returns": 5000, "m1/output_tax": 650, "m1/refunds_payable": -5650})
	if err := d.Release(id, refund.StatusRejected); err != nil {
		t.Fatal(err)
	}
	balances(t, db, "CNY", map[string]int64{"m1/sales_returns": 0, "m1/output_tax": 0, "m1/refunds_payable": 0})
	appealed := ledgertest.Lowered(9040, 4, "3")
	appealed.ApprovalReasons = append(appealed.ApprovalReasons, refund.ReasonAppealed)
	d.Replace(id, "k2", hash, appealed)
	balances(t, db, "CNY", map[string]int64{"m1/sales_returns": 8000, "m1/output_tax": 1040, "m1/refunds_payable": -9040})
	d.BooksAgree()
}
