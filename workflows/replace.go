package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// replaceTriesMax bounds how often a refund is assessed again because the order's history moved
// between the assessment and its reservation. Each try takes milliseconds.
const replaceTriesMax = 25

// historyKeepsMoving is what stands in the way after the last try.
func historyKeepsMoving() *refund.Problem {
	return &refund.Problem{Code: refund.CodeHistoryKeepsMoving, Detail: "other refunds of the order keep changing its history"}
}

// again is a question to the rules about a refund that has a proposal already. An appeal is about what
// the inspection took away, so that it has no say any more.
func (s *story) again() refund.Reassessment {
	ask := refund.Reassessment{
		Cancellation: s.in.Cancellation, Stored: s.proposal, AssessmentHash: s.assessmentHash,
		Settled: s.settled(), UsedLegs: s.usedLegs,
	}
	if !s.appealed() {
		ask.Inspection = s.view.Inspection
	}
	return ask
}

func (s *story) reassess(ctx workflow.Context, in refund.Reassessment) (refund.Proposal, *refund.Problem) {
	answer := local(ctx, activities.ReassessRefund, "assess again", in)
	return answer.Proposal, answer.Problem
}

// replacement is a change of what is reserved: what is asked, and under which key it happens once.
type replacement struct {
	key   string
	ask   refund.Reassessment
	cause refund.Cause
}

// replace assesses again and holds the answer in the place of what is held, in one transaction of
// the ledger. A problem means that everything is as it was. A proposal that refuses the request, or
// needs a person, is returned and not held: the caller knows what to make of it.
func (s *story) replace(ctx workflow.Context, r replacement) (refund.Proposal, *refund.Problem) {
	for range replaceTriesMax {
		p, problem := s.reassess(ctx, r.ask)
		if problem != nil || !p.Assessment.Eligible() {
			return p, problem
		}
		reserved := local(ctx, activities.ReplaceRefund, "reserve "+refund.FormatAmount(p.Assessment.TotalMinor, p.Assessment.Currency)+" instead",
			refund.Replace{Refund: s.id, Key: r.key, Proposal: p, ReplacedHash: s.assessmentHash, Cause: r.cause})
		switch reserved.Result {
		case refund.ReservedNow:
			s.replaced(p, reserved, r.cause)
			return p, nil
		case refund.ReservedBefore:
			s.replaced(*reserved.Stored, reserved, r.cause)
			return *reserved.Stored, nil
		case refund.ReserveRefused:
			return p, &refund.Problem{Code: reserved.Code, Detail: reserved.Detail}
		case refund.ReserveHistoryMoved:
		}
	}
	return refund.Proposal{}, historyKeepsMoving()
}

// replaced goes on with another proposal; agreements to the old one are void.
func (s *story) replaced(p refund.Proposal, reserved refund.Reserved, why refund.Cause) {
	s.take(p, reserved)
	s.approved = reserved.Approved
	s.note("Replaced", refund.TrailEntry{Actor: why.Actor, Reason: why.Reason + ": " + refund.FormatAmount(p.Assessment.TotalMinor, p.Assessment.Currency)})
}

// settled are the legs that are paid.
func (s *story) settled() (legs []refund.Leg) {
	for _, leg := range s.view.Legs {
		if leg.Status == refund.LegSettled {
			legs = append(legs, leg)
		}
	}
	return legs
}
