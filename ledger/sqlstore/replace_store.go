package sqlstore

import (
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// fresh is what of a proposal is to be held now. What has settled stays: the proposal contains it
// unchanged, and its other legs have new ids. ErrInvariant otherwise.
func (o own) fresh(a refund.Assessment) (refund.Assessment, error) {
	stored := map[refund.LegID]legRow{}
	stays := 0
	for _, l := range o.legs {
		stored[l.LegID] = l
		if l.Status == refund.LegSettled && !l.replaced {
			stays++
		}
	}
	planned := a.Legs
	a.Legs = nil
	for _, l := range planned {
		was, known := stored[l.LegID]
		if !known {
			a.Legs = append(a.Legs, l)
			continue
		}
		if was.replaced || was.Status != refund.LegSettled || was.PaymentID != l.PaymentID || was.AmountMinor != l.AmountMinor {
			return a, invariant("leg %s of %d is %s with %d: a new leg needs a new id", l.LegID, l.AmountMinor, was.Status, was.AmountMinor)
		}
		stays--
	}
	if stays != 0 {
		return a, invariant("the proposal leaves out what has settled")
	}
	a.KeptBack = slices.Clone(a.KeptBack)
	for _, k := range o.restored {
		a.KeptBack = withoutRestored(a.KeptBack, k)
	}
	return a, nil
}

// handBack gives the old reservation back: money (P4), bonuses (P16d), what was kept back and the
// claims. It returns the first free position of claims.
func (t *tx) handBack(c caseRow, version int64, o own) (int, error) {
	from := source{Subject: string(c.id), Fact: replacement(version)}
	parts, _, err := t.releaseParts(o.legs, o.kept)
	if err != nil {
		return 0, err
	}
	p, err := ledger.PostRelease(parts)
	if err := t.post(from, p, err); err != nil {
		return 0, err
	}
	if err := t.bonusesBack(c, o.legs, from); err != nil {
		return 0, err
	}
	if err := t.releaseKept(c, o.kept); err != nil {
		return 0, err
	}
	for _, l := range live(o.legs) {
		if err := t.retire(c, l); err != nil {
			return 0, err
		}
	}
	if err := t.unclaim(c); err != nil {
		return 0, err
	}
	return t.claimsReplaced(c)
}

// retire ends a leg whose place is taken. What settles of it after all is returned beyond what is
// owed (P12).
func (t *tx) retire(c caseRow, l legRow) error {
	if l.Status == refund.LegSettled {
		return nil
	}
	l.Status, l.replaced, l.givenUp, l.unheldMinor, l.mayRetry = refund.LegReleased, true, true, 0, false
	if err := t.flagLeg(c, l); err != nil {
		return err
	}
	return t.saveLeg(c, l)
}

// storeReplaced writes the case's row: approvals of the old proposal are void, and a refund that
// was refused is open again.
func (t *tx) storeReplaced(c caseRow, in refund.Replace, s stored) (refund.Reserved, error) {
	was := c
	round, err := t.roundOf(c, in.Proposal)
	if err != nil {
		return refund.Reserved{}, err
	}
	hash, err := t.storeProposal(&c, in.Proposal, s)
	if err != nil {
		return refund.Reserved{}, err
	}
	released := c.released && s.version == 0 // what holds nothing opens nothing
	asked := ""
	if s.status != refund.StatusAwaitingApproval {
		asked = ", " + clearDesk
	}
	err = t.exec(`UPDATE refunds SET decided = '', released = $1, round = $2, last_reason = $3`+asked+` WHERE refund = $4`,
		released, round, in.Cause.Reason, c.id)
	if err != nil {
		return refund.Reserved{}, err
	}
	if err := t.correct(c, in.Proposal, replacement(in.Proposal.Assessment.HistoryVersion)); err != nil {
		return refund.Reserved{}, err
	}
	if err := t.moveVersion(c.merchant, c.order); err != nil {
		return refund.Reserved{}, err
	}
	was.policy = c.policy
	if err := t.record(was, event{Name: "Replaced", Key: replacedBy(in), To: s.status, Cause: in.Cause}); err != nil {
		return refund.Reserved{}, err
	}
	legs, err := t.legs(c.id)
	return refund.Reserved{
		Result: refund.ReservedNow, Status: s.status, Legs: plainLegs(live(legs)), NextRole: firstRole(in.Proposal), AssessmentHash: hash,
	}, err
}

// roundOf counts an appeal: a refund that a person or the rules refused, or a proposal that says it was appealed in
// the place of one that does not.
func (t *tx) roundOf(c caseRow, p refund.Proposal) (int64, error) {
	old, err := t.proposal(c.id)
	if err != nil {
		return 0, err
	}
	if c.released || c.disposition == refund.DispositionReject || appealed(p) && !appealed(old) {
		return c.round + 1, nil
	}
	return c.round, nil
}

func appealed(p refund.Proposal) bool {
	return slices.Contains(p.ApprovalReasons, refund.ReasonAppealed) ||
		slices.Contains(p.Assessment.ApprovalReasons, refund.ReasonAppealed)
}
