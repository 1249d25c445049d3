package sqlstore

import (
	"fmt"
	"strings"

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
	var id int64
	err := t.row(`INSERT INTO postings (subject, leg, template, fact, posted_at) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		from.Subject, from.Leg, p.Template, from.Fact, micros(t.now)).Scan(&id)
	if err != nil {
		return fmt.Errorf("posting %s of %s: %w", p.Template, from.Subject, err)
	}
	if err := t.append(id, p.Entries); err != nil {
		return fmt.Errorf("posting %s of %s: entries: %w", p.Template, from.Subject, err)
	}
	for _, e := range p.Entries {
		if err := t.move(e); err != nil {
			return fmt.Errorf("posting %s of %s: %s: %w", p.Template, from.Subject, e.Account, err)
		}
	}
	return t.checkExcess(p.Entries)
}

// posted reports whether a fact was booked before.
func (t *tx) posted(from source, template ledger.Template) (bool, error) {
	found, err := list(t, anyRow, `SELECT 1 FROM postings WHERE subject = $1 AND leg = $2 AND template = $3 AND fact = $4`,
		from.Subject, from.Leg, template, from.Fact)
	return len(found) > 0, err
}

func (t *tx) append(posting int64, entries []ledger.Entry) error {
	var values []string
	var args []any
	for i, e := range entries {
		n := len(args)
		values = append(values, fmt.Sprintf("($%d, $%d, $%d, $%d, $%d)", n+1, n+2, n+3, n+4, n+5))
		args = append(args, posting, i, e.Account, e.Asset, e.AmountMinor)
	}
	return t.exec(`INSERT INTO entries (posting, position, account, asset, amount_minor) VALUES `+strings.Join(values, ", "), args...)
}

// move adds to a balance; an account exists from its first entry. The update comes first, because
// a CHECK judges the row to insert even where it conflicts.
func (t *tx) move(e ledger.Entry) error {
	n, err := t.changed(`UPDATE accounts SET balance = balance + $1 WHERE name = $2 AND asset = $3`,
		e.AmountMinor, e.Account, e.Asset)
	if err != nil || n == 1 {
		return err
	}
	payment, _, _ := ledger.ControlOf(e.Account)
	return t.exec(`INSERT INTO accounts (name, asset, payment, control, balance) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (name, asset) DO UPDATE SET balance = accounts.balance + excluded.balance`,
		e.Account, e.Asset, payment, ledger.OneSided(e.Account), e.AmountMinor)
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
