package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// notify tells the customer and other systems how the refund ended, and says it in the search
// attributes: once, for the automatic path.
func (s *story) notify() {
	s.setAppealWindow()
	s.index()
	s.tell(s.ctx, s.endNotice())
}

// endNotice is the notice of a final status. "Refunded" is said only here, after settlement. An appeal
// is rejected for a reason; one that was taken back, or granted and then given up, is not.
func (s *story) endNotice() refund.NoticeKind {
	appealRejected := s.appealed() && len(s.why) > 0
	switch s.view.Status {
	case refund.StatusRefunded:
		return refund.NoticeRefunded
	case refund.StatusPartlyRefunded:
		if appealRejected {
			return refund.NoticeAppealRejected
		}
		return refund.NoticePartlyRefunded
	case refund.StatusRejected:
		if appealRejected {
			return refund.NoticeAppealRejected
		}
		return refund.NoticeRejected
	case refund.StatusWithdrawn:
		return refund.NoticeWithdrawn
	case refund.StatusNothingToRefund:
		return refund.NoticeNothing
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected,
		refund.StatusAwaitingApproval, refund.StatusNeedsInfo, refund.StatusPayingOut, refund.StatusNeedsAttention:
	}
	panic("workflows: no end notice for status " + string(s.view.Status))
}

// tell tries once, at once; whoever could not be told is told by the patient activity, while the
// story goes on.
func (s *story) tell(ctx workflow.Context, kind refund.NoticeKind) {
	notice := s.notice(kind)
	index := len(s.view.Messages)
	s.view.Messages = append(s.view.Messages, refund.NoticeMark{Kind: kind, At: notice.At})
	delivery, err := tried(ctx, activities.Tell, "tell: "+string(kind), activities.Telling{Notice: notice, Contact: s.in.Contact})
	s.view.Messages[index].Delivery = delivery
	if err == nil && delivery.Complete() {
		return
	}
	s.untold++
	workflow.GoNamed(ctx, "deliver "+string(kind), func(ctx workflow.Context) {
		s.deliver(ctx, index, activities.Undelivered{Notice: notice, Delivery: delivery})
	})
}

// deliver tells whoever is left, for a day. Its failure never touches the refund; the view says
// who was not told.
func (s *story) deliver(ctx workflow.Context, index int, in activities.Undelivered) {
	defer func() { s.untold-- }()
	delivery, err := regular(ctx, activities.DeliverNotice, "tell again: "+string(in.Notice.Kind), in)
	if err != nil {
		tally(ctx, metricUntold)
		in.Delivery = activities.ToldSoFar(err, in.Delivery)
		in.Delivery.Problem = "given up after a day"
		local(ctx, activities.GiveUpNotice, "note that nobody tells it any more", in)
		delivery = in.Delivery
	}
	s.view.Messages[index].Delivery = delivery
}

// tellSent tells the customer once that money is on its way, when a provider accepted it but has
// not settled it yet.
func (s *story) tellSent(ctx workflow.Context, leg refund.Leg) {
	if s.sentTold || leg.Status != refund.LegPending {
		return
	}
	s.sentTold = true
	s.expectedBy = leg.Outcome.ExpectedBy
	s.tell(ctx, refund.NoticeSent)
}
