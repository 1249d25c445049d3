package sqlstore

import (
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// question reads what a decision is judged on, under the order's lock and the customer's: two
// decisions side by side each see the other's refund.
func (t *tx) question(c *caseRow, in refund.ActRequest) (q question, err error) {
	q = question{c: c, d: *in.Act.Decision, by: in.Authority}
	b, err := t.brief(c)
	if err != nil {
		return q, err
	}
	q.roles, q.verifiedAbove = rolesNeeded(b.Proposal), b.Assessment.VerifiedAboveMinor
	if q.agreed, err = t.agreements(c); err != nil {
		return q, err
	}
	if q.earlier, err = t.decidedEarlier(c); err != nil {
		return q, err
	}
	minor := c.totalMinor
	if q.d.Verb == refund.VerbAdjust && q.d.AmountMinor != nil {
		minor = *q.d.AmountMinor
	}
	if q.stake, err = t.stake(c, minor); err == nil && isAbove(q.verifiedAbove, q.stake) {
		q.agreed = slices.DeleteFunc(q.agreed, agreement.asserted)
	}
	return q, err
}

// stake is what a refund of minor is about, cumulative over its order and the customer's day: today, or
// the day it was reserved on where that comes to more, so that waiting for midnight splits nothing.
func (t *tx) stake(c *caseRow, minor int64) (refund.Stake, error) {
	s := refund.Stake{Currency: c.currency, Market: c.market}
	if err := t.lockCustomer(c.merchant, c.customer); err != nil {
		return s, err
	}
	others, err := t.otherRefunds(c)
	if err != nil {
		return s, err
	}
	reservedDay, err := t.reservedDay(c)
	if err != nil {
		return s, err
	}
	if s.OrderMinor, err = ledger.Checked(refund.SumMinor(others.orderMinor, minor)); err != nil {
		return s, err
	}
	s.CustomerDayMinor, err = ledger.Checked(refund.SumMinor(max(others.dayMinor, reservedDay), minor))
	return s, err
}

// decidedEarlier are the people whose word was taken in an earlier round: an appeal needs another
// person.
func (t *tx) decidedEarlier(c *caseRow) ([]agreement, error) {
	if c.round == 0 {
		return nil, nil
	}
	return list(t, func(row scanner) (a agreement, err error) { return a, row.Scan(&a.by, &a.subject) },
		`SELECT reviewer, subject FROM decisions WHERE refund = $1 AND round < $2 AND accepted
		UNION SELECT person, subject FROM resolutions WHERE refund = $1 AND round < $2 AND accepted`, c.id, c.round)
}
