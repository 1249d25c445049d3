package sqlstore

import (
	"cmp"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// statusBefore is what a Held leg was before its dispute, and any other leg's status: what a provider says of it is
// judged by that.
func statusBefore(l *legRow) refund.LegStatus { return cmp.Or(l.heldFrom, l.Status) }

// beginHeld lets a leg that waited for a dispute through the gate once the funds are there again.
func (t *tx) beginHeld(c *caseRow, l *legRow, in refund.Begin) (refund.Begun, error) {
	if needsPerson(l.stopped) {
		return refund.Begun{Result: refund.BeginDone, Generation: l.Generation, Code: l.stopped}, nil
	}
	if closed, err := t.stopped(c, l); err != nil || closed.Result != "" {
		return closed, err
	}
	again, err := t.holdAgain(c, l)
	if err != nil {
		return refund.Begun{}, err
	}
	if !again {
		cause := refund.Cause{Actor: refund.ActorMakegood, Reason: string(l.stopped)}
		return refund.Begun{Result: refund.BeginDone, Generation: l.Generation, Code: l.stopped}, t.follow(c, cause)
	}
	return t.begin(c, l, in)
}

// unhold makes a Held leg what it was before, with nothing held of it, for a fact that moves its money: the fact
// takes what headroom there is, and the rest is excess.
func (t *tx) unhold(c *caseRow, l *legRow) error {
	if l.Status != refund.LegHeld {
		return nil
	}
	l.Status, l.heldFrom, l.unheldMinor = l.heldFrom, "", l.AmountMinor
	return t.recognise(c)
}

// afterOutcome keeps a payment's disputes right after a provider's word: what is held again waits for an open one
// or is discharged by a lost one, and what the customer has too much by a lost one is receivable.
func (t *tx) afterOutcome(c *caseRow, l *legRow) error {
	if l.chargedBackMinor > 0 {
		if err := t.rebalanceLoss(l.ref); err != nil {
			return err
		}
	}
	if ledger.PlaceOf(l.Status) != ledger.ControlHeld || l.Void {
		return nil
	}
	fact := fmt.Sprintf("dispute/g%d/%d", l.Generation, l.facts)
	if l.disputedMinor > 0 {
		return t.holdLegForDispute(c, l, fact)
	}
	return t.failedAfterLoss(c, l, fact)
}
