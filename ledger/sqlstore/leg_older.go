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
	from := source{Subject: string(c.id), Leg: leg.LegID, Fact: fmt.Sprintf("g%d", in.Generation)}
	booked, err := t.posted(from, ledger.TemplateP12)
	if err != nil {
		return err
	}
	failed, err := t.posted(from, ledger.TemplateP12r)
	if err != nil {
		return err
	}
	switch {
	case in.Outcome.Kind == refund.OutcomeSettled && !booked:
		leg.extraMinor += leg.AmountMinor
		err = t.bookOverReturn(c, leg, from)
	case in.Outcome.Kind == refund.OutcomeFailed && booked && !failed:
		leg.extraMinor -= leg.AmountMinor
		err = t.bookOverReturnFailed(c, leg, from)
	default:
		return nil
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

// paidByOlderKey books what an older generation's key did as the leg's own, while no newer one is sent.
func (t *tx) paidByOlderKey(c *caseRow, leg *legRow, in refund.Record) (bool, error) {
	key := fmt.Sprintf("older/%s/%d/%d", leg.LegID, in.Generation, leg.Generation)
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
	booked, err := t.posted(source{Subject: string(c.id), Leg: leg.LegID, Fact: fmt.Sprintf("g%d", in.Generation)}, ledger.TemplateP12)
	if err != nil || booked {
		return false, err
	}
	c.note(event{Name: "OlderGenerationPaid", Key: key, Leg: leg.LegID, Cause: causeOf(in)})
	return true, t.outcome(c, leg, in)
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
