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

// learned is what came of what an event says of a payment. known: it had been seen before. differences name
// what was not booked; overflows: captures were not, since they would sum to more than any order may.
type learned struct {
	known       bool
	differences []string
	overflows   bool
}

// learn books what an event says of a payment. Captures are a set, joined over all events of all
// orders; what contradicts a known one is named, not booked. A payment that is not in the pinned
// order keeps its facts, but owes the order nothing until a person has looked.
func (t *tx) learn(seen seenPayment) (out learned, err error) {
	ref, known, err := t.knownPayment(ledger.NewPaymentRef(seen.key.Merchant, seen.payment), seen.payment)
	if err != nil {
		return out, err
	}
	if !known {
		first, err := t.insertPayment(ref, seen.payment)
		if err != nil {
			return out, err
		}
		if first {
			out.overflows, err = t.learnFirst(ref, seen)
			return out, err
		}
	}
	out.known = true
	out.differences, err = t.otherCurrency(ref, seen)
	if err != nil {
		return out, err
	}
	if out.differences != nil {
		return out, t.link(ref, seen, 0)
	}
	if err := t.joinCaptures(ref, seen, &out); err != nil {
		return out, err
	}
	if err := t.link(ref, seen, -1); err != nil {
		return out, err
	}
	return out, t.learnExternal(ref, seen)
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

// joinCaptures books the captures that were not known, and what was not known of those that were.
func (t *tx) joinCaptures(ref ledger.PaymentRef, seen seenPayment, out *learned) error {
	known, err := list(t, captureFromRow, `SELECT capture_id, amount_minor, implied, provider_reference, captured_at FROM captures WHERE payment = $1`, ref.ID)
	if err != nil {
		return err
	}
	joined := ledger.JoinCaptures(known, seen.payment)
	if !joined.Overflows && len(joined.Fresh) > 0 {
		if joined.Overflows, err = t.overflowsOrder(seen, joined.Fresh); err != nil {
			return err
		}
	}
	out.differences = append(out.differences, joined.Differences...)
	if joined.Overflows {
		joined.Fresh, out.overflows = nil, true
		out.differences = append(out.differences, fmt.Sprintf("payments[%s].captures: with them more than %d would be captured", seen.payment.PaymentID, int64(refund.CountMax)))
	}
	for i, c := range joined.Fresh {
		if err := t.capture(ref, c, len(known)+i); err != nil {
			return err
		}
	}
	for _, c := range joined.Named {
		err := t.exec(`UPDATE captures SET provider_reference = $1, captured_at = $2 WHERE payment = $3 AND capture_id = $4`,
			c.Reference, optionalMicros(c.CapturedAt), ref.ID, c.ID)
		if err != nil {
			return err
		}
	}
	if len(joined.Fresh)+len(joined.Named) == 0 || seen.pinned {
		return nil
	}
	return t.moveVersion(seen.key.Merchant, seen.key.Order)
}

// overflowsOrder reports whether captures would take what was captured for an order beyond refund.CountMax.
func (t *tx) overflowsOrder(seen seenPayment, fresh []ledger.KnownCapture) (bool, error) {
	captured, err := t.capturedOf(seen.key.Merchant, seen.key.Order)
	for _, c := range fresh {
		captured = refund.SumAtMost(captured, c.AmountMinor)
	}
	return captured > refund.CountMax, err
}

// capturedOf sums what was captured of all payments of an order.
func (t *tx) capturedOf(m refund.MerchantID, o refund.OrderID) (minor int64, err error) {
	err = t.row(`SELECT `+sumAtMost("k.amount_minor")+` FROM order_payments op JOIN captures k ON k.payment = op.payment
		WHERE op.merchant = $1 AND op.order_id = $2`, m, o).Scan(&minor)
	return minor, err
}

func captureFromRow(row scanner) (c ledger.KnownCapture, err error) {
	var at sql.NullInt64
	err = row.Scan(&c.ID, &c.AmountMinor, &c.Implied, &c.Reference, &at)
	c.CapturedAt = optionalTime(at)
	return c, err
}

// capturesColumns are those of captureRow.
const capturesColumns = `captures (payment, capture_id, amount_minor, implied, learned_at, provider_reference, captured_at, position)`

// captureRow is a capture as it is stored, at its place in the sequence in which its payment's were learned.
func (t *tx) captureRow(ref ledger.PaymentRef, c ledger.KnownCapture, position int) []any {
	return []any{ref.ID, c.ID, c.AmountMinor, c.Implied, micros(t.now), c.Reference, optionalMicros(c.CapturedAt), position}
}

// capture books a capture that was not known (P0).
func (t *tx) capture(ref ledger.PaymentRef, c ledger.KnownCapture, position int) error {
	err := t.insert(capturesColumns, [][]any{t.captureRow(ref, c, position)})
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
