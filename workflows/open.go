package workflows

import (
	"strings"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// request claims (merchant, order, request); what is new is acknowledged as soon as its amount is
// known. It reports whether the story is over before it began: the ledger outlives Temporal's
// retention, so a request may have been paid in a run that nobody remembers.
func (s *story) request() (over bool) {
	opened := local(s.ctx, activities.OpenRefund, "claim the request, register the order", refund.Open{
		Digest: s.in.Digest, Cancellation: s.in.Cancellation,
		RunID: workflow.GetInfo(s.ctx).WorkflowExecution.RunID,
	})
	s.claimed = true
	switch opened.Result {
	case refund.OpenedNew:
		s.note("Received", refund.TrailEntry{To: refund.StatusReceived, Actor: s.in.Cancellation.RequestedBy, Reason: string(s.in.Cancellation.Reason)})
		s.unacknowledged = true
		return false
	case refund.OpenedOrderMismatch:
		s.unacknowledged = true // new as well, and a person will look at it
		s.note("OrderMismatch", refund.TrailEntry{Actor: refund.ActorMakegood, Reason: strings.Join(opened.Differences, "; ")})
		return false
	case refund.OpenedSame:
		if !opened.Closed {
			s.reason = opened.Reason
			return false
		}
		s.before = opened
		s.view.Offer = opened.Offer
		s.end(opened.Status, cause("claimed and closed in an earlier run: "+opened.Reason))
	case refund.OpenedConflict:
		s.end(refund.StatusRejected, cause(string(refund.CodeConflict)+": the same key was claimed with another body"))
	}
	s.index()
	return true
}

// acknowledge tells the customer once that the request is here, with the amount where there is one.
func (s *story) acknowledge() {
	if s.unacknowledged {
		s.unacknowledged = false
		s.tell(s.ctx, refund.NoticeAcknowledged)
	}
}
