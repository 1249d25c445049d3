package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// files is a small good book: two orders of 22600 and 5000 CNY, one refund of 10800 that was paid,
// one of 5000 that was rejected after it had been held, and the story of a third order.
type files struct {
	t      *testing.T
	ledger string
	book   string
	db     *sql.DB
}

func setup(t *testing.T) *files {
	t.Helper()
	dir := t.TempDir()
	f := &files{t: t, ledger: filepath.Join(dir, "ledger.db"), book: filepath.Join(dir, "book.jsonl")}
	db, err := sql.Open("sqlite", "file:"+f.ledger+"?_pragma=ignore_check_constraints(ON)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	f.db = db
	f.exec(tables(t))
	f.exec(goodBooks)
	f.exec(story)
	f.exec(storyPostings)
	write(t, f.book, `{"at":"2026-11-20T10:00:00Z","charge":{"reference":"ch_1","amount_minor":22600,"currency_code":"CNY"}}`+"\n"+
		move("mgkey1", "ch_1", 10800)+move("mgkey34", "ch_4", 1000)+move("mgkey36", "ch_6", 500)+`{"at":"2026-11-20T10:00:00Z","movement":{"key":"torn`)
	return f
}

// tables are the ledger's own, so that a renamed column fails here; without the triggers and CHECKs
// that keep the engine from writing what the auditor must be able to find.
func tables(t *testing.T) string {
	t.Helper()
	paths, err := filepath.Glob("../ledger/sqlite/migrations/*.sql")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	var up strings.Builder
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text, _, _ := strings.Cut(string(raw), "-- +goose Down")
		inTrigger := false
		for line := range strings.Lines(text) {
			inTrigger = inTrigger || strings.HasPrefix(line, "CREATE TRIGGER") || strings.HasPrefix(line, "DROP TRIGGER")
			if !strings.HasPrefix(line, "-- +goose") && !inTrigger {
				up.WriteString(line)
			}
			inTrigger = inTrigger && !strings.HasSuffix(line, "END;\n") && !strings.HasPrefix(line, "DROP TRIGGER")
		}
	}
	return up.String()
}

const goodBooks = `
INSERT INTO orders VALUES
 ('m-001', 'o-1', 'CNY', '{"lines":[{"line_id":"1","quantity":2,"unit_price_minor":11500,"discounts":[{"amount_minor":400}]}]}', 1, 1),
 ('m-001', 'o-2', 'CNY', '{"lines":[{"line_id":"1","quantity":1,"unit_price_minor":5000}]}', 1, 1);
INSERT INTO payments (id, merchant, provider, account, reference, provider_account, currency, kind, funded_by, instrument) VALUES
 ('p1', 'm-001', 'simulator', '', 'ch_1', 'a1', 'CNY', 'CARD', '', ''),
 ('p2', 'm-001', 'simulator', '', 'ch_2', 'a1', 'CNY', 'CARD', '', '');
INSERT INTO refunds (refund, merchant, order_id, request, customer, currency, reason, requested_by, digest, run_id, cancellation,
 differences, status, offer, proposal, total_minor, closed, opened_at, changed_at) VALUES
 ('refund/m-001/o-1/c-1', 'm-001', 'o-1', 'c-1', '42', 'CNY', 'CHANGED', 'c', 'd', 'r', '{}', '', 'Refunded', 'None',
  '{"assessment":{"total_minor":10800,"components":[{"kind":"LINE","amount_minor":11300},{"kind":"RESTOCKING","amount_minor":-500}],"legs":[{"amount_minor":10800}]}}', 10800, 1, 1, 1),
 ('refund/m-001/o-2/c-1', 'm-001', 'o-2', 'c-1', '42', 'CNY', 'CHANGED', 'c', 'd', 'r', '{}', '', 'Rejected', 'None',
  '{"assessment":{"total_minor":5000,"components":[{"kind":"LINE","amount_minor":5000}],"legs":[{"amount_minor":5000}]}}', 5000, 1, 1, 1);
INSERT INTO legs (refund, leg_id, position, merchant, order_id, payment_id, payment, via, amount_minor, units, void, status, generation, provider_key) VALUES
 ('refund/m-001/o-1/c-1', '1', 1, 'm-001', 'o-1', 'pay-1', 'p1', '', 10800, '', 0, 'Settled', 1, 'mgkey1'),
 ('refund/m-001/o-2/c-1', '1', 1, 'm-001', 'o-2', 'pay-1', 'p2', '', 5000, '', 0, 'Released', 1, 'mgkey2');
INSERT INTO claims (refund, position, merchant, order_id, kind, line_id, item, quantity, amount_minor, released) VALUES
 ('refund/m-001/o-1/c-1', 0, 'm-001', 'o-1', 'LINE', '1', '1', 1, 11300, 0),
 ('refund/m-001/o-1/c-1', 1, 'm-001', 'o-1', 'RESTOCKING', '', '', 0, -500, 0),
 ('refund/m-001/o-2/c-1', 0, 'm-001', 'o-2', 'LINE', '1', '1', 1, 5000, 1);
INSERT INTO postings (id, subject, leg, template, fact, posted_at) VALUES
 (1, 'p1', '', 'P0', '', 1), (2, 'p2', '', 'P0', '', 1), (3, 'refund/m-001/o-1/c-1', '', 'P1', '', 1),
 (4, 'refund/m-001/o-1/c-1', '1', 'P2', '', 1), (5, 'refund/m-001/o-1/c-1', '', 'P2r', '', 1), (6, 'refund/m-001/o-1/c-1', '1', 'P3', '', 1),
 (7, 'refund/m-001/o-2/c-1', '', 'P1', '', 1), (8, 'refund/m-001/o-2/c-1', '', 'P4', '', 1);
INSERT INTO entries VALUES
 (1, 0, 'pay/p1/captured', 'CNY', 22600), (1, 1, 'pay/p1/open', 'CNY', -22600),
 (2, 0, 'pay/p2/captured', 'CNY', 5000), (2, 1, 'pay/p2/open', 'CNY', -5000),
 (3, 0, 'pay/p1/open', 'CNY', 10800), (3, 1, 'pay/p1/held', 'CNY', -10800),
 (4, 0, 'pay/p1/held', 'CNY', 10800), (4, 1, 'pay/p1/sent', 'CNY', -10800),
 (5, 0, 'm-001/sales_returns', 'CNY', 10000), (5, 1, 'm-001/output_tax', 'CNY', 1242),
 (5, 2, 'm-001/retained_fees', 'CNY', -442), (5, 3, 'm-001/refunds_payable', 'CNY', -10800),
 (6, 0, 'pay/p1/sent', 'CNY', 10800), (6, 1, 'm-001/refunds_payable', 'CNY', 10800),
 (6, 2, 'pay/p1/returned', 'CNY', -10800), (6, 3, 'prov/a1/balance', 'CNY', -10800),
 (7, 0, 'pay/p2/open', 'CNY', 5000), (7, 1, 'pay/p2/held', 'CNY', -5000),
 (8, 0, 'pay/p2/held', 'CNY', 5000), (8, 1, 'pay/p2/open', 'CNY', -5000),
 (8, 2, 'coupon/a/issuer', 'CPN:a', 1), (8, 3, 'coupon/a/customer-42', 'CPN:a', -1);
INSERT INTO accounts SELECT account, asset, '', '', SUM(amount_minor) FROM entries WHERE account LIKE 'pay/%' OR account LIKE 'budget/%' GROUP BY account, asset;
INSERT INTO refund_event (refund, at, event, from_status, to_status, leg, actor, reason, policy) VALUES
 ('refund/m-001/o-1/c-1', 1, 'Received', '', 'Received', '', 'c', '', ''),
 ('refund/m-001/o-1/c-1', 2, 'Reserved', 'Received', 'Assessing', '', 'makegood', '', ''),
 ('refund/m-001/o-1/c-1', 3, 'LegBegun', 'Assessing', 'PayingOut', '1', 'makegood', '', ''),
 ('refund/m-001/o-1/c-1', 4, 'LegSettled', 'PayingOut', 'Refunded', '1', 'makegood', '', ''),
 ('refund/m-001/o-1/c-1', 5, 'Closed', 'Refunded', 'Refunded', '', 'makegood', '', ''),
 ('refund/m-001/o-2/c-1', 1, 'Received', '', 'Received', '', 'c', '', ''),
 ('refund/m-001/o-2/c-1', 2, 'Reserved', 'Received', 'AwaitingApproval', '', 'makegood', '', ''),
 ('refund/m-001/o-2/c-1', 4, 'Released', 'AwaitingApproval', 'Rejected', '', 'ann', '', ''),
 ('refund/m-001/o-2/c-1', 5, 'Closed', 'Rejected', 'Rejected', '', 'makegood', '', '');
`

// move is a line of the provider's journal that moved money.
func move(key, reference string, amountMinor int64) string {
	return moveOf("", key, reference, amountMinor)
}

// moveOf is a line of the provider's journal that moved an account's money.
func moveOf(account, key, reference string, amountMinor int64) string {
	return fmt.Sprintf(`{"at":"2026-11-20T10:00:00Z","movement":{"key":%q,"account":%q,"reference":%q,"currency_code":"CNY","amount_minor":%d}}`+"\n",
		key, account, reference, amountMinor)
}

func (f *files) exec(statements string) {
	f.t.Helper()
	if _, err := f.db.ExecContext(f.t.Context(), statements); err != nil {
		f.t.Fatal(err)
	}
}

// appendBook adds lines before the torn end.
func (f *files) appendBook(lines string) {
	f.t.Helper()
	raw, err := os.ReadFile(f.book)
	if err != nil {
		f.t.Fatal(err)
	}
	end := strings.LastIndexByte(string(raw), '\n') + 1
	write(f.t, f.book, string(raw[:end])+lines+string(raw[end:]))
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (f *files) options() options {
	return options{ledger: f.ledger, book: f.book, provider: "simulator"}
}

func (f *files) args() []string { return []string{"-ledger", f.ledger, "-book", f.book} }
