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
	ref, known, err := t.knownPayment(ledger.NewPaymentRef(seen.key.Merchant, seen.payment), seen.payment)
	if err != nil {
		return nil, err
	}
	if !known {
		first, err := t.insertPayment(ref, seen.payment)
		if err != nil {
			return nil, err
		}
		if first {
			return nil, t.learnFirst(ref, seen)
		}
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
