package sqlstore

import (
	"database/sql"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// stored is what a stored proposal makes of its case. version is the order's version by which
// the reservation has its place in the sequence; 0 for a proposal that holds nothing.
type stored struct {
	status  refund.Status
	version int64
}

// storeProposal stores the proposal once, and returns the hash an approval is bound to.
func (t *tx) storeProposal(c *caseRow, p refund.Proposal, s stored) (string, error) {
	raw, err := text(p)
	if err != nil {
		return "", err
	}
	a, hash := p.Assessment, ledger.AssessmentHash(p)
	c.policy = a.Policy.String()
	return hash, t.exec(`UPDATE refunds SET disposition = $1, proposal = $2, assessment_hash = $3, policy = $4, risk_band = $5,
			total_minor = $6, approvals_required = $7, reserved_version = $8, status = $9, review_due_at = $10, changed_at = $11, `+clearAsked+`
		WHERE refund = $12`,
		a.Disposition, raw, hash, c.policy, p.Verdict.Band, a.TotalMinor, p.ApprovalsRequired, s.version, s.status,
		t.reviewDue(a, s.status), micros(t.now), c.id)
}

func (t *tx) reviewDue(a refund.Assessment, s refund.Status) sql.NullInt64 {
	if s != refund.StatusAwaitingApproval || a.Review.DueSeconds <= 0 {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: micros(t.now.Add(time.Duration(a.Review.DueSeconds) * time.Second)), Valid: true}
}

// wanted is a proposal to hold. fresh is what of it is not paid yet; own is what the refund holds so
// far and gives back for it.
type wanted struct {
	refund.Proposal
	fresh refund.Assessment
	own   own
}

// checkReserve asks what other refunds may have taken meanwhile: quantities, headroom, stops, the
// budget of a bonus, and the limits up to which so few people are asked. An answer without a result means:
// go on.
func (t *tx) checkReserve(c caseRow, w wanted) (refund.Reserved, plan, error) {
	detail, err := t.quantitiesTaken(c, w.Assessment, w.own.claimed)
	if err != nil || detail != "" {
		return refused(c, refund.CodeQuantityRefunded, detail), plan{}, err
	}
	if err := t.lockPayments(c.merchant, c.order); err != nil {
		return refund.Reserved{}, plan{}, err
	}
	payments, err := t.orderPayments(c.merchant, c.order)
	if err != nil {
		return refund.Reserved{}, plan{}, err
	}
	if err := checkBonuses(w.fresh); err != nil {
		return refund.Reserved{}, plan{}, err
	}
	taken, err := newPlan(w.fresh, w.own.without(payments))
	if err != nil {
		return refund.Reserved{}, plan{}, err
	}
	if taken.refused != "" {
		return refused(c, taken.refused, taken.detail), plan{}, nil
	}
	detail, err = t.overLimit(c, w.Proposal)
	if err != nil || detail != "" {
		return moved(c, detail), plan{}, err
	}
	detail, err = t.budgetShort(c, w)
	if err != nil || detail != "" {
		return refused(c, ledger.CodeBudgetShort, detail), plan{}, err
	}
	return refund.Reserved{}, taken, nil
}

// overLimit says which sum has grown beyond what the proposal's approvals are enough for: the order's
// cumulative amount, or the customer's of the day (promise 9).
func (t *tx) overLimit(c caseRow, p refund.Proposal) (string, error) {
	if p.Assessment.TotalMinor == 0 {
		return "", nil
	}
	limit, err := limitOf(c, p)
	if err != nil || limit == nil {
		return "", err
	}
	if err := t.lockCustomer(c.merchant, c.customer); err != nil {
		return "", err
	}
	others, err := t.otherRefunds(c)
	if err != nil {
		return "", err
	}
	return passes(*limit, p.Assessment.TotalMinor, map[string]int64{"order": others.orderMinor, "customer's day": others.dayMinor})
}

// limitOf is up to which amount the proposal's approvals are enough; nil: any.
func limitOf(c caseRow, p refund.Proposal) (*int64, error) {
	limit, automatic := p.RolesUpToMinor, p.Assessment.AutoApproveMaxMinor
	switch {
	case p.ApprovalsRequired > 0:
	case automatic == nil:
		return nil, invariant("no approval limit in %s, and no approval asked", c.currency)
	case limit == nil || *automatic < *limit:
		return automatic, nil
	}
	return limit, nil
}

// others are the sums a limit counts beside the refund itself.
type others struct{ orderMinor, dayMinor int64 }

// otherRefunds sums what else was reserved, or paid in part, for the order, and for the customer today
// (UTC). The caller has locked the customer. For r.request, see orderMinor.
func (t *tx) otherRefunds(c caseRow) (o others, err error) {
	err = t.row(`SELECT CAST(COALESCE(SUM(v.amount_minor), 0) AS BIGINT) FROM refunds r JOIN reservations v ON v.refund = r.refund
		WHERE r.merchant = $1 AND r.order_id = $2 AND r.request >= '' AND r.refund <> $3 AND NOT v.released`,
		c.merchant, c.order, c.id).Scan(&o.orderMinor)
	if err != nil {
		return o, err
	}
	o.dayMinor, err = t.dayOfOthers(c, t.now)
	return o, err
}

// dayOfOthers sums what else was reserved for the customer on the day (UTC) of a moment.
func (t *tx) dayOfOthers(c caseRow, at time.Time) (minor int64, err error) {
	from := at.Truncate(day)
	err = t.row(`SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM reservations
		WHERE merchant = $1 AND customer = $2 AND currency = $3 AND reserved_at >= $4 AND reserved_at < $5
			AND refund <> $6 AND NOT released`,
		c.merchant, c.customer, c.currency, micros(from), micros(from.Add(day)), c.id).Scan(&minor)
	return minor, err
}

// reservedDay sums what else was reserved for the customer on the day on which this refund was; 0
// where it is not.
func (t *tx) reservedDay(c caseRow) (int64, error) {
	at, err := list(t, func(row scanner) (at int64, err error) { return at, row.Scan(&at) },
		`SELECT reserved_at FROM reservations WHERE refund = $1 AND NOT released`, c.id)
	if err != nil || len(at) == 0 {
		return 0, err
	}
	return t.dayOfOthers(c, fromMicros(at[0]))
}

func passes(limitMinor, totalMinor int64, soFar map[string]int64) (string, error) {
	for _, of := range []string{"order", "customer's day"} {
		sum, err := ledger.Sum(soFar[of], totalMinor)
		if err != nil {
			return "", err
		}
		if sum > limitMinor {
			return "the " + of + " comes to more by now than its approvals are enough for", nil
		}
	}
	return "", nil
}

// slot is where a reservation's rows go: fact names its postings, leg is the first free position.
type slot struct {
	fact string
	leg  int
}

// hold posts the reservation, and stores its legs and what is kept back.
func (t *tx) hold(c caseRow, a refund.Assessment, p plan, at slot) error {
	posting, err := ledger.PostReserve(p.reserve)
	if err := t.post(source{Subject: string(c.id), Fact: at.fact}, posting, err); err != nil {
		return err
	}
	posting, err = ledger.PostKeepBack(p.keepBack)
	if err := t.post(source{Subject: string(c.id), Fact: at.fact}, posting, err); err != nil {
		return err
	}
	for i, l := range a.Legs {
		leg := newLeg{PlannedLeg: l, position: at.leg + i, payment: p.payments[l.PaymentID].ref.ID, budget: bonusBudget(a, l)}
		if err := t.holdLeg(c, leg); err != nil {
			return err
		}
	}
	for _, k := range a.KeptBack {
		if err := t.keepBack(c, k, p.payments[k.PaymentID].ref.ID); err != nil {
			return err
		}
	}
	return t.reserved(c, a.TotalMinor)
}

// keepBack stores what is kept back, or adds it to what was restored and stays so.
func (t *tx) keepBack(c caseRow, k refund.KeptBack, payment string) error {
	return t.exec(`INSERT INTO kept_back (refund, payment_id, merchant, order_id, payment, amount_minor) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (refund, payment_id) DO UPDATE SET released = $7,
			amount_minor = CASE WHEN kept_back.released THEN excluded.amount_minor ELSE kept_back.amount_minor + excluded.amount_minor END`,
		c.id, k.PaymentID, c.merchant, c.order, payment, k.AmountMinor, false)
}

// reserved is what the customer's day counts of the refund.
func (t *tx) reserved(c caseRow, totalMinor int64) error {
	return t.exec(`INSERT INTO reservations (refund, merchant, customer, currency, reserved_at, amount_minor) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (refund) DO UPDATE SET reserved_at = excluded.reserved_at, amount_minor = excluded.amount_minor, released = $7`,
		c.id, c.merchant, c.customer, c.currency, micros(t.now), totalMinor, false)
}
