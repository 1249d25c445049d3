package sqlstore

import (
	"fmt"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// wanted is a proposal to hold. fresh is what of it is not paid yet; own is what the refund holds so far and
// gives back for it.
type wanted struct {
	refund.Proposal
	fresh refund.Assessment
	own   own
	past  past
}

// check holds a proposal to what is there: quantities, headroom, the budget of a bonus, and the bound of
// legs. A problem is for people; what only a bug could propose is ErrInvariant.
func (t *tx) check(c *caseRow, w wanted) (plan, *refund.Problem, error) {
	if err := checkProposal(c, w); err != nil {
		return plan{}, nil, err
	}
	if count := len(w.Assessment.Legs); count > refund.LegsMax {
		return plan{}, problemf(refund.CodeNotSupported, "%d legs, at most %d are paid", count, refund.LegsMax), nil
	}
	detail, err := quantitiesTaken(w.Assessment, w.past)
	if err != nil {
		return plan{}, nil, err
	}
	if detail != "" {
		return plan{}, &refund.Problem{Code: refund.CodeQuantityRefunded, Detail: detail}, nil
	}
	taken, err := newPlan(w.fresh, w.past.payments)
	if err != nil {
		return plan{}, nil, err
	}
	if taken.refused != "" {
		return plan{}, &refund.Problem{Code: taken.refused, Detail: taken.detail}, nil
	}
	detail, err = t.budgetShort(c, w)
	if err != nil {
		return plan{}, nil, err
	}
	if detail != "" {
		return plan{}, &refund.Problem{Code: ledger.CodeBudgetShort, Detail: detail}, nil
	}
	return taken, nil, nil
}

func problemf(code refund.Code, format string, args ...any) *refund.Problem {
	return &refund.Problem{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// checkProposal stops what only a bug could propose.
func checkProposal(c *caseRow, w wanted) error {
	a := w.Assessment
	if a.Currency != c.currency {
		return invariant("assessed in %s, the order is in %s", a.Currency, c.currency)
	}
	if _, err := ledger.NewRecognition(c.merchant, a, nil); err != nil {
		return err
	}
	if err := checkSums(a); err != nil {
		return err
	}
	if err := checkBonuses(w.fresh); err != nil {
		return err
	}
	if err := checkCaps(a, w.past.Order); err != nil {
		return err
	}
	return checkLimit(c, w)
}

// checkLimit holds a proposal to the amount its approvals are enough for: cumulative over the order and the
// customer's day (promise 9). The rules saw the same sums under the same lock.
func checkLimit(c *caseRow, w wanted) error {
	total := w.Assessment.TotalMinor
	if total == 0 {
		return nil
	}
	limit, err := limitOf(c, w.Proposal)
	if err != nil || limit == nil {
		return err
	}
	orders := []int64{total, w.past.PaidApartMinor}
	for _, e := range w.past.Earlier {
		orders = append(orders, e.TotalMinor)
	}
	order, err := ledger.Checked(refund.SumMinor(orders...))
	if err != nil {
		return err
	}
	today, err := ledger.Checked(refund.AddMinor(total, w.past.Customer.TodayMinor))
	if err != nil {
		return err
	}
	if order > *limit || today > *limit {
		return invariant("the order comes to %d and the customer's day to %d, approvals are enough for %d", order, today, *limit)
	}
	return nil
}

// limitOf is up to which amount the proposal's approvals are enough; nil: any.
func limitOf(c *caseRow, p refund.Proposal) (*int64, error) {
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
// (UTC). The caller has locked the customer.
func (t *tx) otherRefunds(c *caseRow) (o others, err error) {
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
func (t *tx) dayOfOthers(c *caseRow, at time.Time) (minor int64, err error) {
	from := at.Truncate(day)
	err = t.row(`SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM reservations
		WHERE merchant = $1 AND customer = $2 AND currency = $3 AND reserved_at >= $4 AND reserved_at < $5
			AND refund <> $6 AND NOT released`,
		c.merchant, c.customer, c.currency, micros(from), micros(from.Add(day)), c.id).Scan(&minor)
	return minor, err
}

// reservedDay sums what else was reserved for the customer on the day on which this refund was; 0
// where it is not.
func (t *tx) reservedDay(c *caseRow) (int64, error) {
	at, err := list(t, func(row scanner) (at int64, err error) { return at, row.Scan(&at) },
		`SELECT reserved_at FROM reservations WHERE refund = $1 AND NOT released`, c.id)
	if err != nil || len(at) == 0 {
		return 0, err
	}
	return t.dayOfOthers(c, fromMicros(at[0]))
}
