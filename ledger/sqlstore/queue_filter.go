package sqlstore

import (
	"math"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// queueFrom says where the refunds of a queue are looked for.
type queueFrom int

const (
	// fromWaiting are those whose status waits for a person, fromLegs those that are paid out with a leg that does, and
	// fromUnknown those that are paid out with an unknown one.
	fromWaiting queueFrom = iota
	fromLegs
	fromUnknown
)

// queueSources are where a filter looks. No refund is found by two of them.
func queueSources(f ledger.QueueFilter) (out []queueFrom) {
	any := len(f.Statuses) == 0 && !f.NeedsPerson
	if any || len(waitingOf(f)) > 0 {
		out = append(out, fromWaiting)
	}
	if !any && !f.NeedsPerson && !slices.Contains(f.Statuses, refund.StatusPayingOut) {
		return out
	}
	if f.Unknown {
		return append(out, fromUnknown)
	}
	return append(out, fromLegs)
}

// waitingOf are the statuses of a filter that wait for a person.
func waitingOf(f ledger.QueueFilter) (out []refund.Status) {
	for _, status := range f.Statuses {
		if status != refund.StatusPayingOut {
			out = append(out, status)
		}
	}
	return out
}

// queuePaidOut: the refund is paid out. It names no column that is indexed, so that the legs are what is searched by.
const queuePaidOut = `NOT r.closed AND COALESCE(r.status, '') = 'PayingOut' AND `

// queueCondition adds what a filter asks of the refunds of a source. The sequence and the place are not a part of it.
func (t *tx) queueCondition(c *selection, f ledger.QueueFilter, from queueFrom) {
	switch from {
	case fromWaiting:
		wanted := waitingOf(f)
		c.where(len(wanted) > 0, func() string { return oneOf(c, `COALESCE(r.status, '')`, wanted, ledger.QueueStatusesMax) })
		c.where(f.Unknown, func() string { return queueUnknown })
	case fromLegs:
		c.and(queuePaidOut + queueNeedsPerson)
	case fromUnknown:
		c.and(queuePaidOut + queueUnknown)
	}
	c.where(f.Cause != "", func() string { return queueCause(c, f.Cause, from) })
	c.is(`r.merchant`, string(f.Merchant))
	c.is(`r.market`, f.Market)
	c.is(`r.reason`, string(f.Reason))
	c.is(`r.risk_band`, string(f.RiskBand))
	c.is(`r.currency`, string(f.Currency))
	c.where(len(f.Roles) > 0, func() string { return oneOf(c, `r.next_role`, f.Roles, ledger.QueueRolesMax) })
	c.where(len(f.Assignees) > 0, func() string { return oneOf(c, `r.assignee`, f.Assignees, ledger.QueueAssigneesMax) })
	c.where(f.Unassigned, func() string { return `r.assignee = ''` })
	t.queueTimes(c, f)
	t.queueClaims(c, f)
}

// queueCause: the refund is parked because of a code, or a leg of its payout is. A stored reason begins with its code, and a
// colon where it says more.
func queueCause(c *selection, cause refund.Code, from queueFrom) string {
	if from != fromWaiting {
		return `EXISTS (SELECT 1 FROM legs p WHERE p.refund = r.refund AND p.needs_person = ` + c.arg(string(cause)) + ` AND NOT p.replaced)`
	}
	return `(r.status = 'NeedsAttention' AND SUBSTR(r.last_reason || ':', 1, CAST(` + c.arg(len(cause)+1) + ` AS INTEGER)) = ` + c.arg(string(cause)+":") + `)`
}

// queueTimes adds the bounds of a filter.
func (t *tx) queueTimes(c *selection, f ledger.QueueFilter) {
	amountMax := f.AmountMax
	if amountMax == 0 {
		amountMax = math.MaxInt64
	}
	c.within(`r.total_minor >= `, f.AmountMin, 0)
	c.within(`r.total_minor <= `, amountMax, math.MaxInt64)
	due, opened := int64(math.MaxInt64), int64(math.MaxInt64)
	if f.DueBefore != nil {
		due = micros(*f.DueBefore) - 1
	}
	if f.Overdue {
		due = min(due, micros(t.now)-1)
	}
	if f.OpenedBefore != nil {
		opened = micros(*f.OpenedBefore) - 1
	}
	c.within(queueDue+` <= `, due, math.MaxInt64)
	c.within(`r.opened_at <= `, opened, math.MaxInt64)
	c.where(f.DueByLaw, func() string {
		return `(r.status IN (` + statesOwed + `) AND r.pay_by < ` + c.arg(micros(t.now.Add(refund.LawNotice))) + `)`
	})
}

func (t *tx) queueClaims(c *selection, f ledger.QueueFilter) {
	c.where(f.UnclaimedFor != "", func() string {
		return `NOT EXISTS (SELECT 1 FROM desk_claims k WHERE k.refund = r.refund AND k.until_at > ` + c.arg(micros(t.now)) +
			` AND k.person <> ` + c.arg(f.UnclaimedFor) + `)`
	})
}
