package sqlstore

import (
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

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
	today, err := ledger.Checked(refund.SumMinor(total, w.past.Customer.TodayMinor))
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
// (UTC). The caller has locked the customer. For r.request, see orderMinor.
func (t *tx) otherRefunds(c *caseRow) (o others, err error) {
	err = t.row(`SELECT `+sumAtMost("v.amount_minor")+` FROM refunds r JOIN reservations v ON v.refund = r.refund
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
	err = t.row(`SELECT `+sumAtMost("amount_minor")+` FROM reservations
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
