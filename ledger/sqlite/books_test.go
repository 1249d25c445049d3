package sqlite_test

import (
	"database/sql"
	"fmt"
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
		err := db.QueryRow(`SELECT COALESCE(SUM(balance), 0) FROM balances WHERE name = ? AND asset = ?`, account, asset).Scan(&got)
		if err != nil || got != minor {
			t.Errorf("%s %s: got %d, want %d (%v)", account, asset, got, minor, err)
		}
	}
}

func TestStoreCreditIsOwedWithItsBonusAndTheBudgetIsSpent(t *testing.T) {
	d, db := file(t)
	id := d.Propose(ledgertest.Request("o1", "c1", 1), ledgertest.Credit(2000, "1")).Refund
	balances(t, db, "CNY", map[string]int64{"budget/m1/goodwill/free": -1000, "budget/m1/goodwill/held": -2000})
	d.Begin(id)
	d.Record(id, refund.OutcomeSettled)
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
	p := ledgertest.Units(1)
	p.Assessment.Legs[0].Units = &refund.Units{Asset: "PTS:club", Amount: 750}
	d.Propose(c, p)
	d.Begin(c.ID())
	d.Record(c.ID(), refund.OutcomeSettled)
	balances(t, db, "CNY", map[string]int64{"m1/points_liability": -11300, "m1/refunds_payable": 0, "prov/m1/simulator//balance": 0})
	balances(t, db, "PTS:club", map[string]int64{"points/m1/club/issuer": 750, "points/m1/club/customer-42": -750})
	d.Record(c.ID(), refund.OutcomeFailed)
	balances(t, db, "PTS:club", map[string]int64{"points/m1/club/issuer": 0, "points/m1/club/customer-42": 0})
	d.BooksAgree()
}

func TestWhatWasPaidElsewhereIsInSuspense(t *testing.T) {
	d, db := file(t)
	id := d.Attention("o1")
	d.PaidElsewhere(id, "")
	balances(t, db, "CNY", map[string]int64{
		"m1/suspense": -11300, "m1/refunds_payable": 0, "m1/sales_returns": 10000, "prov/m1/simulator//balance": 0,
	})
	d.BooksAgree()
}

func TestTwoPartsGivenUpAreWhatTheWholeMeans(t *testing.T) {
	d, db := file(t)
	c, p := ledgertest.TwoTenders("o1")
	p.Assessment.TaxMinor = 2601
	d.Propose(c, p)
	for _, leg := range []refund.LegID{"1", "2"} {
		d.BeginLeg(c.ID(), leg, "a1")
		d.RecordLeg(c.ID(), leg, refund.OutcomeDeclined)
	}
	balances(t, db, "CNY", map[string]int64{"m1/sales_returns": 19999, "m1/output_tax": 2601, "m1/refunds_payable": -22600})
	for i, leg := range []refund.LegID{"2", "1"} {
		giveUp := refund.Resolution{ResolutionID: refund.DecisionID(leg), Action: refund.ResolveGiveUp, By: "anna", Leg: leg}
		d.Taken(c.ID(), refund.Act{Kind: refund.ActResolve, Resolution: &giveUp})
		if i == 0 { // 2601 x 5000 / 22600 is 575.44
			balances(t, db, "CNY", map[string]int64{"m1/sales_returns": 15574, "m1/output_tax": 2026, "m1/refunds_payable": -17600})
		}
	}
	balances(t, db, "CNY", map[string]int64{"m1/sales_returns": 0, "m1/output_tax": 0, "m1/refunds_payable": 0})
	d.BooksAgree()
}

func TestAnAppealedRecognitionIsWhatTheNewProposalMeans(t *testing.T) {
	d, db := file(t)
	id := d.Waiting("o1", "lead")
	lower := ledgertest.Lowered(5650, "2", "lead")
	lower.Assessment.AppealSeconds = 3600
	d.Adjust(id, ledgertest.Anything("ruth"), 5650, lower)
	d.BeginLeg(id, "2", "a1")
	d.RecordLeg(id, "2", refund.OutcomeSettled)
	balances(t, db, "CNY", map[string]int64{"m1/sales_returns": 5000, "m1/output_tax": 650, "m1/refunds_payable": 0})
	more := ledgertest.Lowered(9040, "3", "lead")
	more.ApprovalReasons = append(more.ApprovalReasons, refund.ReasonAppealed)
	more.Assessment.Legs = []refund.PlannedLeg{{LegID: "2", PaymentID: "p1", AmountMinor: 5650}, {LegID: "3", PaymentID: "p1", AmountMinor: 3390}}
	d.Appeal(id, ledgertest.Proposing(more))
	balances(t, db, "CNY", map[string]int64{"m1/sales_returns": 8000, "m1/output_tax": 1040, "m1/refunds_payable": -3390})
	d.BooksAgree()
}

// TestWhatACustomerAskedForOnceNeverFailsToSum: SQLite's SUM is an error beyond 2^63, and parked every later refund.
func TestWhatACustomerAskedForOnceNeverFailsToSum(t *testing.T) {
	d, db := file(t)
	for n := range 11 {
		d.Held(fmt.Sprint("o", n), "c1", 1)
	}
	if _, err := db.Exec(`UPDATE reservations SET amount_minor = 1000000000000000000`); err != nil {
		t.Fatal(err)
	}
	rules := ledgertest.Refusing("X")
	d.Decide(ledgertest.Request("next", "c1", 1), rules)
	if past := rules.History.Customer; past.TodayMinor != 9e18 || past.RefundMinor90d != 9e18 || past.RefundCount90d != 11 {
		t.Errorf("%+v", past)
	}
}

// TestWhatAFaultReissuesIsStoreCreditByTheLedgersWord: a leg without a choice or a bonus (MONEY C8).
func TestWhatAFaultReissuesIsStoreCreditByTheLedgersWord(t *testing.T) {
	d, db := file(t)
	c, p, due := ledgertest.Request("o1", "c1", 1), ledgertest.Units(1), time.Date(2026, 12, 4, 23, 0, 0, 0, time.UTC)
	c.Order.Payments[0].Kind = refund.PaymentRedPacket
	p.Assessment.Legs[0].Via, p.Assessment.PayBy = refund.ViaStoreCredit, &due
	if s := d.Propose(c, p); s.PayBy == nil || !s.PayBy.Equal(due) {
		t.Errorf("to be paid by %v", s.PayBy)
	}
	if b := d.Begin(c.ID()); b.Result != refund.BeginSend || b.Via != refund.ViaStoreCredit {
		t.Errorf("begin: %s via %q", b.Result, b.Via)
	}
	d.Record(c.ID(), refund.OutcomeSettled)
	balances(t, db, "CNY", map[string]int64{"m1/store_credit": -11300, "m1/refunds_payable": 0})
	d.BooksAgree()
}

func TestAnAllowanceIsBookedAsOne(t *testing.T) {
	d, db := file(t)
	c, p := ledgertest.Request("o1", "c1", 1), ledgertest.Units(1)
	p.Assessment.Components[0].Quantity = 0
	d.Propose(c, p)
	d.Begin(c.ID())
	balances(t, db, "CNY", map[string]int64{"m1/sales_allowances": 10000, "m1/sales_returns": 0, "m1/output_tax": 1300, "m1/refunds_payable": -11300})
	d.Record(c.ID(), refund.OutcomeSettled)
	d.BooksAgree()
}

func TestWhatIsKeptForTheWayBackHasAnAccountOfItsOwn(t *testing.T) {
	d, db := file(t)
	c := ledgertest.Request("o1", "c1", 1)
	d.Propose(c, ledgertest.WithLabel())
	d.Begin(c.ID())
	balances(t, db, "CNY", map[string]int64{"m1/sales_returns": 10000, "m1/output_tax": 1185, "m1/return_shipping": -885, "m1/refunds_payable": -10300})
	d.Record(c.ID(), refund.OutcomeDeclined)
	giveUp := refund.Resolution{ResolutionID: "r1", Action: refund.ResolveGiveUp, By: "anna"}
	d.Taken(c.ID(), refund.Act{Kind: refund.ActResolve, Resolution: &giveUp})
	balances(t, db, "CNY", map[string]int64{"m1/sales_returns": 0, "m1/output_tax": 0, "m1/return_shipping": 0, "m1/refunds_payable": 0})
	d.BooksAgree()
}
