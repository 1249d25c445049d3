package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// source is what a posting is about. Subject, leg, template and fact are unique together: the
// same fact cannot be booked twice.
type source struct {
	Subject string
	Leg     refund.LegID
	Fact    string
}

// post appends a posting and moves the balances. A posting without entries is no posting.
func (t *tx) post(from source, p ledger.Posting, built error) error {
	if built != nil || len(p.Entries) == 0 {
		return built
	}
	id, err := t.journal(from, p)
	if err != nil {
		return err
	}
	if err := t.move(id, p.Entries); err != nil {
		return fmt.Errorf("posting %s of %s: balances: %w", p.Template, from.Subject, err)
	}
	return t.checkExcess(p.Entries)
}

// journal appends a posting with its entries, and leaves the balances to the caller.
func (t *tx) journal(from source, p ledger.Posting) (id int64, err error) {
	err = t.row(`INSERT INTO postings (subject, leg, template, fact, posted_at) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		from.Subject, from.Leg, p.Template, from.Fact, micros(t.now)).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("posting %s of %s: %w", p.Template, from.Subject, err)
	}
	if err := t.append(id, p.Entries); err != nil {
		return 0, fmt.Errorf("posting %s of %s: entries: %w", p.Template, from.Subject, err)
	}
	return id, nil
}

// posted reports whether a fact was booked before.
func (t *tx) posted(from source, template ledger.Template) (bool, error) {
	found, err := list(t, anyRow, `SELECT 1 FROM postings WHERE subject = $1 AND leg = $2 AND template = $3 AND fact = $4`,
		from.Subject, from.Leg, template, from.Fact)
	return len(found) > 0, err
}

func (t *tx) append(posting int64, entries []ledger.Entry) error {
	rows := values{}
	for i, e := range entries {
		rows.add(posting, i, e.Account, e.Asset, e.AmountMinor)
	}
	return t.exec(`INSERT INTO entries (posting, position, account, asset, amount_minor) VALUES `+rows.String(), rows.args...)
}

// move adds a posting's entries to the balances; an account exists from its first entry at the
// latest. The update comes first, because a CHECK judges a row to insert even where it conflicts.
// A posting has an account and asset once (ledger.Posting).
func (t *tx) move(posting int64, entries []ledger.Entry) error {
	if err := t.lockAccounts(posting); err != nil {
		return err
	}
	n, err := t.changed(`UPDATE accounts SET balance = accounts.balance + e.amount_minor FROM entries e
		WHERE e.posting = $1 AND accounts.name = e.account AND accounts.asset = e.asset`, posting)
	if err != nil || n == int64(len(entries)) {
		return err
	}
	return t.openAccounts(entries)
}

// lockAccounts locks the accounts of a posting, by name.
func (t *tx) lockAccounts(posting int64) error {
	if t.dialect.RowLock == "" {
		return nil
	}
	_, err := list(t, anyRow, `SELECT 1 FROM accounts WHERE (name, asset) IN (SELECT account, asset FROM entries WHERE posting = $1)
		ORDER BY name, asset`+t.dialect.RowLock, posting)
	return err
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
