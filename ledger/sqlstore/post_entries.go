package sqlstore

import (
	"fmt"
	"slices"

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
	if built != nil {
		return built
	}
	return t.postTogether(booking{from, p})
}

// booking is a posting to append. Those that are appended together have templates of their own.
type booking struct {
	source
	posting ledger.Posting
}

// postTogether appends postings and moves the balances, in as many statements as one posting takes.
func (t *tx) postTogether(all ...booking) error {
	all = slices.DeleteFunc(all, func(b booking) bool { return len(b.posting.Entries) == 0 })
	if len(all) == 0 {
		return nil
	}
	ids, err := t.journal(all)
	if err != nil {
		return err
	}
	var entries []ledger.Entry
	for _, b := range all {
		entries = append(entries, b.posting.Entries...)
	}
	if err := t.move(ids, entries); err != nil {
		return fmt.Errorf("postings of %s: balances: %w", all[0].Subject, err)
	}
	return t.checkExcess(entries)
}

// journal appends postings with their entries, and leaves the balances to the caller.
func (t *tx) journal(all []booking) (ids []any, err error) {
	var postings, entries values
	for _, b := range all {
		postings.add(b.Subject, b.Leg, b.posting.Template, b.Fact, micros(t.now))
	}
	rows, err := list(t, journalledFromRow, `INSERT INTO postings (subject, leg, template, fact, posted_at) VALUES `+postings.String()+`
		RETURNING id, template`, postings.args...)
	if err != nil {
		return nil, fmt.Errorf("posting %s of %s: %w", all[0].posting.Template, all[0].Subject, err)
	}
	id := map[ledger.Template]int64{}
	for _, row := range rows {
		id[row.template] = row.id
		ids = append(ids, row.id)
	}
	for _, b := range all {
		for i, e := range b.posting.Entries {
			entries.add(id[b.posting.Template], i, e.Account, e.Asset, e.AmountMinor)
		}
	}
	err = t.exec(`INSERT INTO entries (posting, position, account, asset, amount_minor) VALUES `+entries.String(), entries.args...)
	if err != nil {
		return nil, fmt.Errorf("posting %s of %s: entries: %w", all[0].posting.Template, all[0].Subject, err)
	}
	return ids, nil
}

type journalled struct {
	id       int64
	template ledger.Template
}

func journalledFromRow(row scanner) (j journalled, err error) { return j, row.Scan(&j.id, &j.template) }

// posted reports whether a fact was booked before.
func (t *tx) posted(from source, template ledger.Template) (bool, error) {
	found, err := list(t, anyRow, `SELECT 1 FROM postings WHERE subject = $1 AND leg = $2 AND template = $3 AND fact = $4`,
		from.Subject, from.Leg, template, from.Fact)
	return len(found) > 0, err
}

// move adds the entries of postings to the balances; an account exists from its first entry at the
// latest. The update comes first, because a CHECK judges a row to insert even where it conflicts. Postings
// that are appended together have no account in common (ledger.Posting has each once).
func (t *tx) move(postings []any, entries []ledger.Entry) error {
	of := `(` + places(len(postings)) + `)`
	if err := t.lock(`SELECT 1 FROM accounts WHERE (name, asset) IN (SELECT account, asset FROM entries WHERE posting IN `+of+`)
		ORDER BY name, asset`, postings...); err != nil {
		return err
	}
	n, err := t.changed(`UPDATE accounts SET balance = accounts.balance + e.amount_minor FROM entries e
		WHERE e.posting IN `+of+` AND accounts.name = e.account AND accounts.asset = e.asset`, postings...)
	if err != nil || n == int64(len(entries)) {
		return err
	}
	return t.openAccounts(entries)
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
