package sqlstore

import (
	"database/sql"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// legRow is a leg with the payment it is against.
type legRow struct {
	refund.Leg
	ref        ledger.PaymentRef
	provider   string
	hold       string
	key        string
	sends      int64
	facts      int64
	givenUp    bool
	extraMinor int64
	// unheldMinor is the part of a late failed leg that paid off an excess instead of being held.
	unheldMinor int64
	// replaced: another proposal, or a substitute, has taken the leg's place.
	replaced bool
	// mayRetry: a person has said that the leg, which bounced, is to be sent again.
	mayRetry bool
	// budget is what the leg's bonus is held from.
	budget     string
	lastSentAt sql.NullInt64
	// unknownAt: since when some request of this generation may have left without an answer.
	unknownAt sql.NullInt64
	// begunAt, settledAt and settledWay say how long the present generation took, and by which way.
	begunAt    sql.NullInt64
	settledAt  sql.NullInt64
	settledWay string
}

// legs reads a refund's legs in their sequence.
func (t *tx) legs(id refund.ID) ([]legRow, error) {
	return list(t, legFromRow, `SELECT l.leg_id, l.payment_id, l.via, l.amount_minor, l.units, l.void, l.status, l.generation,
			l.replaced, l.may_retry, l.substitutes, l.bonus_minor, l.budget,
			l.provider_key, l.sends, l.facts, l.given_up, l.extra_minor, l.unheld_minor, l.last_sent_at, l.unknown_at, l.outcome,
			l.begun_at, l.settled_at, l.settled_way, p.provider,
			p.hold_reason, p.id, p.merchant, p.provider_account, p.currency, p.kind, p.funded_by, p.instrument
		FROM legs l JOIN payments p ON p.id = l.payment WHERE l.refund = $1 ORDER BY l.position`, id)
}

func legFromRow(row scanner) (l legRow, err error) {
	var units, outcome string
	err = row.Scan(&l.LegID, &l.PaymentID, &l.Via, &l.AmountMinor, &units, &l.Void, &l.Status, &l.Generation,
		&l.replaced, &l.mayRetry, &l.Substitutes, &l.BonusMinor, &l.budget,
		&l.key, &l.sends, &l.facts, &l.givenUp, &l.extraMinor, &l.unheldMinor, &l.lastSentAt, &l.unknownAt, &outcome,
		&l.begunAt, &l.settledAt, &l.settledWay, &l.provider,
		&l.hold, &l.ref.ID, &l.ref.Merchant, &l.ref.ProviderAccount, &l.ref.Currency, &l.ref.Kind, &l.ref.FundedBy, &l.ref.Instrument)
	if err != nil {
		return l, err
	}
	if units != "" {
		l.Units = &refund.Units{}
	}
	if outcome != "" {
		l.Outcome = &refund.Outcome{}
	}
	if err := fromText(units, l.Units); err != nil {
		return l, err
	}
	return l, fromText(outcome, l.Outcome)
}

// lockLeg locks the order of a refund, and reads its row and one of its legs.
func (t *tx) lockLeg(id refund.ID, leg refund.LegID) (caseRow, legRow, error) {
	c, err := t.lockCase(id)
	if err != nil {
		return c, legRow{}, err
	}
	if err := t.lockPayments(c.merchant, c.order); err != nil {
		return c, legRow{}, err
	}
	rows, err := t.legs(id)
	if err != nil {
		return c, legRow{}, err
	}
	for _, l := range rows {
		if l.LegID == leg {
			return c, l, nil
		}
	}
	return c, legRow{}, ledger.ErrNotFound
}

// newLeg is a leg to store: where it stands in the sequence, against which payment, and the budget
// its bonus is held from.
type newLeg struct {
	refund.PlannedLeg
	position int
	payment  string
	budget   string
	// unheldMinor is what a substitute takes over from its leg.
	unheldMinor int64
}

func (t *tx) insertLeg(c caseRow, planned newLeg) error {
	var units string
	if planned.Units != nil {
		raw, err := text(planned.Units)
		if err != nil {
			return err
		}
		units = raw
	}
	return t.exec(`INSERT INTO legs (refund, leg_id, position, merchant, order_id, payment_id, payment, via, amount_minor, units, void, status, generation,
			substitutes, bonus_minor, budget, unheld_minor)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $14, $15, $16)`,
		c.id, planned.LegID, planned.position, c.merchant, c.order, planned.PaymentID, planned.payment, planned.Via, planned.AmountMinor,
		units, planned.Void, refund.LegReserved, planned.Substitutes, planned.BonusMinor, planned.budget, planned.unheldMinor)
}

// saveLeg writes all of a leg that changes after the reservation.
func (t *tx) saveLeg(c caseRow, l legRow) error {
	var outcome string
	if l.Outcome != nil {
		raw, err := text(l.Outcome)
		if err != nil {
			return err
		}
		outcome = raw
	}
	err := t.exec(`UPDATE legs SET status = $1, generation = $2, provider_key = $3, sends = $4, facts = $5, given_up = $6,
			extra_minor = $7, unheld_minor = $8, last_sent_at = $9, unknown_at = $10, outcome = $11,
			begun_at = $12, settled_at = $13, settled_way = $14
		WHERE refund = $15 AND leg_id = $16`,
		l.Status, l.Generation, l.key, l.sends, l.facts, l.givenUp, l.extraMinor, l.unheldMinor, l.lastSentAt, l.unknownAt,
		outcome, l.begunAt, l.settledAt, l.settledWay, c.id, l.LegID)
	t.touched = c.id
	return err
}

// flagLeg writes what people and replacements say of a leg: facts and sends leave it alone.
func (t *tx) flagLeg(c caseRow, l legRow) error {
	return t.exec(`UPDATE legs SET replaced = $1, may_retry = $2 WHERE refund = $3 AND leg_id = $4`, l.replaced, l.mayRetry, c.id, l.LegID)
}

func (t *tx) nowMicros() sql.NullInt64 { return sql.NullInt64{Int64: micros(t.now), Valid: true} }

// live are the legs that count: nothing has taken their place.
func live(rows []legRow) []legRow {
	return slices.DeleteFunc(slices.Clone(rows), func(l legRow) bool { return l.replaced })
}

func plainLegs(rows []legRow) []refund.Leg {
	var out []refund.Leg
	for _, l := range rows {
		out = append(out, l.Leg)
	}
	return out
}
