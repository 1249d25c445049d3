package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// An act that came as an update stands in the history only once its task has been completed. Where a
// worker died between, the ledger has carried the act out and the story has never heard of it. What is
// here lets the story find out, so that nobody is refused for ever what they see.

// catchUp goes on with the proposal and the legs the ledger has.
func (s *story) catchUp(ctx workflow.Context) {
	reserved := local(ctx, activities.ReserveRefund, "look up what is held", refund.Reserve{
		Refund: s.id, Proposal: s.proposal, Cause: cause("look up what is held"),
	})
	if reserved.Result != refund.ReservedBefore || reserved.AssessmentHash == s.assessmentHash && sameLegs(reserved.Legs, s.view.Legs) {
		return
	}
	s.replaced(*reserved.Stored, reserved, cause("changed in a task that was lost"))
	s.refusedPart = s.refusedPart || lowered(s.proposal)
	s.show()
}

func sameLegs(a, b []refund.Leg) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].LegID != b[i].LegID {
			return false
		}
	}
	return true
}

// catchUpResolved: the ledger is out of NeedsAttention, so somebody's resolution was carried out and
// lost. The story goes on from where it left the legs.
func (s *story) catchUpResolved(ctx workflow.Context, ruling refund.Ruling) {
	if ruling.Code != refund.CodeWrongState || ruling.Status == refund.StatusNeedsAttention || len(s.view.Legs) == 0 {
		return
	}
	approved := s.approved
	s.catchUp(ctx)
	s.approved = approved
	s.resolution = &refund.Resolution{Action: refund.ResolveRetry, By: refund.ActorMakegood, Note: "resolved in a task that was lost"}
}

// catchUpEnded: the ledger has released the refund, so somebody's withdrawal was carried out and lost.
// The release that follows answers with the end it had.
func (s *story) catchUpEnded() {
	s.withdrawal = &refund.Withdrawal{By: refund.ActorMakegood, Note: "ended in a task that was lost"}
}
