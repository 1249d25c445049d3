package sqlstore

import (
	"context"
	"database/sql"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

var _ ledger.BankReader = (*Store)(nil)

// listMax is how many rows a list without a limit has.
const listMax = 1000

func limitOr(limit int) int {
	if limit <= 0 {
		return listMax
	}
	return limit
}

const namedPaymentColumns = `p.id, p.merchant, p.provider, p.account, p.reference, p.currency`

func namedPayment(p *ledger.NamedPayment) []any {
	return []any{&p.ID, &p.Merchant, &p.Provider, &p.Account, &p.Reference, &p.Currency}
}

// Disputes implements ledger.BankReader.
func (s *Store) Disputes(ctx context.Context, filter ledger.DisputeFilter) (out []ledger.Dispute, err error) {
	err = s.read(ctx, "disputes", func(t *tx) error {
		out, err = list(t, storedDisputeFromRow, `SELECT `+namedPaymentColumns+`, d.dispute_id, d.stage, d.amount_minor, d.currency, d.reason,
				d.evidence_due_at, d.first_heard_at, d.changed_at, d.booked_stage, d.booked_minor, d.booked_fee, d.receivable_minor, d.payable_minor, d.facts,
				d.person_minor, d.person_of_minor, d.person, d.person_note
			FROM disputes d JOIN payments p ON p.id = d.payment
			WHERE ($1 = '' OR d.dispute_id = $1) AND ($2 = 0 OR d.stage IN ('INQUIRY', 'OPENED'))
			ORDER BY CASE WHEN d.evidence_due_at IS NULL THEN 1 ELSE 0 END, d.evidence_due_at, d.first_heard_at, d.dispute_id LIMIT $3`,
			filter.ID, asNumber(filter.Open), limitOr(filter.LimitMax))
		if err != nil {
			return err
		}
		for i := range out {
			if err := t.ordersAndRefunds(&out[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// asNumber is a truth as a number, which every engine compares alike.
func asNumber(on bool) int64 {
	if on {
		return 1
	}
	return 0
}

func storedDisputeFromRow(row scanner) (d ledger.Dispute, err error) {
	var due sql.NullInt64
	var heardAt, changedAt int64
	var facts string
	var said ledger.DisputeSaid
	var booked refund.DisputeStage
	into := append(namedPayment(&d.Payment), &d.ID, &d.Stage, &d.AmountMinor, &d.Currency, &d.Reason, &due, &heardAt, &changedAt,
		&booked, &d.TakenMinor, &d.FeeMinor, &d.ReceivableMinor, &d.PayableMinor, &facts,
		&said.AmountMinor, &said.OfMinor, &said.By, &said.Note)
	if err := row.Scan(into...); err != nil {
		return d, err
	}
	if said.By != "" {
		d.Said = &said
	}
	d.EvidenceDueAt, d.FirstHeardAt, d.ChangedAt = optionalTime(due), fromMicros(heardAt), fromMicros(changedAt)
	if booked == refund.DisputeLost {
		d.LossMinor = d.TakenMinor - d.ReceivableMinor - d.PayableMinor
	}
	return d, fromText(facts, &d.Heard)
}

func (t *tx) ordersAndRefunds(d *ledger.Dispute) (err error) {
	p := &paymentRow{ref: ledger.PaymentRef{ID: d.Payment.ID}}
	if p.orders, err = t.ordersOf(d.Payment.ID); err != nil {
		return err
	}
	for _, o := range p.orders {
		d.Payment.Orders = append(d.Payment.Orders, o.order)
	}
	d.Refunds, err = t.refundsOf(p)
	return err
}

func (t *tx) ordersOf(payment string) ([]orderRef, error) {
	return list(t, orderRefFrom, `SELECT DISTINCT merchant, order_id FROM order_payments WHERE payment = $1 ORDER BY merchant, order_id`, payment)
}

// OutsideRefunds implements ledger.BankReader.
func (s *Store) OutsideRefunds(ctx context.Context, filter ledger.OutsideFilter) (out []ledger.OutsideRefund, err error) {
	err = s.read(ctx, "refunds made elsewhere", func(t *tx) error {
		out, err = list(t, storedOutsideFromRow, `SELECT `+storedOutsideColumns+` FROM outside_refunds o JOIN payments p ON p.id = o.payment
			WHERE ($1 = 0 OR (o.attributed_as = '' AND o.booked_minor > 0)) ORDER BY o.first_heard_at, o.provider_refund_id LIMIT $2`,
			asNumber(filter.Unattributed), limitOr(filter.LimitMax))
		if err != nil {
			return err
		}
		for i := range out {
			orders, err := t.ordersOf(out[i].Payment.ID)
			if err != nil {
				return err
			}
			for _, o := range orders {
				out[i].Payment.Orders = append(out[i].Payment.Orders, o.order)
			}
		}
		return nil
	})
	return out, err
}

const storedOutsideColumns = namedPaymentColumns + `, o.provider_refund_id, o.order_id, o.amount_minor, o.currency,
	o.outcome, o.booked_minor, o.first_heard_at, o.attributed_as, o.attributed_at, o.attributed_by, o.attributed_verified, o.attributed_subject, o.attribution`

func storedOutsideFromRow(row scanner) (o ledger.OutsideRefund, err error) {
	var heardAt int64
	var at sql.NullInt64
	var words string
	into := append(namedPayment(&o.Payment), &o.ProviderRefundID, &o.Order, &o.AmountMinor, &o.Currency, &o.Outcome, &o.TakenMinor, &heardAt,
		&o.AttributedAs, &at, &o.AttributedBy, &o.AttributedVerified, &o.AttributedSubject, &words)
	if err := row.Scan(into...); err != nil {
		return o, err
	}
	if o.AttributedAs != "" {
		var spoken said
		if err := fromText(words, &spoken); err != nil {
			return o, err
		}
		o.Note = spoken.Note
	}
	o.FirstHeardAt, o.AttributedAt = fromMicros(heardAt), optionalTime(at)
	return o, nil
}
