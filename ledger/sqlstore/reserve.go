package sqlstore

import (
	"context"
	"fmt"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// ReserveRefund implements ledger.Cases. The order of checks is MONEY's; nothing is written
// before the last of them has passed.
func (s *Store) ReserveRefund(ctx context.Context, in refund.Reserve) (out refund.Reserved, err error) {
	err = s.write(ctx, "reserve "+string(in.Refund), func(t *tx) error {
		c, err := t.lockCase(in.Refund)
		if err != nil {
			return err
		}
		out, err = t.reserve(c, in)
		return err
	})
	return out, err
}

func (t *tx) reserve(c caseRow, in refund.Reserve) (refund.Reserved, error) {
	if c.disposition != "" {
		return t.reservedBefore(c)
	}
	if c.released || c.closed {
		return refused(c, refund.CodeWrongState, "the refund is "+string(c.status)), nil
	}
	version, err := t.orderVersion(c)
	if err != nil {
		return refund.Reserved{}, err
	}
	a := in.Proposal.Assessment
	if version != a.HistoryVersion {
		return moved(c, fmt.Sprintf("the order is at version %d, assessed at %d", version, a.HistoryVersion)), nil
	}
	switch a.Disposition {
	case refund.DispositionPay:
		return t.reservePay(c, in, version+1)
	case refund.DispositionNothing, refund.DispositionReject:
		return t.storeOpinion(c, in)
	case refund.DispositionAttention:
		// A person looks, and it is assessed anew: nothing is stored that would stand in the way.
		return refused(c, needsPerson(a), "the assessment needs a person"), nil
	}
	return refund.Reserved{}, invariant("disposition %q", a.Disposition)
}

// needsPerson is the first of the assessment's reasons.
func needsPerson(a refund.Assessment) refund.Code {
	if len(a.Reasons) == 0 {
		return refund.CodeNotSupported
	}
	return refund.Code(a.Reasons[0])
}

func refused(c caseRow, code refund.Code, detail string) refund.Reserved {
	return refund.Reserved{Result: refund.ReserveRefused, Code: code, Detail: detail, Status: c.status}
}

func moved(c caseRow, detail string) refund.Reserved {
	return refund.Reserved{Result: refund.ReserveHistoryMoved, Detail: detail, Status: c.status}
}

// reservedBefore answers with what was stored: only that counts.
func (t *tx) reservedBefore(c caseRow) (refund.Reserved, error) {
	p, err := t.proposal(c.id)
	if err != nil {
		return refund.Reserved{}, err
	}
	legs, err := t.legs(c.id)
	if err != nil {
		return refund.Reserved{}, err
	}
	next, err := t.nextRole(c, p)
	return refund.Reserved{
		Result: refund.ReservedBefore, Stored: &p, Status: c.status, Legs: plainLegs(live(legs)),
		Approved: c.decided == refund.VerbApprove, NextRole: next, AssessmentHash: c.assessmentHash,
	}, err
}

// storeOpinion stores a proposal that holds nothing, so that a second run cannot contradict it.
func (t *tx) storeOpinion(c caseRow, in refund.Reserve) (refund.Reserved, error) {
	hash, err := t.storeProposal(&c, in.Proposal, stored{status: c.status})
	if err != nil {
		return refund.Reserved{}, err
	}
	err = t.record(c, event{Name: "Assessed", Key: "reserve", Cause: in.Cause})
	return refund.Reserved{Result: refund.ReservedNow, Status: c.status, AssessmentHash: hash}, err
}

// reservePay holds the money, claims the lines and stores the proposal.
func (t *tx) reservePay(c caseRow, in refund.Reserve, version int64) (refund.Reserved, error) {
	a := in.Proposal.Assessment
	if err := t.checkProposal(c, a); err != nil {
		return refund.Reserved{}, err
	}
	answer, p, err := t.checkReserve(c, wanted{Proposal: in.Proposal, fresh: a})
	if err != nil || answer.Result != "" {
		return answer, err
	}
	if err := t.hold(c, a, p, slot{fact: "reserve"}); err != nil {
		return refund.Reserved{}, err
	}
	if err := t.claim(c, a, 0); err != nil {
		return refund.Reserved{}, err
	}
	return t.storeReserved(c, in, version)
}

// checkProposal stops what only a bug could propose.
func (t *tx) checkProposal(c caseRow, a refund.Assessment) error {
	if a.Currency != c.currency {
		return invariant("assessed in %s, the order is in %s", a.Currency, c.currency)
	}
	if _, err := ledger.NewRecognition(c.merchant, a, nil); err != nil {
		return err
	}
	return checkSums(a)
}

// storeReserved writes the case's row, after everything it stands for was written.
func (t *tx) storeReserved(c caseRow, in refund.Reserve, version int64) (refund.Reserved, error) {
	to := statusOf(in.Proposal)
	hash, err := t.storeProposal(&c, in.Proposal, stored{status: to, version: version})
	if err != nil {
		return refund.Reserved{}, err
	}
	if err := t.moveVersion(c.merchant, c.order); err != nil {
		return refund.Reserved{}, err
	}
	if err := t.record(c, event{Name: "Reserved", Key: "reserve", To: to, Cause: in.Cause}); err != nil {
		return refund.Reserved{}, err
	}
	legs, err := t.legs(c.id)
	return refund.Reserved{
		Result: refund.ReservedNow, Status: to, Legs: plainLegs(legs), NextRole: firstRole(in.Proposal), AssessmentHash: hash,
	}, err
}

// statusOf is where a refund stands when its proposal has just been held.
func statusOf(p refund.Proposal) refund.Status {
	if goods := p.Assessment.Goods; goods != nil && goods.First && !appealed(p) {
		return refund.StatusAwaitingGoods
	}
	if p.ApprovalsRequired > 0 {
		return refund.StatusAwaitingApproval
	}
	return refund.StatusPayingOut
}
