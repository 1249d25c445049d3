package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/makegood/makegood/refund"
)

// ReplaceRefund implements ledger.Cases. Everything is checked before anything is written, on the
// order as it would be without the refund's own reservation.
func (s *Store) ReplaceRefund(ctx context.Context, in refund.Replace) (out refund.Reserved, err error) {
	err = s.write(ctx, "replace "+string(in.Refund), func(t *tx) error {
		c, err := t.lockCase(in.Refund)
		if err != nil {
			return err
		}
		out, err = t.replace(c, in)
		return err
	})
	return out, err
}

func (t *tx) replace(c caseRow, in refund.Replace) (refund.Reserved, error) {
	if in.Key == "" {
		return refund.Reserved{}, invariant("a replacement needs a key")
	}
	known, err := t.recorded(c.id, replacedBy(in))
	if err != nil {
		return refund.Reserved{}, err
	}
	if known {
		return t.reservedBefore(c)
	}
	mine, err := t.own(c)
	if err != nil {
		return refund.Reserved{}, err
	}
	if answer := mayReplace(c, in, mine.legs); answer.Result != "" {
		return answer, nil
	}
	version, err := t.orderVersion(c)
	if err != nil {
		return refund.Reserved{}, err
	}
	if a := in.Proposal.Assessment; version != a.HistoryVersion {
		return moved(c, fmt.Sprintf("the order is at version %d, assessed at %d", version, a.HistoryVersion)), nil
	}
	return t.replaceBy(c, in, mine)
}

func replacedBy(in refund.Replace) string { return "replace/" + in.Key }

// mayReplace answers with a result when the refund is not one whose proposal may be replaced.
func mayReplace(c caseRow, in refund.Replace, legs []legRow) refund.Reserved {
	mayAppeal := c.status == refund.StatusRejected || c.status == refund.StatusPartlyRefunded
	switch {
	case c.closed, c.released && !(mayAppeal && appealed(in.Proposal)):
		return refused(c, refund.CodeWrongState, "the refund is over as "+string(c.status))
	case c.disposition == "":
		return refused(c, refund.CodeWrongState, "no proposal is stored that could be replaced")
	case in.ReplacedHash != c.assessmentHash:
		return moved(c, "another proposal is stored by now")
	}
	for _, l := range live(legs) {
		if l.Status.Undecided() {
			return refused(c, refund.CodeAlreadySent, fmt.Sprintf("leg %s is %s", l.LegID, l.Status))
		}
		if l.Status == refund.LegSettled && l.givenUp {
			return refused(c, refund.CodeAlreadySent, fmt.Sprintf("leg %s was given up, and paid after all", l.LegID))
		}
	}
	return refund.Reserved{}
}

func (t *tx) replaceBy(c caseRow, in refund.Replace, mine own) (refund.Reserved, error) {
	switch in.Proposal.Assessment.Disposition {
	case refund.DispositionPay:
		return t.replacePay(c, in, mine)
	case refund.DispositionNothing, refund.DispositionReject:
		return t.replaceOpinion(c, in, mine)
	case refund.DispositionAttention:
		return refused(c, needsPerson(in.Proposal.Assessment), "the assessment needs a person"), nil
	}
	return refund.Reserved{}, invariant("disposition %q", in.Proposal.Assessment.Disposition)
}

// replacePay holds the new proposal in the place of the old one.
func (t *tx) replacePay(c caseRow, in refund.Replace, mine own) (refund.Reserved, error) {
	a := in.Proposal.Assessment
	if err := t.checkProposal(c, a); err != nil {
		return refund.Reserved{}, err
	}
	fresh, err := mine.fresh(a)
	if err != nil {
		return refund.Reserved{}, err
	}
	answer, p, err := t.checkReserve(c, wanted{Proposal: in.Proposal, fresh: fresh, own: mine})
	if err != nil || answer.Result != "" {
		return answer, err
	}
	first, err := t.handBack(c, a.HistoryVersion, mine)
	if err != nil {
		return refund.Reserved{}, err
	}
	if err := t.hold(c, fresh, p, slot{fact: replacement(a.HistoryVersion), leg: len(mine.legs)}); err != nil {
		return refund.Reserved{}, err
	}
	if err := t.claim(c, a, first); err != nil {
		return refund.Reserved{}, err
	}
	return t.storeReplaced(c, in, stored{status: statusOf(in.Proposal), version: a.HistoryVersion + 1})
}

// replaceOpinion stores a proposal that holds nothing in the place of one that may have.
func (t *tx) replaceOpinion(c caseRow, in refund.Replace, mine own) (refund.Reserved, error) {
	settled := func(l legRow) bool { return l.Status == refund.LegSettled }
	if slices.ContainsFunc(live(mine.legs), settled) {
		return refund.Reserved{}, invariant("%s in the place of what was paid", in.Proposal.Assessment.Disposition)
	}
	if err := t.lockPayments(c.merchant, c.order); err != nil {
		return refund.Reserved{}, err
	}
	if _, err := t.handBack(c, in.Proposal.Assessment.HistoryVersion, mine); err != nil {
		return refund.Reserved{}, err
	}
	err := t.exec(`UPDATE reservations SET amount_minor = 0, released = $1 WHERE refund = $2`, true, c.id)
	if err != nil {
		return refund.Reserved{}, err
	}
	return t.storeReplaced(c, in, stored{status: c.status})
}

// replacement names a replacement's postings: the order's version moves with each.
func replacement(version int64) string { return fmt.Sprintf("replace/%d", version) }
