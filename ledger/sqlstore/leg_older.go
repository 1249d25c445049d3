package sqlstore

import (
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// staleOutcome books what came of an older generation: its proof that nothing moved was wrong. Where the present
// generation has moved nothing, the money is the leg's own, which is not sent again. Otherwise it is booked as
// returned beside whatever the present generation does; a failure takes that back; any other word is known already.
func (t *tx) staleOutcome(c *caseRow, leg *legRow, in refund.Record) error {
	if own, err := t.paidByOlderKey(c, leg, in); err != nil || own {
		return err
	}
	return t.besideOwn(c, leg, in)
}

// besideOwn books what a key did that is not the one by which the leg is paid: money is returned once more than is
// owed, and a failure takes that back.
func (t *tx) besideOwn(c *caseRow, leg *legRow, in refund.Record) error {
	from, returned, err := t.besideSource(c, leg, in.Generation)
	if err != nil {
		return err
	}
	payout := payoutOf(c, leg)
	payout.Cost = ledger.Cost{} // that is of the key by which the leg is paid
	switch {
	case in.Outcome.Kind == refund.OutcomeSettled && !returned:
		leg.extraMinor += leg.AmountMinor
		err = t.bookOverReturn(c, payout, from)
	case in.Outcome.Kind == refund.OutcomeFailed && returned:
		leg.extraMinor -= leg.AmountMinor
		err = t.bookOverReturnFailed(c, payout, from)
	default:
		return nil
	}
	if err == nil {
		err = t.spendBeside(c, leg, from, returned)
	}
	if err != nil {
		return err
	}
	if err := t.saveLeg(c, leg); err != nil {
		return err
	}
	c.note(event{Name: "OlderGeneration" + string(in.Outcome.Kind), Leg: leg.LegID, Cause: causeOf(in)})
	return nil
}

// besideSource names the next fact of a generation beside the leg's own, and whether its money is returned as the
// books stand: it may be paid and fail several times.
func (t *tx) besideSource(c *caseRow, leg *legRow, generation int) (from source, returned bool, err error) {
	from = source{Subject: string(c.id), Leg: leg.LegID, Fact: fmt.Sprintf("g%d", generation)}
	for n := 2; ; n++ {
		booked, err := t.posted(from, ledger.TemplateP12)
		if err != nil || !booked {
			return from, false, err
		}
		failed, err := t.posted(from, ledger.TemplateP12r)
		if err != nil || !failed {
			return from, true, err
		}
		from.Fact = fmt.Sprintf("g%d/%d", generation, n)
	}
}

// paidByOlderKey books what an older generation's key did as the leg's own, while no newer one is sent.
func (t *tx) paidByOlderKey(c *caseRow, leg *legRow, in refund.Record) (bool, error) {
	key := olderKey(leg, in.Generation)
	known, err := t.recorded(c.id, key)
	if err != nil {
		return false, err
	}
	settled, failed := in.Outcome.Kind == refund.OutcomeSettled, in.Outcome.Kind == refund.OutcomeFailed
	if known && !leg.Status.Undecided() && (settled || failed) {
		return true, t.outcome(c, leg, in)
	}
	if known || !settled || !movedNothing(statusBefore(leg)) {
		return known, nil
	}
	if _, returned, err := t.besideSource(c, leg, in.Generation); err != nil || returned {
		return false, err
	}
	c.note(event{Name: "OlderGenerationPaid", Key: key, Leg: leg.LegID, Cause: causeOf(in)})
	leg.keepWords() // before the outcome is another generation's
	return true, t.outcome(c, leg, in)
}

// paidByOther: the leg is as an older generation's key has left it, and not its present one's.
func (t *tx) paidByOther(c *caseRow, leg *legRow) (bool, error) {
	for generation := 1; generation < leg.Generation; generation++ {
		known, err := t.paidByGeneration(c, leg, generation)
		if err != nil || known {
			return known, err
		}
	}
	return false, nil
}

// paidByGeneration: the leg is as the key of this older generation has left it.
func (t *tx) paidByGeneration(c *caseRow, leg *legRow, generation int) (bool, error) {
	return t.recorded(c.id, olderKey(leg, generation))
}

// olderKey names the fact that an older generation paid the leg while its present one moved nothing.
func olderKey(leg *legRow, generation int) string {
	return fmt.Sprintf("older/%s/%d/%d", leg.LegID, generation, leg.Generation)
}

// movedNothing: the provider's last word on the leg's present key is that nothing moved.
func movedNothing(s refund.LegStatus) bool {
	switch s {
	case refund.LegNotSent, refund.LegDeclined, refund.LegFailed, refund.LegLateFailed:
		return true
	case refund.LegReserved, refund.LegSending, refund.LegPending, refund.LegUnknown, refund.LegRequiresAction, refund.LegAbnormal,
		refund.LegSettled, refund.LegHeld, refund.LegReleased:
	}
	return false
}
