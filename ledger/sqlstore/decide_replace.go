package sqlstore

import (
	"slices"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// fresh is the part of a proposal that is to be held now. Legs that have settled stay: the proposal contains
// them unchanged, and its other legs have new ids. ErrInvariant otherwise.
func (o own) fresh(a refund.Assessment) (refund.Assessment, error) {
	stored := map[refund.LegID]*legRow{}
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
		if was.replaced || was.Status != refund.LegSettled || was.PaymentID != l.PaymentID || was.AmountMinor != l.AmountMinor || was.CaptureID != l.CaptureID {
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

// handBack releases the old reservation: money (P4), bonuses (P16d), what was kept back and the
// claims. It returns the first free position of claims.
func (t *tx) handBack(c *caseRow, fact string, o own) (int, error) {
	from := source{Subject: string(c.id), Fact: fact}
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

// retire ends a leg that a new proposal replaces. Should it settle after all, its money is booked as returned
// beyond what was owed (P12).
func (t *tx) retire(c *caseRow, l *legRow) error {
	if l.Status == refund.LegSettled {
		return nil
	}
	l.Status, l.replaced, l.givenUp, l.unheldMinor, l.mayRetry, l.stopped, l.heldFrom = refund.LegReleased, true, true, 0, false, "", ""
	return t.saveLeg(c, l)
}

// appealed reports whether a proposal was made on an appeal.
func appealed(p refund.Proposal) bool {
	return slices.Contains(p.ApprovalReasons, refund.ReasonAppealed) ||
		slices.Contains(p.Assessment.ApprovalReasons, refund.ReasonAppealed)
}
