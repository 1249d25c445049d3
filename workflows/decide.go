package workflows

import (
	"strings"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// decide has the ledger claim the request, assess it and hold the money, or goes on with the refund that the
// ledger has already. It
// reports whether the story is over before it began: the ledger outlives Temporal's retention, so a request
// may have ended in a run that nobody remembers.
func (s *story) decide() (over bool) {
	in := refund.Decide{
		Digest: s.in.Digest, Cancellation: s.in.Cancellation, RunID: workflow.GetInfo(s.ctx).WorkflowExecution.RunID,
		Claims: []refund.MessageClaim{s.claim(refund.NoticeAcknowledged)}, Attested: s.in.Attested,
	}
	local := in
	local.Contact = &s.in.Contact
	decided := askLocally(s.ctx, s, activities.DecideRefund, "decide: claim, judge and hold", local, in)
	s.follow(decided.Standing)
	s.acts.begin()
	s.requested.decide(s.task(), decided.Result == refund.DecidedConflict)
	switch decided.Result {
	case refund.DecidedNew, refund.DecidedOrderMismatch:
		if len(decided.Differences) > 0 {
			s.note(refund.TrailEntry{Event: "OrderMismatch", Actor: refund.ActorMakegood, Reason: strings.Join(decided.Differences, "; ")})
		}
		s.notices.claimed = s.claim(refund.NoticeAcknowledged).MessageID
		s.tell(s.ctx, refund.NoticeAcknowledged)
		return false
	case refund.DecidedSame:
		over = s.standing.Closed && !s.goesOn()
		s.acknowledgeAgain(over)
	case refund.DecidedConflict:
		s.conflicting, over = true, true
		s.note(refund.TrailEntry{Event: "Conflict", Actor: refund.ActorMakegood, Reason: conflictReason})
	}
	if over {
		s.index()
	}
	return over
}

// goesOn: this run goes on with another one, which may have ended before it told what the ledger closed. What
// is told again has the same id, and nobody hears it twice.
func (s *story) goesOn() bool {
	info := workflow.GetInfo(s.ctx)
	return s.in.Continued != nil || info.OriginalRunID != info.WorkflowExecution.RunID
}

// acknowledgeAgain tells what the run that claimed the request may have been ended before telling: its message is
// claimed in the ledger, and no channel may have taken it. One that has it does not tell it twice.
func (s *story) acknowledgeAgain(over bool) {
	if over || s.wasTold(refund.NoticeAcknowledged) || !acknowledgesAgain(s.ctx) {
		return
	}
	s.tell(s.ctx, refund.NoticeAcknowledged)
}
