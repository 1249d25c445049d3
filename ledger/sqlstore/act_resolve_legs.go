package sqlstore

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// targets are the legs a resolution is about: the one it names, those that a person has to act on, or, of a
// refund that waits as a whole, everything that is not paid. Nothing is decided about a leg whose provider
// has not said its last word, or that another attempt may be sending.
func (t *tx) targets(c *caseRow, r refund.Resolution) ([]*legRow, refund.Answer, error) {
	legs, err := t.legs(c)
	if err != nil {
		return nil, refund.Answer{}, err
	}
	found := live(legs)
	if r.Leg != "" {
		l, err := t.legOf(c, r.Leg)
		if errors.Is(err, ledger.ErrNotFound) {
			return nil, answerOf(refund.CodeNotFound, "there is no leg "+string(r.Leg)), nil
		}
		if err != nil {
			return nil, refund.Answer{}, err
		}
		if rest := unpaid(live(legs)); waitsAsWhole(c) && len(rest) > 0 && (len(rest) > 1 || rest[0] != l) {
			return nil, answerOf(refund.CodeWrongState, "the refund waits as a whole ("+c.lastReason+"): resolve it without naming a leg"), nil
		}
		found = []*legRow{l}
	}
	targets := slices.DeleteFunc(slices.Clone(found), func(l *legRow) bool { return l.Status.Undecided() || !t.waitsForPerson(c, l, r) })
	if len(targets) == 0 && c.status == refund.StatusNeedsAttention {
		targets = unpaid(slices.DeleteFunc(slices.Clone(found), func(l *legRow) bool { return l.Status.Undecided() }))
	}
	for _, l := range targets {
		if until := t.leased(l); until != nil {
			return nil, answerOf(refund.CodeNotNow, fmt.Sprintf("leg %s may be being sent until %s", l.LegID, until.Format(time.RFC3339))), nil
		}
	}
	if len(targets) > 0 {
		return targets, refund.Answer{}, nil
	}
	for _, l := range found {
		if l.Status.Undecided() {
			return nil, answerOf(refund.CodeAlreadySent, fmt.Sprintf("leg %s is %s: nobody knows yet whether it was paid", l.LegID, l.Status)), nil
		}
	}
	return nil, answerOf(refund.CodeWrongState, "no leg waits for a person"), nil
}

// waitsAsWhole: nothing is wrong with the legs: nobody knows yet what the goods are worth, or the customer wants
// an exchange. Acting on one leg would let the others be paid as if nobody had to look.
func waitsAsWhole(c *caseRow) bool {
	return c.status == refund.StatusNeedsAttention && (c.goodsOpen || refund.CodeIn(c.lastReason) == refund.CodeExchangeChosen)
}

// waitsForPerson: a person has to act on the leg, or names one that is not sent yet.
func (t *tx) waitsForPerson(_ *caseRow, l *legRow, r refund.Resolution) bool {
	return l.needsPerson != "" || r.Leg == l.LegID && (l.Status == refund.LegNotSent || l.Status == refund.LegHeld || waitsForBalance(l))
}

// retry lets legs be sent again. What was refused goes under a new key; an instruction that its provider
// has refused is never sent again unchanged.
func (t *tx) retry(c *caseRow, r refund.Resolution, targets []*legRow, rules ledger.Rules) (done, error) {
	cause := refund.Cause{Actor: r.By, Reason: joined("retry:", r.Note)}
	if c.goodsOpen {
		c.note(event{Name: "Resolved", Cause: cause})
		return wasDone("what arrived is judged again"), t.decideByInspection(c, rules)
	}
	var again []*legRow
	for _, l := range targets {
		if mayBeSentAgain(c, l) {
			again = append(again, l)
		}
	}
	if len(again) == 0 {
		return done{Answer: notAgain(targets)}, nil
	}
	c.note(event{Name: "Resolved", Cause: cause})
	c.chosen = ""
	for _, l := range again {
		l.mayRetry, l.stopped = l.Status != refund.LegReserved && l.Status != refund.LegNotSent, ""
		l.balanceSince, l.elsewhere = sql.NullInt64{}, word{}
		if err := t.saveLeg(c, l); err != nil {
			return done{}, err
		}
	}
	return wasDone("it is sent again"), t.goOn(c, cause)
}

// mayBeSentAgain: nothing of the leg moved, and its provider may say something else. What was paid outside
// is not makegood's to pay again, and what was given up stays so.
func mayBeSentAgain(c *caseRow, l *legRow) bool {
	if c.released || l.HasBadInstruction() || l.Via == refund.ViaElsewhere || l.Via == refund.ViaDispute {
		return false
	}
	switch l.Status {
	case refund.LegReserved, refund.LegDeclined, refund.LegFailed, refund.LegNotSent, refund.LegLateFailed, refund.LegHeld:
		return true
	case refund.LegSending, refund.LegSettled, refund.LegPending, refund.LegUnknown, refund.LegRequiresAction,
		refund.LegAbnormal, refund.LegReleased:
	}
	return false
}

func notAgain(targets []*legRow) refund.Answer {
	for _, l := range targets {
		if l.HasBadInstruction() {
			return answerOf(refund.CodeDeclinedInstruction, fmt.Sprintf(
				"leg %s: the provider refused the instruction itself (%s), and it has not changed; "+
					"pay it another way, say where it was paid, or give it up", l.LegID, l.Outcome.Reason))
		}
	}
	return answerOf(refund.CodeWrongState, "nothing of it can be sent again: pay it another way, or give it up")
}

// giveUp releases legs that are not paid. The refund ends when nothing else is open.
func (t *tx) giveUp(c *caseRow, r refund.Resolution, targets []*legRow) error {
	cause := refund.Cause{Actor: r.By, Reason: r.Note}
	c.note(event{Name: "Resolved", Cause: refund.Cause{Actor: r.By, Reason: joined("give_up:", r.Note)}})
	legs, err := t.legs(c)
	if err != nil {
		return err
	}
	rest := slices.DeleteFunc(unpaid(live(legs)), func(l *legRow) bool { return slices.Contains(targets, l) })
	if len(rest) == 0 {
		return t.endGivenUp(c, cause)
	}
	if err := t.giveBack(c, targets, nil); err != nil {
		return err
	}
	for _, l := range targets {
		c.note(event{Name: "LegGivenUp", Leg: l.LegID, Cause: cause})
	}
	return t.follow(c, cause)
}
