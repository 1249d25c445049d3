package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/makegood/makegood/ledger/ledgertest"
)

// TestTheAuditFindsEveryPromiseThatIsBroken breaks each promise in a small good ledger: order o1 with a
// refund that was sent, and order o2 with one that was paid and closed.
func TestTheAuditFindsEveryPromiseThatIsBroken(t *testing.T) {
	for _, c := range []struct {
		name, sql string
		want      []string
	}{
		{"a posting that is not zero", `UPDATE entries SET amount_minor = amount_minor + 1 WHERE account = 'm1/sales_returns' AND posting = (SELECT MIN(posting) FROM entries WHERE account = 'm1/sales_returns')`, []string{"POSTING_NOT_BALANCED"}},
		{"a balance that is not its entries'", `UPDATE accounts SET balance = balance - 1 WHERE name = 'pay/m1/simulator//ch_o1/open'`, []string{"BALANCE_DIFFERS", "CONTROL_EQUATION"}},
		{"a balance of an account that has none of its own", `INSERT INTO accounts VALUES ('m1/sales_returns', 'CNY', '', '', 1)`, []string{"BALANCE_DIFFERS"}},
		{"an account that is gone", `DELETE FROM accounts WHERE name = 'pay/m1/simulator//ch_o1/held'`, []string{"ACCOUNT_MISSING"}},
		{"a control account that moved alone", `UPDATE accounts SET balance = balance - 1 WHERE name = 'pay/m1/simulator//ch_o1/open'`, []string{"BALANCE_DIFFERS", "CONTROL_EQUATION"}},
		{"headroom and excess at once", `UPDATE accounts SET balance = balance - 1 WHERE name = 'pay/m1/simulator//ch_o1/open';
			INSERT INTO accounts VALUES ('pay/m1/simulator//ch_o1/excess', 'CNY', 'm1/simulator//ch_o1', 'excess', 1)`, []string{"BALANCE_DIFFERS", "OPEN_AND_EXCESS"}},
		{"a capture nobody booked", `INSERT INTO captures (payment, capture_id, amount_minor, implied, learned_at) VALUES ('m1/simulator//ch_o1', 'k9', 1, 0, 0)`, []string{"CAPTURES_DIFFER"}},
		{"a leg to a capture of nobody", `UPDATE legs SET capture_id = 'k9', capture_reference = 'cap_9' WHERE order_id = 'o1'`, []string{"LEG_CAPTURE_DIFFERS"}},
		{"a leg to another reference than its capture's", `UPDATE legs SET capture_id = 'p1', capture_reference = 'cap_9' WHERE order_id = 'o1'`, []string{"LEG_CAPTURE_DIFFERS"}},
		{"a capture that more goes back to than it has", `INSERT INTO captures (payment, capture_id, amount_minor, implied, learned_at) VALUES ('m1/simulator//ch_o1', 'k9', 0, 0, 0);
			UPDATE legs SET capture_id = 'k9' WHERE order_id = 'o1'`, []string{"CAPTURE_OVERUSED"}},
		{"a refund elsewhere nobody booked", `UPDATE order_payments SET external_minor = 1 WHERE order_id = 'o1'`, []string{"EXTERNAL_DIFFERS"}},
		{"a leg that stands elsewhere than its money", `UPDATE legs SET status = 'Declined' WHERE order_id = 'o1'`, []string{"HELD_DIFFERS", "SENT_DIFFERS"}},
		{"a leg that settled without its posting", `UPDATE legs SET status = 'Settled' WHERE order_id = 'o1'`, []string{"PAYABLE_DIFFERS", "RETURNED_DIFFERS", "SENT_DIFFERS"}},
		{"a share kept back that nobody booked", `INSERT INTO kept_back VALUES ('refund/m1/o1/c1', 'p1', 'm1', 'o1', 'm1/simulator//ch_o1', 1, 0)`, []string{"KEPT_BACK_DIFFERS"}},
		{"a closed refund that was sent", `UPDATE refunds SET closed = 1 WHERE order_id = 'o1'`, []string{"CLOSED_WITH_MONEY"}},
		{"a total that nothing sums to", `UPDATE refunds SET total_minor = 1 WHERE order_id = 'o1'`, []string{"COMPONENTS_DIFFER", "LEGS_DIFFER"}},
		{"a leg with a bonus of no budget", `UPDATE legs SET bonus_minor = 1 WHERE order_id = 'o1'`, []string{"BONUS_DIFFERS"}},
		{"a leg against another payment than its order names", `UPDATE order_payments SET payment = 'm1/simulator//ch_o2' WHERE order_id = 'o1'`, []string{"LEG_PAYMENT_DIFFERS"}},
		{"a leg of a payment the order does not have", `UPDATE order_payments SET payment_id = 'p9' WHERE order_id = 'o1'`, []string{"LEG_PAYMENT_DIFFERS"}},
		{"a payment whose row names another reference", `UPDATE payments SET reference = 'ch_stranger' WHERE reference = 'ch_o1'`, []string{"PAYMENT_RENAMED"}},
		{"a payment whose row names another account", `UPDATE payments SET account = 'acct_9' WHERE reference = 'ch_o1'`, []string{"PAYMENT_RENAMED"}},
		{"a line that counts other claims than its refunds'", `UPDATE order_lines SET claimed = 2 WHERE order_id = 'o1'`, []string{"CLAIMS_DIFFER"}},
		{"a line claimed more often than bought", `UPDATE order_lines SET quantity = 0 WHERE order_id = 'o1'`, []string{"OVERCLAIMED"}},
		{"a cap that counts other claims than its refunds'", `UPDATE order_caps SET claimed_minor = 1 WHERE order_id = 'o1'`, []string{"CAP_DIFFERS"}},
		{"a dispute that nobody booked", `INSERT INTO disputes (payment, dispute_id, stage, amount_minor, currency, fee_minor, booked_stage, booked_minor, facts, first_heard_at, changed_at)
			VALUES ('m1/simulator//ch_o1', 'd1', 'OPENED', 1, 'CNY', 0, 'OPENED', 1, '[]', 0, 0)`, []string{"DISPUTED_DIFFERS"}},
		{"a loss that nobody booked", `INSERT INTO disputes (payment, dispute_id, stage, amount_minor, currency, fee_minor, booked_stage, booked_minor, facts, first_heard_at, changed_at)
			VALUES ('m1/simulator//ch_o1', 'd1', 'LOST', 1, 'CNY', 0, 'LOST', 1, '[]', 0, 0)`, []string{"CHARGED_BACK_DIFFERS"}},
		{"a refund elsewhere of an order nobody knows", `INSERT INTO outside_refunds (payment, provider_refund_id, merchant, amount_minor, currency, outcome, booked_minor, facts, first_heard_at)
			VALUES ('m1/simulator//ch_o1', 're_1', 'm1', 1, 'CNY', 'Settled', 1, '[]', 0)`, []string{"EXTERNAL_DIFFERS"}},
		{"an attribution of another amount", `INSERT INTO outside_refunds (payment, provider_refund_id, merchant, order_id, amount_minor, currency, outcome, booked_minor, facts, first_heard_at,
				attributed_as, attributed_at, goodwill_minor)
			VALUES ('m1/simulator//ch_o1', 're_1', 'm1', 'o1', 2, 'CNY', 'Settled', 2, '[]', 0, 'GOODWILL', 1, 1)`, []string{"ATTRIBUTION_DIFFERS"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, db := smallLedger(t)
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
			if codes = slices.Compact(codes); !slices.Equal(codes, c.want) {
				t.Errorf("found %v, want %v", findings, c.want)
			}
		})
	}
}

// smallLedger is a good ledger, and a way to break it: without the triggers and CHECKs that keep the
// engine from writing what the audit must be able to find.
func smallLedger(t *testing.T) (*ledgertest.Desk, *sql.DB) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	d := ledgertest.At(t, open(t, path, time.Now), nil)
	d.Sent("o1", "c1", 1)
	d.Paid("o2", "c1", 1)
	d.BooksAgree()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=ignore_check_constraints(ON)&_pragma=foreign_keys(OFF)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Exec(`DROP TRIGGER entries_keep`); err != nil {
		t.Fatal(err)
	}
	return d, db
}
