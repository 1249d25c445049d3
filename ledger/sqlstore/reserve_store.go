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

// checkReserve asks what other refunds may have taken meanwhile: quantities, headroom, stops, and
// the limits up to which nobody is asked. An answer without a result means: go on.
func (t *tx) checkReserve(c caseRow, p refund.Proposal) (refund.Reserved, plan, error) {
	detail, err := t.quantitiesTaken(c, p.Assessment)
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
	taken, err := newPlan(p.Assessment, payments)
	if err != nil {
		return refund.Reserved{}, plan{}, err
	}
	if taken.refused != "" {
		return refused(c, taken.refused, taken.detail), plan{}, nil
	}
	detail, err = t.overLimit(c, p)
	if err != nil || detail != "" {
		return moved(c, detail), plan{}, err
	}
	return refund.Reserved{}, taken, nil
}

// overLimit says which limit a proposal without approvals breaks by now: the order's cumulative
// amount, or the customer's amount of the day (promise 9).
func (t *tx) overLimit(c caseRow, p refund.Proposal) (string, error) {
	if p.ApprovalsRequired > 0 || p.Assessment.TotalMinor == 0 {
		return "", nil
	}
	limit := p.Assessment.AutoApproveMaxMinor
	if limit == nil {
		return "", invariant("no approval limit in %s, and no approval asked", c.currency)
	}
	if err := t.lockCustomer(c.merchant, c.customer); err != nil {
		return "", err
	}
	past, err := t.customerPast(c)
	if err != nil {
		return "", err
	}
	var order int64
	err = t.row(`SELECT CAST(COALESCE(SUM(total_minor), 0) AS BIGINT) FROM refunds
		WHERE merchant = $1 AND order_id = $2 AND refund <> $3 AND reserved_version > 0 AND NOT released`,
		c.merchant, c.order, c.id).Scan(&order)
	if err != nil {
		return "", err
	}
	return passes(*limit, p.Assessment.TotalMinor, map[string]int64{"order": order, "customer's day": past.TodayMinor})
}

func passes(limitMinor, totalMinor int64, soFar map[string]int64) (string, error) {
	for _, of := range []string{"order", "customer's day"} {
		sum, err := ledger.Sum(soFar[of], totalMinor)
		if err != nil {
			return "", err
		}
		if sum > limitMinor {
			return "the " + of + " is over the limit for automatic approval by now", nil
		}
	}
	return "", nil
}

// hold posts the reservation, and stores its legs and what is kept back.
func (t *tx) hold(c caseRow, a refund.Assessment, p plan) error {
	posting, err := ledger.PostReserve(p.reserve)
	if err := t.post(source{Subject: string(c.id), Fact: "reserve"}, posting, err); err != nil {
		return err
	}
	posting, err = ledger.PostKeepBack(p.keepBack)
	if err := t.post(source{Subject: string(c.id), Fact: "reserve"}, posting, err); err != nil {
		return err
	}
	for i, l := range a.Legs {
		if err := t.insertLeg(c, i, l, p.payments[l.PaymentID].ref.ID); err != nil {
			return err
		}
	}
	for _, k := range a.KeptBack {
		err := t.exec(`INSERT INTO kept_back (refund, payment_id, merchant, order_id, payment, amount_minor) VALUES ($1, $2, $3, $4, $5, $6)`,
			c.id, k.PaymentID, c.merchant, c.order, p.payments[k.PaymentID].ref.ID, k.AmountMinor)
		if err != nil {
			return err
		}
	}
	return t.exec(`INSERT INTO reservations (refund, merchant, customer, currency, reserved_at, amount_minor) VALUES ($1, $2, $3, $4, $5, $6)`,
		c.id, c.merchant, c.customer, c.currency, micros(t.now), a.TotalMinor)
}
