package workflows

import (
	"fmt"
	"slices"
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// Assessing again is bounded: the first tries follow at once, the later ones after a pause; after
// the last a person is asked.
const (
	assessTriesQuick = 5
	assessTriesMax   = 25
	assessPause      = 2 * time.Second
)

// assessAndReserve assesses the request, scores its risk and holds what it is entitled to. The
// reservation is taken before any wait for a person. The story goes on only with what the ledger
// stored: a batch that runs again after a crash cannot contradict itself.
func (s *story) assessAndReserve() {
	s.enter(refund.StatusAssessing, cause("assess the request"))
	for done := false; !done && !s.ended; {
		done = s.reserve(local(s.ctx, activities.AssessRefund, "assess by policy, score risk", s.in.Cancellation))
	}
}

// pauseAssessing spaces out the tries, and asks a person after the last.
func (s *story) pauseAssessing() {
	if s.tries >= assessTriesMax {
		s.tries = 0
		moving := historyKeepsMoving()
		s.parkUnreserved(moving.Code, moving.Detail)
	} else if s.tries >= assessTriesQuick {
		awaitUntil(s.ctx, assessPause, "assess again", never)
	}
}

// reserve stores the proposal and holds its money. It reports false when the request has to be
// assessed again.
func (s *story) reserve(p refund.Proposal) bool {
	reserved := local(s.ctx, activities.ReserveRefund, "reserve "+refund.FormatAmount(p.Assessment.TotalMinor, p.Assessment.Currency),
		refund.Reserve{Refund: s.id, Proposal: p, Cause: cause("assessed by " + p.Assessment.Policy.String())})
	switch reserved.Result {
	case refund.ReservedNow:
		s.adopt(p, reserved)
	case refund.ReservedBefore:
		s.adopt(*reserved.Stored, reserved)
	case refund.ReserveHistoryMoved:
		s.tries++
		s.pauseAssessing()
		return false
	case refund.ReserveRefused:
		if reserved.Status.Final() { // given up or withdrawn before anything was held, and then reset
			s.end(reserved.Status, cause("ended in an earlier run"))
			return true
		}
		s.view.Proposal = &p
		s.parkUnreserved(reserved.Code, reserved.Detail)
		return s.ended
	}
	return true
}

// adopt makes the stored proposal the story's own, and ends the story where it says so.
func (s *story) adopt(stored refund.Proposal, reserved refund.Reserved) {
	s.take(stored, reserved)
	s.approved = reserved.Approved
	s.acknowledge()
	why := joined(stored.Assessment.Reasons)
	switch stored.Assessment.Disposition {
	case refund.DispositionPay:
		if reserved.Status.Final() {
			s.recall(reserved.Status)
			s.end(reserved.Status, cause("ended in an earlier run"))
		}
	case refund.DispositionNothing:
		s.end(refund.StatusNothingToRefund, cause(why))
	case refund.DispositionReject:
		s.why = stored.Assessment.Reasons
		s.end(refund.StatusRejected, cause(why))
	case refund.DispositionAttention:
		panic(fmt.Sprintf("workflows: %s reserved without an amount", s.id))
	}
	s.note("Reserved", refund.TrailEntry{Actor: refund.ActorMakegood, Reason: why})
}

// recall finds in the ledger what was refused in a run before this one (a reset forgot it), so that it
// can still be appealed.
func (s *story) recall(ended refund.Status) {
	s.refusedPart = lowered(s.proposal)
	if ended != refund.StatusRejected {
		return
	}
	switch code := string(refund.CodeIn(s.reason)); code {
	case givenUp:
	case whyNotReceived, whyNotAccepted:
		s.why = []string{code}
	default:
		s.why = []string{whyReviewer}
	}
}

// lowered: a person took something off.
func lowered(p refund.Proposal) bool {
	return slices.ContainsFunc(p.Assessment.Components, func(c refund.Component) bool {
		return c.Kind == refund.ComponentAdjustment && c.AmountMinor < 0
	})
}

// take puts a stored proposal and its legs in the place of what the story went by so far.
func (s *story) take(stored refund.Proposal, reserved refund.Reserved) {
	s.proposal, s.assessmentHash = stored, reserved.AssessmentHash
	s.view.Proposal, s.view.Legs, s.view.AssessmentHash = &stored, reserved.Legs, reserved.AssessmentHash
	for _, leg := range reserved.Legs {
		if !slices.Contains(s.usedLegs, leg.LegID) {
			s.usedLegs = append(s.usedLegs, leg.LegID)
		}
	}
	s.view.NextRole = reserved.NextRole
	if s.view.NextRole == "" && !reserved.Approved && len(stored.ApprovalRoles) > 0 {
		s.view.NextRole = stored.ApprovalRoles[0]
	}
}

// parkUnreserved parks a refund of which nothing is held yet, until a person sends it through the
// assessment again, gives it up, or it is withdrawn.
func (s *story) parkUnreserved(code refund.Code, detail string) {
	s.acknowledge()
	if s.park(code, detail) {
		s.enter(refund.StatusAssessing, cause("assess again: "+s.resolution.Note))
	}
}

// release gives back what is held and ends the refund; one that was paid in part ends as partly
// refunded. It reports false when the ledger knows of something sent (a reset forgot it): then the
// payout has to be finished first.
func (s *story) release(status refund.Status, why refund.Cause) bool {
	status = s.unlessPaid(status)
	s.ending = true
	answer := local(s.ctx, activities.ReleaseRefund, "release what is held", refund.Release{Refund: s.id, Status: status, Cause: why})
	s.ending = false
	if !answer.Accepted {
		s.note("ReleaseRefused", refund.TrailEntry{Actor: why.Actor, Reason: answer.Detail})
		return false
	}
	if answer.Status != status {
		status, why = answer.Status, cause("ended before this task ran again")
	}
	for i := range s.view.Legs {
		if s.view.Legs[i].Status != refund.LegSettled {
			s.view.Legs[i].Status = refund.LegReleased
		}
	}
	s.end(status, why)
	return true
}

// unlessPaid is the end of a refund of which no more is paid: a part of it may have been.
func (s *story) unlessPaid(status refund.Status) refund.Status {
	if s.paidMinor() > 0 {
		return refund.StatusPartlyRefunded
	}
	return status
}

func (s *story) now() time.Time { return workflowNow(s.ctx) }
