package workflows

import (
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// awaitApproval waits for a person, if the stored proposal asks for one: a decision, a
// withdrawal or an operator's cancel ends the wait; the service level's timer only marks the
// refund overdue, it never decides.
func (s *story) awaitApproval() {
	if s.ended || s.approved || s.proposal.ApprovalsRequired == 0 {
		return
	}
	s.startReview()
	if !awaitUntil(s.ctx, s.view.ReviewDueAt.Sub(s.now()), "review is due", s.decided) {
		s.markOverdue()
		await(s.ctx, s.decided)
	}
	s.view.WaitsFor = ""
	if why, asked := s.withdrawn(); asked {
		s.release(refund.StatusWithdrawn, why)
		return
	}
	why := refund.Cause{Actor: s.decision.Reviewer, Reason: string(s.decision.Verb) + ": " + s.decision.Note}
	if s.decision.Verb == refund.VerbReject {
		s.release(refund.StatusRejected, why)
		return
	}
	s.approved = true
	s.note("Approved", refund.TrailEntry{Actor: why.Actor, Reason: why.Reason})
}

func (s *story) decided() bool { return s.decision != nil || s.withdrawAsked() }

func (s *story) startReview() {
	due := s.now().Add(time.Duration(s.proposal.Assessment.ReviewSeconds) * time.Second)
	s.view.ReviewDueAt = &due
	s.view.WaitsFor = "a reviewer's decision"
	s.enter(refund.StatusAwaitingApproval, cause(joined(s.proposal.ApprovalReasons)))
	s.index()
	s.tell(s.ctx, refund.NoticeAwaitingApproval)
	s.show()
}

func (s *story) markOverdue() {
	s.view.Overdue = true
	tally(s.ctx, metricOverdue)
	s.note("Overdue", refund.TrailEntry{Actor: refund.ActorMakegood, Reason: "no decision until " + s.view.ReviewDueAt.Format(time.RFC3339)})
	local(s.ctx, activities.MarkRefund, "mark overdue", refund.Mark{
		Refund: s.id, Key: "overdue", Cause: cause("OVERDUE"),
	})
	s.show()
}
