package workflows

import (
	"slices"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// awaitApproval waits for people, if the stored proposal asks for them: the last decision, a
// withdrawal or an operator's cancel ends the wait. Reminder, escalation and the service level only
// say who is asked and how late it is; they never decide.
func (s *story) awaitApproval() {
	if s.ended || s.approved || s.proposal.ApprovalsRequired == 0 || len(s.unpaid()) == 0 {
		return
	}
	for !s.decided() {
		s.startReview()
		s.rest(s.reviewClock(), s.reviewInterrupted)
		s.awaitInfo()
	}
	s.view.WaitsFor, s.view.ReviewDueAt, s.view.Overdue = "", nil, false
	if why, asked := s.withdrawn(); asked {
		s.release(refund.StatusWithdrawn, why)
		return
	}
	s.rule(*s.decision)
}

// rule carries out the last decision.
func (s *story) rule(d refund.Decision) {
	why := refund.Cause{Actor: d.Reviewer, Reason: string(d.Verb) + ": " + d.Note}
	if d.Message != "" { // who agrees to a lowered amount does not take back why it was lowered
		s.said = d.Message
	}
	if d.Verb == refund.VerbReject {
		s.why = []string{whyReviewer}
		s.release(refund.StatusRejected, why)
		return
	}
	s.approved = true
	s.note("Approved", refund.TrailEntry{Actor: why.Actor, Reason: why.Reason})
	s.tell(s.ctx, refund.NoticeApproved)
}

// whyReviewer is the reason code of a person's no; what they say to the customer goes with it.
const whyReviewer = "REVIEWED"

func (s *story) decided() bool { return s.decision != nil || s.withdrawAsked() }

// reviewInterrupted: decided, or a question goes to the customer first.
func (s *story) reviewInterrupted() bool { return s.decided() || s.asking() }

func (s *story) startReview() {
	terms := s.proposal.Assessment.Review
	due := s.after(terms.DueSeconds)
	s.view.ReviewDueAt, s.view.Overdue = &due, false
	if s.view.NextRole == "" && len(s.proposal.ApprovalRoles) > 0 {
		s.view.NextRole = s.proposal.ApprovalRoles[0]
	}
	s.wait(wait{
		status: refund.StatusAwaitingApproval, why: joined(s.proposal.ApprovalReasons),
		on: "a reviewer's decision", desk: s.desk(),
	})
	if !s.reviewTold {
		s.reviewTold = true
		s.tell(s.ctx, refund.NoticeAwaitingApproval)
	}
	s.show()
}

// reviewClock is what happens while nobody decides.
func (s *story) reviewClock() *clock {
	terms := s.proposal.Assessment.Review
	return newClock(s.ctx,
		deadline{at: s.after(terms.RemindSeconds), given: terms.RemindSeconds > 0, summary: "remind the reviewer", do: s.remind},
		deadline{at: s.after(terms.EscalateSeconds), given: terms.EscalateSeconds > 0, summary: "ask the next role", do: s.escalate},
		deadline{at: *s.view.ReviewDueAt, given: true, summary: "review is due", do: s.markOverdue},
	)
}

func (s *story) remind() {
	tally(s.ctx, metricReminded)
	s.deskMoved("REMINDED", "remind")
	s.callStaff(refund.CallReminder)
}

// escalate asks the role above, which may act for the one below; nobody loses the right to decide.
func (s *story) escalate() {
	to := s.proposal.Assessment.Review.EscalateTo
	asked := s.proposal.ApprovalRoles
	if to != "" && (!slices.Contains(asked, to) || slices.Index(asked, to) > slices.Index(asked, s.view.NextRole)) {
		s.view.NextRole = to // never back to a role that has agreed
	}
	s.view.Assignee = ""
	tally(s.ctx, metricEscalated)
	s.deskMoved("ESCALATED to "+string(s.view.NextRole), "escalate")
	s.callStaff(refund.CallEscalated)
}

func (s *story) markOverdue() {
	s.view.Overdue = true
	tally(s.ctx, metricOverdue)
	s.deskMoved("OVERDUE: no decision until "+s.view.ReviewDueAt.Format(timeForm), "overdue")
	s.callStaff(refund.CallOverdue)
}

// callStaff writes to whoever is asked, beside the story. That nobody could be written to never
// touches the refund: it stands in the list of what waits.
func (s *story) callStaff(kind refund.StaffCallKind) {
	call := refund.StaffCall{
		Refund: s.id, Kind: kind, Review: s.waits, Role: s.view.NextRole, Assignee: s.view.Assignee,
		RequestedBy: s.in.Cancellation.RequestedBy, Market: s.in.Cancellation.Order.Market,
		Currency: s.proposal.Assessment.Currency, TotalMinor: s.proposal.Assessment.TotalMinor,
		Reasons: s.proposal.ApprovalReasons, DueAt: s.view.ReviewDueAt, At: s.now(),
	}
	s.untold++
	workflow.GoNamed(s.ctx, "call staff", func(ctx workflow.Context) {
		defer func() { s.untold-- }()
		called, err := regular(ctx, activities.CallStaff, "write to the reviewers: "+string(kind), call)
		if err != nil {
			tally(ctx, metricUntold)
			return
		}
		for _, who := range called.People {
			s.note("Called", refund.TrailEntry{Actor: refund.ActorMakegood, Reason: string(kind) + " to " + string(who)})
		}
	})
}

// deskMoved writes down who is asked by now, and shows it.
func (s *story) deskMoved(reason, key string) {
	s.note("Desk", refund.TrailEntry{Actor: refund.ActorMakegood, Reason: reason})
	s.keepDesk(s.ctx, key, cause(reason))
	s.show()
}

func (s *story) keepDesk(ctx workflow.Context, key string, why refund.Cause) {
	local(ctx, activities.MarkRefund, "who is asked: "+key, refund.Mark{
		Refund: s.id, Key: s.key("desk", s.waits) + "/" + key, Cause: why, Desk: s.desk(),
	})
}

func (s *story) desk() *refund.Desk {
	return &refund.Desk{Role: s.view.NextRole, Assignee: s.view.Assignee, DueAt: s.view.ReviewDueAt, Overdue: s.view.Overdue}
}
