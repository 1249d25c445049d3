package sqlite_test

import (
	"slices"
	"testing"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// sold decides a refund of units of the marketplace's order, and begins it.
func sold(d *ledgertest.Desk, request string, quantity int64) refund.ID {
	d.T.Helper()
	c := ledgertest.OnMarket(ledgertest.Request("o1", request, quantity))
	d.Propose(c, ledgertest.Sold(ledgertest.Units(quantity)))
	d.Begin(c.ID())
	return c.ID()
}

func giveUp(d *ledgertest.Desk, id refund.ID, leg refund.LegID) {
	d.T.Helper()
	r := refund.Resolution{ResolutionID: refund.DecisionID("r" + leg), Action: refund.ResolveGiveUp, By: "anna", Leg: leg}
	d.Taken(id, refund.Act{Kind: refund.ActResolve, Resolution: &r})
}

// nothingBorne: no seller, no commission and no merchant bears anything.
func nothingBorne() map[string]int64 {
	return map[string]int64{"seller/m1/s1/payable": 0, "platform/m1/commission": 0, "m1/sales_returns": 0, "m1/output_tax": 0, "m1/refunds_payable": 0}
}

// POSTINGS P18 in play: recognised, settled, bounced, given up. The tax of 1300 a unit is the seller's with its line.
func TestASellersShareIsBookedOnceAndReversedWhenTheRefundIsGivenUp(t *testing.T) {
	d, db := file(t)
	id := sold(d, "c1", 1)
	borne := map[string]int64{"seller/m1/s1/payable": 10170, "platform/m1/commission": 1130, "m1/sales_returns": 0, "m1/output_tax": 0, "m1/refunds_payable": -11300}
	balances(t, db, "CNY", borne)
	d.Begin(id)
	balances(t, db, "CNY", borne)
	d.Record(id, refund.OutcomeSettled)
	balances(t, db, "CNY", map[string]int64{"seller/m1/s1/payable": 10170, "platform/m1/commission": 1130, "m1/refunds_payable": 0})
	d.Record(id, refund.OutcomeFailed)
	balances(t, db, "CNY", borne)
	giveUp(d, id, "")
	balances(t, db, "CNY", nothingBorne())
	d.BooksAgree()
}

// Half of it sold by a seller, half by the platform itself, over two tenders of which the one, then the other is
// given up: 20340 x 5000 / 22600 is 4500.
func TestPartsOfASoldRefundThatAreGivenUpReverseTheirShare(t *testing.T) {
	d, db := file(t)
	c, p := ledgertest.TwoTenders("o1")
	d.Propose(ledgertest.OnMarket(c), ledgertest.Sold(p))
	for _, leg := range []refund.LegID{"1", "2"} {
		d.BeginLeg(c.ID(), leg, "a1")
		d.RecordLeg(c.ID(), leg, refund.OutcomeDeclined)
	}
	balances(t, db, "CNY", map[string]int64{"seller/m1/s1/payable": 20340, "platform/m1/commission": 2260, "m1/refunds_payable": -22600})
	giveUp(d, c.ID(), "2")
	balances(t, db, "CNY", map[string]int64{"seller/m1/s1/payable": 15840, "platform/m1/commission": 1760, "m1/refunds_payable": -17600, "m1/sales_returns": 0})
	balances(t, db, "PTS:club", map[string]int64{"points/m1/club/customer-42": 0})
	giveUp(d, c.ID(), "1")
	balances(t, db, "CNY", nothingBorne())
	balances(t, db, "PTS:club", map[string]int64{"points/m1/club/customer-42": -100})
	d.BooksAgree()
}

func TestALowerAmountCorrectsTheSharesAndLeavesThePoints(t *testing.T) {
	d, db := file(t)
	c := ledgertest.OnMarket(ledgertest.Request("o1", "c1", 1))
	p := ledgertest.Lowered(5650, "1", "lead") // what a person took off is the platform's here
	p.Assessment.AppealSeconds = 3600
	d.Propose(c, ledgertest.Sold(p))
	balances(t, db, "PTS:club", map[string]int64{"points/m1/club/issuer": 100, "points/m1/club/customer-42": -100})
	less := ledgertest.Sold(ledgertest.Lowered(4520, "2", "lead"))
	less.Assessment.AppealSeconds = 3600
	d.Adjust(c.ID(), ledgertest.Anything("ruth"), 4520, less)
	d.BeginLeg(c.ID(), "2", "a1")
	d.RecordLeg(c.ID(), "2", refund.OutcomeSettled)
	balances(t, db, "CNY", map[string]int64{"seller/m1/s1/payable": 10170, "platform/m1/commission": 1130, "m1/sales_returns": 4520 - 11300 - 520 + 1300, "m1/output_tax": 520 - 1300, "m1/refunds_payable": 0})
	more := ledgertest.Lowered(11300, "3", "lead")
	more.ApprovalReasons = append(more.ApprovalReasons, refund.ReasonAppealed)
	more.Assessment.Legs = []refund.PlannedLeg{{LegID: "2", PaymentID: "p1", AmountMinor: 4520}, {LegID: "3", PaymentID: "p1", AmountMinor: 6780}}
	d.Appeal(c.ID(), ledgertest.Proposing(ledgertest.Sold(more)))
	balances(t, db, "CNY", map[string]int64{"seller/m1/s1/payable": 10170, "platform/m1/commission": 1130, "m1/sales_returns": 0, "m1/output_tax": 0, "m1/refunds_payable": -6780})
	balances(t, db, "PTS:club", map[string]int64{"points/m1/club/customer-42": -50})
	d.BooksAgree()
}

// Points that paid go back with their leg; points that were earned are taken with the recognition, in units alone.
func TestPointsThatPaidAndPointsThatWereEarnedMeetInOneAccount(t *testing.T) {
	d, db := file(t)
	c := ledgertest.OnMarket(ledgertest.Request("o1", "c1", 1))
	c.Order.Payments[0].Kind = refund.PaymentPoints
	p := ledgertest.Sold(ledgertest.Units(1))
	p.Assessment.Legs[0].Units = &refund.Units{Asset: "PTS:club", Amount: 750}
	d.Propose(c, p)
	balances(t, db, "PTS:club", map[string]int64{"points/m1/club/customer-42": -100})
	d.Begin(c.ID())
	balances(t, db, "PTS:club", map[string]int64{"points/m1/club/customer-42": -50})
	d.Record(c.ID(), refund.OutcomeSettled)
	balances(t, db, "PTS:club", map[string]int64{"points/m1/club/issuer": 800, "points/m1/club/customer-42": -800})
	balances(t, db, "CNY", map[string]int64{"m1/points_liability": -11300, "m1/refunds_payable": 0})
	d.Record(c.ID(), refund.OutcomeFailed)
	giveUp(d, c.ID(), "")
	balances(t, db, "PTS:club", map[string]int64{"points/m1/club/issuer": 100, "points/m1/club/customer-42": -100})
	d.BooksAgree()
}

// What a later event says of the customer, or of the points, changes nothing: the pinned order counts.
func TestThePointsOfThePinnedOrderAreItsCustomers(t *testing.T) {
	d, db := file(t)
	sold(d, "c1", 1)
	later := ledgertest.OnMarket(ledgertest.Request("o1", "c2", 1))
	later.Order.Customer.CustomerID, later.Order.EarnedPoints = "43", []refund.EarnedPoints{{Asset: "PTS:club", Amount: 9999}}
	d.Propose(later, ledgertest.Sold(ledgertest.Units(1)))
	d.Begin(later.ID())
	balances(t, db, "PTS:club", map[string]int64{"points/m1/club/customer-42": 0, "points/m1/club/customer-43": 0, "points/m1/club/issuer": 0})
	d.BooksAgree()
}

func TestARejectedRefundTakesNoPoints(t *testing.T) {
	d, db := file(t)
	c, p := ledgertest.OnMarket(ledgertest.Request("o1", "c1", 1)), ledgertest.Sold(ledgertest.Units(1))
	p.ApprovalsRequired, p.ApprovalRoles = 1, []refund.Role{"lead"}
	d.Propose(c, p)
	d.Taken(c.ID(), refund.Act{Kind: refund.ActWithdraw, Withdrawal: &refund.Withdrawal{By: "customer:42"}})
	balances(t, db, "PTS:club", map[string]int64{"points/m1/club/customer-42": -100})
	balances(t, db, "CNY", nothingBorne())
	d.BooksAgree()
}

func TestTheAuditFindsPointsThatDoNotAddUp(t *testing.T) {
	for name, c := range map[string]struct {
		sql  string
		want []string
	}{
		"a customer below zero": {`INSERT INTO postings (id, subject, leg, template, fact, posted_at) VALUES (900, 'x', '', 'X', '', 1);
			INSERT INTO entries VALUES (900, 0, 'points/m1/club/customer-9', 'PTS:club', 1), (900, 1, 'points/m1/club/customer-42', 'PTS:club', -1)`, []string{"POINTS_BELOW_ZERO"}},
		"more taken than earned": {`INSERT INTO postings (id, subject, leg, template, fact, posted_at) VALUES (900, 'refund/m1/o1/c1', '', 'P2x', '', 1);
			INSERT INTO entries VALUES (900, 0, 'points/m1/club/customer-42', 'PTS:club', 51), (900, 1, 'points/m1/club/issuer', 'PTS:club', -51)`, []string{"POINTS_BELOW_ZERO", "POINTS_EXCEED"}},
		"released, and not given back": {`UPDATE refunds SET released = 1`, []string{"POINTS_NOT_GIVEN_BACK"}},
	} {
		t.Run(name, func(t *testing.T) {
			d, db := file(t)
			sold(d, "c1", 1)
			if _, err := db.Exec(c.sql); err != nil {
				t.Fatal(err)
			}
			findings, err := d.Store.Audit(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var codes []string
			for _, f := range findings {
				codes = append(codes, f.Code)
			}
			slices.Sort(codes)
			if !slices.Equal(codes, c.want) {
				t.Errorf("found %v, want %v", findings, c.want)
			}
		})
	}
}
