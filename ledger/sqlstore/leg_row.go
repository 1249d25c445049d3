package sqlstore

import (
	"cmp"
	"database/sql"
	"errors"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// legRow is a leg with the pinned payment it is against.
type legRow struct {
	refund.Leg
	ref ledger.PaymentRef
	// provider, account and reference are whom the leg's money is asked from.
	provider  string
	account   string
	reference string
	// paymentReference is the payment's own; onlyCapture is the reference of its capture, where it has one and names it.
	paymentReference string
	onlyCapture      string
	// captureReference is the provider's of the capture that the leg goes to; empty: it goes to the payment. It
	// was pinned with the leg, and is the reference then.
	captureReference string

	key        string
	sends      int64
	facts      int64
	givenUp    bool
	extraMinor int64
	// cost is what the provider took for the leg as booked, fee what it charged for it. costFacts counts what was booked of
	// both after the settlement, costChanges how often they were said otherwise than before.
	cost        ledger.Cost
	fee         refund.Settlement
	costFacts   int64
	costChanges int64
	// unheldMinor is the part of a late failed leg that paid off an excess instead of being held.
	unheldMinor int64
	// replaced: another proposal, or a substitute, has taken the leg's place.
	replaced bool
	// mayRetry: a person has said that the leg is to be sent again.
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
	// attempt may alone send the leg until leasedUntil.
	attempt     string
	leasedUntil sql.NullInt64
	// stopped is what keeps the leg from being sent, needsPerson why a person has to act on it.
	stopped     refund.Code
	needsPerson refund.Code
	// clearances counts the people who have said in writing what became of this generation.
	clearances int64
	// elsewhere is one person's word that the leg was paid outside makegood, which waits for another's.
	elsewhere word
	// heldFrom is the state that a leg had when a dispute made it Held; empty for any other.
	heldFrom refund.LegStatus
	// wordAt is when the provider said the last word of this generation; words are what was heard of the others, and of
	// this one once an older one has paid in its place.
	wordAt sql.NullInt64
	words  map[int]refund.Heard
	// openMinor is the payment's headroom, and stop why nothing may be sent against it, as the leg was read.
	openMinor int64
	stop      string
	// capturedMinor is what was captured of the payment, as the leg was read.
	capturedMinor int64
	// disputedMinor and chargedBackMinor are what banks have taken of the payment, as the leg was read.
	disputedMinor    int64
	chargedBackMinor int64
	// fundMinor is what is held from the fund of the leg's account, or spent of it. fundInForce: the account has one, as
	// the leg was read. waitedForFund: the leg is among those that wait.
	fundMinor                             int64
	fundSpent, fundInForce, waitedForFund bool
	// fundExtraMinor is what the fund has spent of extraMinor. fundPlace is where the leg was when the fund followed it last.
	fundExtraMinor int64
	fundPlace      ledger.Control
	// balanceSince is since when the leg waits for its merchant's balance at the provider.
	balanceSince sql.NullInt64
}

// legs reads a refund's legs in their sequence, once a transaction: what changes is changed in them.
func (t *tx) legs(c *caseRow) ([]*legRow, error) {
	if c.legsRead || !c.exists {
		return c.legs, nil
	}
	legs, err := list(t, legFromRow, `SELECT l.leg_id, l.payment_id, l.via, l.amount_minor, l.units, l.void, l.status, l.generation,
			l.replaced, l.may_retry, l.substitutes, l.bonus_minor, l.budget,
			l.provider_key, l.sends, l.facts, l.given_up, l.extra_minor, l.unheld_minor, l.last_sent_at, l.unknown_at, l.outcome,
			l.begun_at, l.settled_at, l.settled_way, l.attempt, l.leased_until, l.stopped, l.needs_person, l.clearances, l.word_at, l.words,
			p.provider, p.account, p.reference, p.hold_reason, p.id, p.merchant, p.provider_account, p.currency, p.kind, p.funded_by,
			p.instrument, l.capture_id, l.capture_reference, l.held_from,
			l.cost_minor, l.cost_currency, l.cost_booked_minor, l.fee_minor, l.fee_currency, l.cost_facts, l.cost_changes, `+control("open")+`, `+control("excess")+`, `+control("disputed")+`, `+control("charged_back")+`, `+control("captured")+`,
			l.fund_minor, l.fund_spent, l.fund_extra_minor, l.balance_since, l.elsewhere_by, l.elsewhere_reference, l.elsewhere_at,
			(SELECT CASE WHEN COUNT(*) = 1 THEN MAX(k.provider_reference) ELSE '' END FROM captures k WHERE k.payment = p.id),
			EXISTS (SELECT 1 FROM funds f WHERE f.provider_account = p.provider_account AND f.currency = p.currency AND f.in_force)
		FROM legs l JOIN payments p ON p.id = l.payment WHERE l.refund = $1 ORDER BY l.position`, c.id)
	c.legs, c.legsRead = legs, err == nil
	return legs, err
}

func legFromRow(row scanner) (*legRow, error) {
	l := &legRow{}
	var units, outcome, words, hold string
	var excess int64
	err := row.Scan(&l.LegID, &l.PaymentID, &l.Via, &l.AmountMinor, &units, &l.Void, &l.Status, &l.Generation,
		&l.replaced, &l.mayRetry, &l.Substitutes, &l.BonusMinor, &l.budget,
		&l.key, &l.sends, &l.facts, &l.givenUp, &l.extraMinor, &l.unheldMinor, &l.lastSentAt, &l.unknownAt, &outcome,
		&l.begunAt, &l.settledAt, &l.settledWay, &l.attempt, &l.leasedUntil, &l.stopped, &l.needsPerson, &l.clearances, &l.wordAt, &words,
		&l.provider, &l.account, &l.reference, &hold, &l.ref.ID, &l.ref.Merchant, &l.ref.ProviderAccount, &l.ref.Currency, &l.ref.Kind,
		&l.ref.FundedBy, &l.ref.Instrument, &l.CaptureID, &l.captureReference, &l.heldFrom,
		&l.cost.AmountMinor, &l.cost.Currency, &l.cost.BookedMinor, &l.fee.AmountMinor, &l.fee.Currency, &l.costFacts, &l.costChanges, &l.openMinor, &excess, &l.disputedMinor, &l.chargedBackMinor, &l.capturedMinor,
		&l.fundMinor, &l.fundSpent, &l.fundExtraMinor, &l.balanceSince,
		&l.elsewhere.by, &l.elsewhere.reference, &l.elsewhere.at, &l.onlyCapture, &l.fundInForce)
	if err != nil {
		return l, err
	}
	l.waitedForFund, l.fundPlace = l.stopped == refund.CodeFundShort, ledger.PlaceOf(l.Status)
	l.paymentReference = l.reference
	l.reference = cmp.Or(l.captureReference, l.reference)
	l.stop = stopOf(controls{ledger.ControlExcess: excess, ledger.ControlDisputed: l.disputedMinor}, hold)
	if units != "" {
		l.Units = &refund.Units{}
	}
	if outcome != "" {
		l.Outcome = &refund.Outcome{}
	}
	if err := errors.Join(fromText(units, l.Units), fromText(words, &l.words)); err != nil {
		return l, err
	}
	return l, fromText(outcome, l.Outcome)
}

// legOf finds one of the refund's legs, or ErrNotFound.
func (t *tx) legOf(c *caseRow, id refund.LegID) (*legRow, error) {
	legs, err := t.legs(c)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(legs, func(l *legRow) bool { return l.LegID == id })
	if at < 0 {
		return nil, ledger.ErrNotFound
	}
	return legs[at], nil
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
	// captureReference is the provider's of the capture that the leg goes to.
	captureReference string
}

func (t *tx) insertLeg(c *caseRow, planned newLeg) error {
	var units string
	if planned.Units != nil {
		raw, err := text(planned.Units)
		if err != nil {
			return err
		}
		units = raw
	}
	c.legs, c.legsRead, c.legsChanged = nil, false, true
	return t.exec(`INSERT INTO legs (refund, leg_id, position, merchant, order_id, payment_id, payment, via, amount_minor, units, void, status, generation,
			substitutes, bonus_minor, budget, unheld_minor, capture_id, capture_reference)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $14, $15, $16, $17, $18)`,
		c.id, planned.LegID, planned.position, c.merchant, c.order, planned.PaymentID, planned.payment, planned.Via, planned.AmountMinor,
		units, planned.Void, refund.LegReserved, planned.Substitutes, planned.BonusMinor, planned.budget, planned.unheldMinor,
		planned.CaptureID, planned.captureReference)
}

// saveLeg writes all of a leg that changes after the reservation, and whether a person has to act on it.
func (t *tx) saveLeg(c *caseRow, l *legRow) error {
	if err := t.followFund(c, l); err != nil {
		return err
	}
	l.needsPerson = t.personNeeded(l)
	var outcome string
	if l.Outcome != nil {
		raw, err := text(l.Outcome)
		if err != nil {
			return err
		}
		outcome = raw
	}
	words, err := l.wordsText()
	if err != nil {
		return err
	}
	c.legsChanged = true
	return t.exec(`UPDATE legs SET status = $1, generation = $2, provider_key = $3, sends = $4, facts = $5, given_up = $6,
			extra_minor = $7, unheld_minor = $8, last_sent_at = $9, unknown_at = $10, outcome = $11,
			begun_at = $12, settled_at = $13, settled_way = $14, replaced = $15, may_retry = $16, attempt = $17, leased_until = $18,
			stopped = $19, needs_person = $20, clearances = $21, word_at = $22, words = $23, held_from = $24,
			cost_minor = $25, cost_currency = $26, cost_booked_minor = $27, fee_minor = $28, fee_currency = $29, cost_facts = $30, cost_changes = $31,
			provider_refund_id = $32, fund_minor = $33, fund_spent = $34,
			fund_extra_minor = $35, balance_since = $36, elsewhere_by = $37, elsewhere_reference = $38, elsewhere_at = $39
		WHERE refund = $40 AND leg_id = $41`,
		l.Status, l.Generation, l.key, l.sends, l.facts, l.givenUp, l.extraMinor, l.unheldMinor, l.lastSentAt, l.unknownAt,
		outcome, l.begunAt, l.settledAt, l.settledWay, l.replaced, l.mayRetry, l.attempt, l.leasedUntil, l.stopped, l.needsPerson,
		l.clearances, l.wordAt, words, l.heldFrom, l.cost.AmountMinor, l.cost.Currency, l.cost.BookedMinor, l.fee.AmountMinor, l.fee.Currency,
		l.costFacts, l.costChanges, providerRefundID(l), l.fundMinor, l.fundSpent, l.fundExtraMinor, l.balanceSince,
		l.elsewhere.by, l.elsewhere.reference, l.elsewhere.at, c.id, l.LegID)
}

func (t *tx) nowMicros() sql.NullInt64 { return sql.NullInt64{Int64: micros(t.now), Valid: true} }

// live are the legs that count: nothing has taken their place.
func live(rows []*legRow) []*legRow {
	return slices.DeleteFunc(slices.Clone(rows), func(l *legRow) bool { return l.replaced })
}

func plainLegs(rows []*legRow) []refund.Leg {
	var out []refund.Leg
	for _, l := range rows {
		out = append(out, l.Leg)
	}
	return out
}
