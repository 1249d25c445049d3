package sqlstore

import (
	"fmt"
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// release gives back everything of the refund that was not paid, money and claims: it leaves the order's
// sequence (MONEY C2). What was sent and has no final word can not be given back.
func (t *tx) release(c *caseRow) error {
	legs, err := t.legs(c)
	if err != nil {
		return err
	}
	for _, l := range live(legs) {
		if l.Status.Undecided() {
			return invariant("%s released with leg %s %s", c.id, l.LegID, l.Status)
		}
	}
	kept, err := t.keptBackToRelease(c, legs)
	if err != nil {
		return err
	}
	if err := t.pointsBack(c); err != nil {
		return err
	}
	if err := t.giveBack(c, unpaid(legs), kept); err != nil {
		return err
	}
	if err := t.unclaim(c); err != nil {
		return err
	}
	paid := paidOf(legs)
	c.released = true
	return t.exec(`UPDATE reservations SET amount_minor = $1, released = $2 WHERE refund = $3`, paid, paid == 0, c.id)
}

// endReleased releases the refund and ends it: with what was paid of it, it is refunded in part.
func (t *tx) endReleased(c *caseRow, to refund.Status, e event) error {
	legs, err := t.legs(c)
	if err != nil {
		return err
	}
	if c.disposition == refund.DispositionPay {
		if err := t.release(c); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(live(legs), func(l *legRow) bool { return l.Status == refund.LegSettled && !l.Void }) {
		to = refund.StatusPartlyRefunded
	}
	return t.end(c, to, e)
}

// reasonGivenUp begins the reason of what a person gave up: nothing was judged, so nothing can be appealed.
const reasonGivenUp = "GIVEN_UP"

// endGivenUp ends a refund of which everything is paid or given up.
func (t *tx) endGivenUp(c *caseRow, cause refund.Cause) error {
	c.refusedPart = false
	cause.Reason = reasonGivenUp + ": " + cause.Reason
	return t.endReleased(c, refund.StatusRejected, event{Name: "Released", Cause: cause})
}

// unpaid are the legs that use headroom without having been paid.
func unpaid(legs []*legRow) (out []*legRow) {
	for _, l := range legs {
		if holds(l) {
			out = append(out, l)
		}
	}
	return out
}

// giveBack gives back legs that were not paid, and what was kept back with them: P4 before anything was
// begun, P5x after.
func (t *tx) giveBack(c *caseRow, legs []*legRow, kept []keptBackRow) error {
	if len(legs) == 0 && len(kept) == 0 {
		return nil
	}
	posting, err := t.releasePosting(c, legs, kept)
	if err != nil {
		return err
	}
	version, err := t.orderVersion(c) // parts are given up, and what fails late is, one after the other
	if err != nil {
		return err
	}
	from := source{Subject: string(c.id), Fact: fmt.Sprintf("release/%d", version)}
	if err := t.bonusesBack(c, legs, from); err != nil {
		return err
	}
	if err := t.post(from, posting, nil); err != nil {
		return err
	}
	if err := t.unvoidCards(c, len(unpaid(c.legs)) == len(legs) && paidOf(c.legs) == 0); err != nil {
		return err
	}
	if err := t.releaseKept(c, kept); err != nil {
		return err
	}
	for _, l := range legs {
		l.Status, l.givenUp, l.unheldMinor, l.mayRetry, l.stopped, l.heldFrom = refund.LegReleased, true, 0, false, "", ""
		if err := t.saveLeg(c, l); err != nil {
			return err
		}
	}
	return t.moveVersion(c.merchant, c.order)
}

func (t *tx) releasePosting(c *caseRow, legs []*legRow, kept []keptBackRow) (ledger.Posting, error) {
	parts, now, err := t.releaseParts(legs, kept)
	if err != nil {
		return ledger.Posting{}, err
	}
	if !c.recognised {
		return ledger.PostRelease(parts)
	}
	r, err := t.recognition(c)
	if err != nil {
		return ledger.Posting{}, err
	}
	return ledger.PostGiveUp(parts, r.GivenUp(givenUpBefore(c.legs), now, funded(kept)))
}

// givenUpBefore is what of the proposal was given up so far.
func givenUpBefore(legs []*legRow) (minor int64) {
	for _, l := range live(legs) {
		if l.Status == refund.LegReleased && l.givenUp {
			minor += l.AmountMinor
		}
	}
	return minor
}
