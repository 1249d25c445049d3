package sqlstore

import (
	"database/sql"
	"fmt"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// disputeRow is a dispute: what was heard of it, and what of that is in the books.
type disputeRow struct {
	payment, id string
	heard       []ledger.DisputeHeard
	// booked is OPENED or LOST, or empty while nothing is taken; bookedMinor is what is taken, bookedFee its fee.
	booked                 refund.DisputeStage
	bookedMinor, bookedFee int64
	// payableMinor is what of a loss discharged refunds, receivableMinor what the customer is to give back.
	payableMinor, receivableMinor int64
	moves, firstHeardAt           int64
	exists                        bool
	// person and exchanged are of a dispute in another currency than was captured.
	person    personValue
	exchanged exchange
	// lostAt is when the loss was booked, as far as there is one.
	lostAt sql.NullInt64
}

// disputeHeardMax bounds what is kept of one dispute. The oldest goes first: a later word outweighs it.
const disputeHeardMax = 200

const disputeColumns = `payment, dispute_id, facts, booked_stage, booked_minor, booked_fee, payable_minor, receivable_minor, moves, first_heard_at,
	person_minor, person_of_minor, person, person_note, exchanged_captured_minor, exchanged_minor, exchanged_fee, exchanged_currency, lost_at,
	person_verified, person_subject`

func disputeFromRow(row scanner) (*disputeRow, error) {
	d, facts := &disputeRow{exists: true}, ""
	err := row.Scan(&d.payment, &d.id, &facts, &d.booked, &d.bookedMinor, &d.bookedFee, &d.payableMinor, &d.receivableMinor, &d.moves, &d.firstHeardAt,
		&d.person.minor, &d.person.ofMinor, &d.person.by, &d.person.note, &d.exchanged.capturedMinor, &d.exchanged.minor, &d.exchanged.fee, &d.exchanged.currency, &d.lostAt,
		&d.person.acting.Verified, &d.person.acting.ID)
	if err != nil {
		return d, err
	}
	return d, fromText(facts, &d.heard)
}

// disputeOf reads a dispute of a locked payment; a new one has heard nothing.
func (t *tx) disputeOf(payment, id string) (*disputeRow, error) {
	rows, err := list(t, disputeFromRow, `SELECT `+disputeColumns+` FROM disputes WHERE payment = $1 AND dispute_id = $2`, payment, id)
	if err != nil || len(rows) > 0 {
		return first(rows, 1)[0], err
	}
	return &disputeRow{payment: payment, id: id, firstHeardAt: micros(t.now)}, nil
}

// lostDisputes are a payment's disputes whose loss is booked, oldest first.
func (t *tx) lostDisputes(payment string) ([]*disputeRow, error) {
	return list(t, disputeFromRow, `SELECT `+disputeColumns+` FROM disputes WHERE payment = $1 AND booked_stage = 'LOST' ORDER BY first_heard_at, dispute_id`, payment)
}

func (d *disputeRow) state() ledger.DisputeState { return ledger.FoldDispute(d.heard) }

func (d *disputeRow) hasHeard(fact string) bool {
	return slices.ContainsFunc(d.heard, func(f ledger.DisputeHeard) bool { return f.ID == fact })
}

func (d *disputeRow) hear(f refund.Fact) {
	d.heard = append(d.heard, ledger.DisputeHeard{ID: f.ID, At: f.OccurredAt.UTC(), DisputeFact: *f.Dispute})
	slices.SortStableFunc(d.heard, func(a, b ledger.DisputeHeard) int { return a.At.Compare(b.At) })
	if over := len(d.heard) - disputeHeardMax; over > 0 {
		d.heard = d.heard[over:]
	}
}

// move names the next posting of the dispute.
func (d *disputeRow) move(p *paymentRow) source {
	d.moves++
	return source{Subject: p.ref.ID, Fact: fmt.Sprintf("dispute/%s/%d", d.id, d.moves)}
}

// lost is how the dispute's loss is borne, beside what discharged refunds.
func (d *disputeRow) lost(p *paymentRow) ledger.LostDispute {
	return ledger.LostDispute{Payment: p.ref, AmountMinor: d.bookedMinor - d.payableMinor, ReceivableMinor: d.receivableMinor}
}

// lossMinor is what of the dispute is nobody's to give back, and discharged nothing.
func (d *disputeRow) lossMinor() int64 { return d.bookedMinor - d.payableMinor - d.receivableMinor }

// discharges is the part of the loss that pays a leg.
func discharges(l *legRow) ledger.LostDispute {
	return ledger.LostDispute{Payment: l.ref, AmountMinor: l.AmountMinor, PayableMinor: l.AmountMinor}
}

func (t *tx) saveDispute(d *disputeRow) error {
	facts, err := text(d.heard)
	if err != nil {
		return err
	}
	s := d.state()
	var due sql.NullInt64
	if s.EvidenceDueAt != nil {
		due = optionalMicros(s.EvidenceDueAt)
	}
	return t.exec(`INSERT INTO disputes (`+disputeColumns+`, stage, amount_minor, currency, fee_minor, reason, evidence_due_at, changed_at, value_minor)
		VALUES (`+places(29)+`) ON CONFLICT (payment, dispute_id) DO UPDATE SET facts = excluded.facts, booked_stage = excluded.booked_stage,
			booked_minor = excluded.booked_minor, booked_fee = excluded.booked_fee, payable_minor = excluded.payable_minor,
			receivable_minor = excluded.receivable_minor, moves = excluded.moves, stage = excluded.stage, amount_minor = excluded.amount_minor,
			currency = excluded.currency, fee_minor = excluded.fee_minor, reason = excluded.reason,
			evidence_due_at = excluded.evidence_due_at, changed_at = excluded.changed_at, value_minor = excluded.value_minor,
			person_minor = excluded.person_minor, person_of_minor = excluded.person_of_minor, person = excluded.person,
			person_note = excluded.person_note, exchanged_captured_minor = excluded.exchanged_captured_minor,
			exchanged_minor = excluded.exchanged_minor, exchanged_fee = excluded.exchanged_fee, exchanged_currency = excluded.exchanged_currency,
			lost_at = excluded.lost_at, person_verified = excluded.person_verified, person_subject = excluded.person_subject`,
		d.payment, d.id, facts, d.booked, d.bookedMinor, d.bookedFee, d.payableMinor, d.receivableMinor, d.moves, d.firstHeardAt,
		d.person.minor, d.person.ofMinor, d.person.by, d.person.note, d.exchanged.capturedMinor, d.exchanged.minor, d.exchanged.fee, d.exchanged.currency, d.lostAt,
		d.person.acting.Verified, d.person.acting.ID, s.Stage, s.AmountMinor, s.Currency, s.FeeMinor, refund.Cut(s.Reason, refund.ReasonBytesMax), due, micros(t.now), d.valueOf(s))
}

// otherCurrencyDisputes counts the payment's other disputes in another currency than was captured that have funds, and of which
// nobody has said what they take.
func (t *tx) otherCurrencyDisputes(p *paymentRow, but string) (count int64, err error) {
	err = t.row(`SELECT COUNT(*) FROM disputes WHERE payment = $1 AND dispute_id <> $2 AND currency <> $3 AND stage IN ('OPENED', 'LOST') AND value_minor = 0`,
		p.ref.ID, but, p.ref.Currency).Scan(&count)
	return count, err
}
