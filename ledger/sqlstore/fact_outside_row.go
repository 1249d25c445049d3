package sqlstore

import (
	"database/sql"
	"fmt"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// outsideRow is a refund that makegood did not ask for: what was heard of it, what of that is in the books, and what
// a person says that it was for.
type outsideRow struct {
	payment, id string
	merchant    refund.MerchantID
	// order is empty until it is known which of the payment's orders it is of.
	order refund.OrderID
	heard []ledger.OutsideHeard
	// bookedMinor is what it takes of the payment; beforeMinor of that an order's first event had told of.
	bookedMinor, beforeMinor int64
	moves, firstHeardAt      int64
	as                       ledger.AttributedAs
	attributedAt             sql.NullInt64
	attributedBy             refund.Person
	// attributedAs is how it is known who that is.
	attributedAs refund.Subject
	attribution  string
	meaning      ledger.OutsideMeaning
	exists       bool
}

// outsideHeardMax bounds what is kept of one such refund. The oldest goes first: a later word outweighs it.
const outsideHeardMax = 200

const outsideColumns = `payment, provider_refund_id, merchant, order_id, facts, booked_minor, before_minor, moves, first_heard_at,
	attributed_as, attributed_at, attributed_by, attribution, sales_minor, allowed_minor, tax_minor, goodwill_minor,
	attributed_verified, attributed_subject`

func outsideFromRow(row scanner) (*outsideRow, error) {
	o, facts := &outsideRow{exists: true}, ""
	err := row.Scan(&o.payment, &o.id, &o.merchant, &o.order, &facts, &o.bookedMinor, &o.beforeMinor, &o.moves, &o.firstHeardAt,
		&o.as, &o.attributedAt, &o.attributedBy, &o.attribution, &o.meaning.SalesMinor, &o.meaning.AllowedMinor, &o.meaning.TaxMinor, &o.meaning.GoodwillMinor,
		&o.attributedAs.Verified, &o.attributedAs.ID)
	if err != nil {
		return o, err
	}
	return o, fromText(facts, &o.heard)
}

// outsideOf reads a refund made elsewhere of a locked payment; a new one has heard nothing.
func (t *tx) outsideOf(payment, id string) (*outsideRow, error) {
	rows, err := list(t, outsideFromRow, `SELECT `+outsideColumns+` FROM outside_refunds WHERE payment = $1 AND provider_refund_id = $2`, payment, id)
	if err != nil {
		return nil, err
	}
	if len(rows) > 0 {
		return rows[0], nil
	}
	return &outsideRow{payment: payment, id: id, firstHeardAt: micros(t.now)}, nil
}

func (o *outsideRow) state() ledger.OutsideState { return ledger.FoldOutside(o.heard) }

func (o *outsideRow) hasHeard(fact string) bool {
	return slices.ContainsFunc(o.heard, func(f ledger.OutsideHeard) bool { return f.ID == fact })
}

func (o *outsideRow) hear(f refund.Fact) {
	o.heard = append(o.heard, ledger.OutsideHeard{
		ID: f.ID, At: f.OccurredAt.UTC(), AmountMinor: f.Refund.AmountMinor, Currency: f.Refund.Currency, Outcome: f.Refund.Outcome.Kind,
	})
	slices.SortStableFunc(o.heard, func(a, b ledger.OutsideHeard) int { return a.At.Compare(b.At) })
	if over := len(o.heard) - outsideHeardMax; over > 0 {
		o.heard = o.heard[over:]
	}
}

// firstAt is the provider's time of the first word about it, in microseconds.
func (o *outsideRow) firstAt() int64 { return micros(o.heard[0].At) }

// move names the next posting of the refund.
func (o *outsideRow) move(p *paymentRow) source {
	o.moves++
	return source{Subject: p.ref.ID, Fact: fmt.Sprintf("outside/%s/%d", o.id, o.moves)}
}

func (t *tx) saveOutside(o *outsideRow) error {
	facts, err := text(o.heard)
	if err != nil {
		return err
	}
	s := o.state()
	return t.exec(`INSERT INTO outside_refunds (`+outsideColumns+`, amount_minor, currency, outcome)
		VALUES (`+places(22)+`) ON CONFLICT (payment, provider_refund_id) DO UPDATE SET merchant = excluded.merchant, order_id = excluded.order_id,
			facts = excluded.facts, booked_minor = excluded.booked_minor, before_minor = excluded.before_minor, moves = excluded.moves,
			attributed_as = excluded.attributed_as, attributed_at = excluded.attributed_at, attributed_by = excluded.attributed_by,
			attribution = excluded.attribution, sales_minor = excluded.sales_minor, allowed_minor = excluded.allowed_minor,
			tax_minor = excluded.tax_minor, goodwill_minor = excluded.goodwill_minor, amount_minor = excluded.amount_minor,
			currency = excluded.currency, outcome = excluded.outcome,
			attributed_verified = excluded.attributed_verified, attributed_subject = excluded.attributed_subject`,
		o.payment, o.id, o.merchant, o.order, facts, o.bookedMinor, o.beforeMinor, o.moves, o.firstHeardAt,
		o.as, o.attributedAt, o.attributedBy, o.attribution, o.meaning.SalesMinor, o.meaning.AllowedMinor, o.meaning.TaxMinor, o.meaning.GoodwillMinor,
		o.attributedAs.Verified, o.attributedAs.ID, s.AmountMinor, s.Currency, s.Outcome)
}
