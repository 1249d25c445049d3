package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// review waits for people: for their decision, and for the customer's answer where they ask for one.
// Reminder, escalation and the service level only say who is asked and how late it is; they never decide.
// An appeal is a review of its own.
type review struct {
	*story
	// reminded is the moment of the reminder that was sent.
	reminded time.Time
}

// await waits until the refund is decided, taken back, or approved and to be paid.
func (r review) await() {
	if r.standing.Appealed() {
		r.tell(r.ctx, refund.NoticeAppealReceived)
	}
	for underReview(r.standing.Status) && !r.interrupted() {
		if r.standing.Status == refund.StatusNeedsInfo {
			r.awaitAnswer()
		} else {
			r.awaitDecision()
		}
	}
	if now := r.standing; now.Approval.Final && !now.Status.Final() && !underReview(now.Status) {
		r.tell(r.ctx, refund.NoticeApproved)
	}
}

func (r *review) awaitDecision() {
	r.waitsFor = "a reviewer's decision"
	r.index()
	r.tell(r.ctx, refund.NoticeAwaitingApproval)
	r.waitUntil(func() bool { return r.standing.Status != refund.StatusAwaitingApproval }, r.deadlines)
}

// deadlines are what happens while nobody decides.
func (r *review) deadlines() (out []deadline) {
	a := r.standing.Approval
	if a.RemindAt != nil && !a.RemindAt.Equal(r.reminded) && a.RemindAt.After(startedAt(r.ctx)) {
		out = append(out, deadline{at: *a.RemindAt, name: "remind the reviewer", do: r.remind})
	}
	if a.EscalateAt != nil && !a.Escalated {
		out = append(out, r.calling(refund.CallEscalated, r.ledgerDeadline(refund.DeadlineEscalate, *a.EscalateAt, "ask the next role")))
	}
	if a.DueAt != nil && !a.Overdue {
		out = append(out, r.calling(refund.CallOverdue, r.ledgerDeadline(refund.DeadlineReview, *a.DueAt, "review is due")))
	}
	return out
}

// startedAt is when this run began. A reminder that was due before that was sent by an earlier run.
func startedAt(ctx workflow.Context) time.Time { return workflow.GetInfo(ctx).WorkflowStartTime }

func (r *review) remind() {
	r.reminded = *r.standing.Approval.RemindAt
	inc(r.ctx, metricReminded)
	r.note(refund.TrailEntry{Event: "Desk", Actor: refund.ActorMakegood, Reason: "REMINDED"})
	r.callStaff(refund.CallReminder)
}

// calling writes to staff once the ledger has passed a deadline.
func (r *review) calling(kind refund.StaffCallKind, d deadline) deadline {
	pass := d.do
	d.do = func() {
		before := r.standing.Approval
		pass()
		if now := r.standing.Approval; now.Escalated != before.Escalated || now.Overdue != before.Overdue {
			r.note(refund.TrailEntry{Event: "Desk", Actor: refund.ActorMakegood, Reason: string(kind)})
			r.callStaff(kind)
		}
	}
	return d
}

// callStaff writes to the reviewers who are asked, while the story goes on. A message that fails changes
// nothing for the refund: it stays in the list of refunds that wait for a person.
func (r *review) callStaff(kind refund.StaffCallKind) {
	now := r.standing
	call := refund.StaffCall{
		Refund: r.id, Kind: kind, Review: int(now.Round) + 1, Role: now.Approval.NextRole, Assignee: now.Approval.Assignee,
		RequestedBy: r.in.Cancellation.RequestedBy, Market: r.in.Cancellation.Order.Market,
		Currency: now.Currency, TotalMinor: now.TotalMinor, Reasons: now.Approval.Reasons, DueAt: now.Approval.DueAt,
		PayBy: now.OwedBy(), PayByLaw: now.PayByLaw, At: r.now(),
	}
	s := r.story
	s.notices.untold++
	workflow.GoNamed(s.ctx, "call staff", func(ctx workflow.Context) {
		defer func() { s.notices.untold-- }()
		called, err := regular(ctx, s, activities.CallStaff, "write to the reviewers: "+foreign.MD(kind), call)
		if err != nil {
			inc(ctx, metricUntold)
			return
		}
		for _, who := range called.People {
			s.note(refund.TrailEntry{Event: "Called", Actor: refund.ActorMakegood, Reason: string(kind) + " to " + string(who)})
		}
	})
}

// awaitAnswer waits for the customer's answer. The review goes on with it, or without it once its time
// has passed; its own clock runs on.
func (r *review) awaitAnswer() {
	r.waitsFor = "the customer's answer"
	r.index()
	r.tell(r.ctx, refund.NoticeNeedsInfo)
	r.waitUntil(func() bool { return r.standing.Status != refund.StatusNeedsInfo }, func() (out []deadline) {
		if q := r.standing.Question; q != nil && q.AnswerBy != nil && !q.Answered {
			out = append(out, r.ledgerDeadline(refund.DeadlineAnswer, *q.AnswerBy, "the answer is due"))
		}
		return out
	})
}
