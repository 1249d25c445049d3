package sqlite_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// dump is every row of tables, as text.
func dump(t *testing.T, db *sql.DB, tables ...string) string {
	t.Helper()
	var out strings.Builder
	for _, table := range tables {
		rows, err := db.Query("SELECT * FROM " + table + " ORDER BY 1, 2")
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values := make([]any, len(columns))
			into := make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&out, table, values)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// TestARefusedActLeavesTheBooksByteForByte refuses every kind of act in every state that refuses it.
func TestARefusedActLeavesTheBooksByteForByte(t *testing.T) {
	d, db := file(t)
	ids := []refund.ID{
		d.Waiting("o1", "lead"), d.Sent("o2", "c1", 1), d.Attention("o3"), d.Exchanged("o4"), d.AwaitingGoods("o5"), d.Paid("o6", "c1", 1),
	}
	books := []string{
		"accounts", "postings", "entries", "claims", "legs", "refunds", "orders", "order_lines", "order_caps", "reservations", "offers",
		"kept_back", "captures", "payments", "order_payments",
	}
	before := dump(t, db, books...)
	to := int64(100)
	acts := func(n int) []refund.Act {
		id := refund.DecisionID(fmt.Sprint("x", n))
		return []refund.Act{
			{Kind: refund.ActDecide, Decision: &refund.Decision{DecisionID: id, Verb: refund.VerbApprove, Reviewer: "customer:42"}},
			{Kind: refund.ActDecide, Decision: &refund.Decision{DecisionID: id + "a", Verb: refund.VerbAdjust, Reviewer: "anna", AmountMinor: &to}},
			{Kind: refund.ActWithdraw, Withdrawal: &refund.Withdrawal{}},
			{Kind: refund.ActResolve, Resolution: &refund.Resolution{ResolutionID: id, Action: refund.ResolveGiveUp, By: "customer:42"}},
			{Kind: refund.ActClear, Clearing: &refund.Clearing{ClearingID: id, Leg: "1", Fact: refund.FactPaid, Reference: "r", By: "customer:42"}},
			{Kind: refund.ActLookNow, LookNow: &refund.LookNow{By: "anna", Leg: "9"}},
			{Kind: refund.ActAssign, Assignment: &refund.Assignment{By: "anna", To: "nobody"}},
			{Kind: refund.ActAsk, Question: &refund.InfoRequest{InfoID: id, By: "customer:42", Question: "?"}},
			{Kind: refund.ActAnswer, Reply: &refund.InfoReply{By: "customer:42", Answer: "!"}},
			{Kind: refund.ActInspect, Inspection: &refund.Inspection{InspectionID: id, By: "anna", Lines: []refund.InspectedLine{{LineID: "1", AcceptedQuantity: 9}}}},
			{Kind: refund.ActAppeal, Appeal: &refund.Appeal{AppealID: id, By: "customer:42", Statement: "please"}},
			{Kind: refund.ActChoose, Choice: &refund.Choice{AlternativeID: "REPAIR", By: "customer:42"}},
			{Kind: refund.ActAnswerOffer, OfferReply: &refund.OfferReply{By: "customer:42", Accept: true}},
		}
	}
	for n, id := range ids {
		for _, act := range acts(n) {
			in := refund.ActRequest{Refund: id, Act: act, Authority: ledgertest.Anything(act.By())}
			if out := d.ActBy(in, ledgertest.Refusing("NO_RULES")); out.Accepted {
				t.Errorf("%s of %s was taken", act.Kind, id)
			}
		}
	}
	if after := dump(t, db, books...); after != before {
		t.Errorf("the books are\n%s\nand were\n%s", after, before)
	}
}
