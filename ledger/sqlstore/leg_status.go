package sqlstore

import (
	"cmp"
	"time"

	"github.com/makegood/makegood/refund"
)

// unansweredAfter is how long a provider's silence lasts before a person has to ask it: for so long the
// payment activity asks by itself. A request that never left is waited for as long.
const unansweredAfter = time.Hour

// personNeeded is the code of why a person has to act on a leg; empty: nobody has to.
func (t *tx) personNeeded(l *legRow) refund.Code {
	code := t.personNeededFor(l)
	if code == "" && l.toldElsewhere() {
		return refund.CodeElsewhereUnconfirmed
	}
	return code
}

// personNeededFor is personNeeded without what people have said.
func (t *tx) personNeededFor(l *legRow) refund.Code {
	silent := func(since int64, valid bool) bool {
		return valid && !t.now.Before(fromMicros(since).Add(unansweredAfter))
	}
	switch l.Status {
	case refund.LegDeclined, refund.LegFailed, refund.LegLateFailed:
		if l.mayRetry && !needsPerson(l.stopped) && !(waitsForBalance(l) && t.balanceOverdue(l)) {
			return ""
		}
		return cmp.Or(stoppedForPerson(l.stopped), refusedCode(l))
	case refund.LegRequiresAction, refund.LegAbnormal:
		return refund.CodeUnanswered
	case refund.LegUnknown:
		if silent(l.unknownAt.Int64, l.unknownAt.Valid) {
			return refund.CodeUnanswered
		}
	case refund.LegNotSent:
		if code := l.RefusalCode(); code == refund.CodeNoAdapter { // nobody knows when one is deployed
			return code
		}
		if silent(l.begunAt.Int64, l.begunAt.Valid) {
			return refund.CodePayoutRefused
		}
	case refund.LegReserved, refund.LegHeld:
		return stoppedForPerson(l.stopped)
	case refund.LegSending, refund.LegPending, refund.LegSettled, refund.LegReleased:
	}
	return ""
}

// refusedCode is the code of a leg that was refused.
func refusedCode(l *legRow) refund.Code {
	if l.Status == refund.LegLateFailed {
		return refund.CodeLateFailed
	}
	if l.Status == refund.LegDeclined && (l.Outcome == nil || l.Outcome.Class == "") {
		return refund.Code("DECLINED_" + string(refund.DeclinedOther))
	}
	return l.RefusalCode()
}

// needsPerson: what the gate said does not go away by itself.
func needsPerson(stop refund.Code) bool {
	return stop == refund.CodeCapExceeded || stop == refund.CodeNotApproved || stop == refund.CodeAlreadyRefunded ||
		stop == refund.CodeReturnedByDispute
}

func stoppedForPerson(stop refund.Code) refund.Code {
	if needsPerson(stop) {
		return stop
	}
	return ""
}

// sendable: the leg is sent, or sent again, by itself. A dispute that holds it is a stop that goes away.
func sendable(l *legRow) bool {
	if l.elsewhere.waits() { // nothing is sent for it meanwhile
		return false
	}
	switch l.Status {
	case refund.LegReserved, refund.LegHeld:
		return !needsPerson(l.stopped)
	case refund.LegNotSent:
		return true
	case refund.LegDeclined, refund.LegFailed, refund.LegLateFailed:
		return l.mayRetry && !needsPerson(l.stopped)
	case refund.LegSending, refund.LegPending, refund.LegUnknown, refund.LegRequiresAction, refund.LegAbnormal,
		refund.LegSettled, refund.LegReleased:
	}
	return false
}

// legCount is a refund's live legs by what is still to come of them.
type legCount struct {
	open, person, givenUp, settled int
	// attention is why a person has to act on the first leg that needs one.
	attention string
}

func countLegs(legs []*legRow) (n legCount) {
	for _, l := range live(legs) {
		switch {
		case l.Status == refund.LegSettled:
			n.settled++
		case l.Status == refund.LegReleased:
			n.givenUp++
		case l.Status.Undecided() || sendable(l):
			n.open++
		default:
			n.person++
			if n.attention == "" {
				n.attention = string(l.needsPerson) + ": leg " + string(l.LegID) + " is " + string(l.Status) + wordsOf(l)
			}
		}
	}
	return n
}

func wordsOf(l *legRow) string {
	if l.Outcome == nil || l.Outcome.Reason == "" {
		return ""
	}
	return ", " + l.Outcome.Reason
}

// follow sets the refund's status by what its legs have come to: while something is under way it is paid
// out, and whatever needs a person shows on its leg; what is decided is the refund's end.
func (t *tx) follow(c *caseRow, cause refund.Cause) error {
	switch c.status {
	case refund.StatusPayingOut, refund.StatusNeedsAttention:
	case refund.StatusRefunded, refund.StatusPartlyRefunded: // a leg may bounce
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected, refund.StatusAwaitingApproval,
		refund.StatusNeedsInfo, refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
		return nil
	}
	legs, err := t.legs(c)
	if err != nil {
		return err
	}
	n := countLegs(legs)
	switch {
	case n.open > 0:
		return t.followTo(c, refund.StatusPayingOut, cause)
	case n.person > 0:
		return t.followTo(c, refund.StatusNeedsAttention, refund.Cause{Actor: cause.Actor, Reason: n.attention})
	case c.status.Final():
		return nil
	case n.givenUp > 0:
		return t.endGivenUp(c, cause)
	}
	return t.end(c, refund.StatusRefunded, event{Name: "Settled", Cause: refund.Cause{Actor: cause.Actor, Reason: "every leg is settled"}})
}

func (t *tx) followTo(c *caseRow, to refund.Status, cause refund.Cause) error {
	if c.status == to && c.lastReason == cause.Reason {
		return nil
	}
	if c.status == to && to == refund.StatusPayingOut {
		return nil
	}
	name := "PayingOut"
	if to == refund.StatusNeedsAttention {
		name = "NeedsAttention"
	}
	return t.become(c, to, event{Name: name, Cause: cause})
}
