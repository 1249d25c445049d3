package sqlstore

import (
	"slices"

	"github.com/makegood/makegood/ledger"
)

// move adds the entries of postings to the balances; an account exists from its first entry at the
// latest. The update comes first, because a CHECK judges a row to insert even where it conflicts. Postings
// that are appended together have no account in common (ledger.Posting has each once).
//
// A balance is kept where a promise rests on it: of a payment's control accounts and of budgets. What a merchant's or
// a provider's other accounts come to is folded from their entries (the view balances), so that no row is locked by
// every refund of a merchant.
func (t *tx) move(postings []any, entries []ledger.Entry) error {
	if entries = withBalance(entries); len(entries) == 0 {
		return nil
	}
	of := `(` + places(len(postings)) + `)`
	if err := t.lockAccounts(entries, of, postings); err != nil {
		return err
	}
	n, err := t.changed(`UPDATE accounts SET balance = accounts.balance + e.amount_minor FROM entries e
		WHERE e.posting IN `+of+` AND accounts.name = e.account AND accounts.asset = e.asset`, postings...)
	if err != nil || n == int64(len(entries)) {
		return err
	}
	return t.openAccounts(entries)
}

// lockAccounts locks the accounts of postings by name. A payment's own accounts are changed under its row's lock
// alone, and need no other.
func (t *tx) lockAccounts(entries []ledger.Entry, of string, postings []any) error {
	shared := func(e ledger.Entry) bool {
		_, _, ofPayment := ledger.ControlOf(e.Account)
		return !ofPayment
	}
	if !slices.ContainsFunc(entries, shared) {
		return nil
	}
	return t.lock(`SELECT 1 FROM accounts WHERE (name, asset) IN (SELECT account, asset FROM entries WHERE posting IN `+of+`)
		ORDER BY name, asset`, postings...)
}

// withBalance are the entries of accounts whose balance is kept.
func withBalance(entries []ledger.Entry) (kept []ledger.Entry) {
	for _, e := range entries {
		if ledger.KeepsBalance(e.Account) {
			kept = append(kept, e)
		}
	}
	return kept
}

// openAccounts inserts the accounts of entries that are not there, with the entries' amounts. One that
// another transaction has made meanwhile is added to. An engine that types its arguments takes those of a
// bare VALUES for texts: the amounts are said to be none.
func (t *tx) openAccounts(entries []ledger.Entry) error {
	rows := values{casts: map[int]string{4: "BIGINT"}}
	for _, e := range entries {
		payment, _, _ := ledger.ControlOf(e.Account)
		rows.add(e.Account, e.Asset, payment, ledger.OneSided(e.Account), e.AmountMinor)
	}
	return t.exec(`WITH v (name, asset, payment, control, balance) AS (VALUES `+rows.String()+`)
		INSERT INTO accounts (name, asset, payment, control, balance) SELECT name, asset, payment, control, balance FROM v
		WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.name = v.name AND a.asset = v.asset)
		ON CONFLICT (name, asset) DO UPDATE SET balance = accounts.balance + excluded.balance`, rows.args...)
}

// checkExcess: a payment never has headroom and excess at once.
func (t *tx) checkExcess(entries []ledger.Entry) error {
	for _, e := range entries {
		payment, kind, ok := ledger.ControlOf(e.Account)
		if !ok || kind != ledger.ControlExcess {
			continue
		}
		b, err := t.controls(payment)
		if err != nil {
			return err
		}
		if b[ledger.ControlExcess] > 0 && b[ledger.ControlOpen] > 0 {
			return invariant("payment %s has both headroom and excess", payment)
		}
	}
	return nil
}

// controls are a payment's control accounts as positive amounts.
type controls map[ledger.Control]int64

func (t *tx) controls(payment string) (controls, error) {
	rows, err := list(t, controlFromRow, `SELECT payment, control, balance FROM accounts WHERE payment = $1 AND payment <> ''`, payment)
	out := controls{}
	for _, r := range rows {
		out[r.control] = r.amount
	}
	return out, err
}

type controlRow struct {
	payment string
	control ledger.Control
	amount  int64
}

func controlFromRow(row scanner) (r controlRow, err error) {
	err = row.Scan(&r.payment, &r.control, &r.amount)
	r.amount = max(r.amount, -r.amount)
	return r, err
}
