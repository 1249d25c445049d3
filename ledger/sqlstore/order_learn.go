package sqlstore

import (
	"database/sql"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// seenPayment is a payment in an event; pinned when this event pins the order.
type seenPayment struct {
	key      refund.Key
	payment  refund.Payment
	position int
	pinned   bool
}

// learn books what an event says of a payment. Captures are a set, joined over all events of all
// orders; what contradicts a known one is named, not booked. A payment that is not in the pinned
// order keeps its facts, but owes the order nothing until a person has looked.
func (t *tx) learn(seen seenPayment) ([]string, error) {
	ref := ledger.NewPaymentRef(seen.key.Merchant, seen.payment)
	first, err := t.insertPayment(ref, seen.payment)
	if err != nil {
		return nil, err
	}
	if first {
		return nil, t.learnFirst(ref, seen)
	}
	differ, err := t.otherCurrency(ref, seen)
	if err != nil {
		return nil, err
	}
	if differ != nil {
		return differ, t.link(ref, seen, 0)
	}
	differences, err := t.joinCaptures(ref, seen)
	if err != nil {
		return nil, err
	}
	if err := t.link(ref, seen, -1); err != nil {
		return nil, err
	}
	return differences, t.learnExternal(ref, seen)
}

// learnFirst books what is said of a payment that is first seen: nothing else can be known of it, which
// saves looking.
func (t *tx) learnFirst(ref ledger.PaymentRef, seen seenPayment) error {
	captures, _ := ledger.JoinCaptures(nil, seen.payment)
	if err := t.firstCaptures(ref, captures); err != nil {
		return err
	}
	if !seen.pinned && len(captures) > 0 {
		if err := t.moveVersion(seen.key.Merchant, seen.key.Order); err != nil {
			return err
		}
	}
	if err := t.link(ref, seen, -1); err != nil {
		return err
	}
	return t.learnExternal(ref, seen)
}

// firstCaptures books the captures of a payment that is first seen (P0), and opens its usual accounts with
// them.
func (t *tx) firstCaptures(ref ledger.PaymentRef, captures []ledger.KnownCapture) error {
	var rows [][]any
	var amounts []int64
	for _, c := range captures {
		rows = append(rows, []any{ref.ID, c.ID, c.AmountMinor, c.Implied, micros(t.now)})
		amounts = append(amounts, c.AmountMinor)
		p, err := ledger.PostCapture(ref, c.AmountMinor, 0)
		if err != nil {
			return err
		}
		if len(p.Entries) == 0 {
			continue
		}
		if _, err := t.journal([]booking{{source{Subject: ref.ID, Fact: c.ID}, p}}); err != nil {
			return err
		}
	}
	if err := t.insert(`captures (payment, capture_id, amount_minor, implied, learned_at)`, rows); err != nil {
		return err
	}
	captured, err := ledger.Checked(refund.SumMinor(amounts...))
	if err != nil {
		return err
	}
	accounts := []ledger.Entry{
		{Account: ref.Account(ledger.ControlCaptured), Asset: string(ref.Currency), AmountMinor: captured},
		{Account: ref.Account(ledger.ControlOpen), Asset: string(ref.Currency), AmountMinor: -captured},
	}
	for _, c := range []ledger.Control{ledger.ControlHeld, ledger.ControlSent, ledger.ControlReturned} {
		accounts = append(accounts, ledger.Entry{Account: ref.Account(c), Asset: string(ref.Currency)})
	}
	return t.openAccounts(accounts)
}

// insertPayment stores a payment that is first seen.
func (t *tx) insertPayment(ref ledger.PaymentRef, p refund.Payment) (first bool, err error) {
	n, err := t.changed(`INSERT INTO payments (id, merchant, provider, account, reference, provider_account, currency, kind, funded_by, instrument)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
		ref.ID, ref.Merchant, p.Provider, p.ProviderAccount, p.ProviderReference, ref.ProviderAccount, p.Currency, p.Kind,
		p.FundedBy, p.InstrumentID)
	return n > 0, err
}

// otherCurrency says that a known payment is of another currency, or nothing.
func (t *tx) otherCurrency(ref ledger.PaymentRef, seen seenPayment) ([]string, error) {
	currency, err := t.paymentCurrency(ref.ID)
	if err != nil || currency == seen.payment.Currency {
		return nil, err
	}
	return []string{fmt.Sprintf("payments[%s].currency_code: %s, was %s", seen.payment.PaymentID, seen.payment.Currency, currency)}, nil
}

func (t *tx) paymentCurrency(id string) (currency refund.Currency, err error) {
	err = t.row(`SELECT currency FROM payments WHERE id = $1`+t.dialect.RowLock, id).Scan(&currency)
	return currency, err
}

// joinCaptures books the captures that were not known.
func (t *tx) joinCaptures(ref ledger.PaymentRef, seen seenPayment) ([]string, error) {
	known, err := list(t, captureFromRow, `SELECT capture_id, amount_minor, implied FROM captures WHERE payment = $1`, ref.ID)
	if err != nil {
		return nil, err
	}
	fresh, differences := ledger.JoinCaptures(known, seen.payment)
	for _, c := range fresh {
		if err := t.capture(ref, c); err != nil {
			return nil, err
		}
	}
	if len(fresh) == 0 || seen.pinned {
		return differences, nil
	}
	return differences, t.moveVersion(seen.key.Merchant, seen.key.Order)
}

func captureFromRow(row scanner) (c ledger.KnownCapture, err error) {
	return c, row.Scan(&c.ID, &c.AmountMinor, &c.Implied)
}

// capture books a capture that was not known (P0).
func (t *tx) capture(ref ledger.PaymentRef, c ledger.KnownCapture) error {
	err := t.exec(`INSERT INTO captures (payment, capture_id, amount_minor, implied, learned_at) VALUES ($1, $2, $3, $4, $5)`,
		ref.ID, c.ID, c.AmountMinor, c.Implied, micros(t.now))
	if err != nil {
		return err
	}
	b, err := t.controls(ref.ID)
	if err != nil {
		return err
	}
	p, err := ledger.PostCapture(ref, c.AmountMinor, b[ledger.ControlExcess])
	return t.post(source{Subject: ref.ID, Fact: c.ID}, p, err)
}

// link says which payments pay the pinned order, and how much of each: shareMinor -1 means what
// the event says (all of it, when it says nothing).
func (t *tx) link(ref ledger.PaymentRef, seen seenPayment, shareMinor int64) error {
	if !seen.pinned {
		return nil
	}
	share := sql.NullInt64{Int64: shareMinor, Valid: shareMinor >= 0}
	if declared := seen.payment.OrderShareMinor; declared != nil && shareMinor < 0 {
		share = sql.NullInt64{Int64: *declared, Valid: true}
	}
	return t.exec(`INSERT INTO order_payments (merchant, order_id, payment_id, payment, position, share_minor, external_minor)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		seen.key.Merchant, seen.key.Order, seen.payment.PaymentID, ref.ID, seen.position, share, max(0, seen.payment.RefundedBeforeMinor))
}

// learnExternal books what was refunded elsewhere before makegood saw the order (P11), once: a
// later event's figure may contain our own refunds.
func (t *tx) learnExternal(ref ledger.PaymentRef, seen seenPayment) error {
	amount := seen.payment.RefundedBeforeMinor
	if !seen.pinned || amount <= 0 {
		return nil
	}
	b, err := t.controls(ref.ID)
	if err != nil {
		return err
	}
	p, err := ledger.PostExternal(ref, amount, b[ledger.ControlOpen])
	fact := string(seen.key.Order) + "/" + string(seen.payment.PaymentID)
	return t.post(source{Subject: ref.ID, Fact: fact}, p, err)
}
