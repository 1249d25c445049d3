package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// notify tells the customer and other systems how the refund ended, and says it in the search
// attributes: once, for the automatic path.
func (s *story) notify() {
	s.index()
	s.tell(s.ctx, endNotice(s.view.Status))
}

// endNotice is the notice of a final status. "Refunded" is said only here, after settlement.
func endNotice(status refund.Status) refund.NoticeKind {
	switch status {
	case refund.StatusRefunded:
		return refund.NoticeRefunded
	case refund.StatusPartlyRefunded:
		return refund.NoticePartlyRefunded
	case refund.StatusRejected:
		return refund.NoticeRejected
	case refund.StatusWithdrawn:
		return refund.NoticeWithdrawn
	case refund.StatusNothingToRefund:
		return refund.NoticeNothing
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusAwaitingGoods, refund.StatusInspected,
		refund.StatusAwaitingApproval, refund.StatusPayingOut, refund.StatusNeedsAttention:
	}
	panic("workflows: no end notice for status " + string(status))
}

// tell tries once, at once; whoever could not be told is told by the patient activity, while the
// story goes on.
func (s *story) tell(ctx workflow.Context, kind refund.NoticeKind) {
	notice := s.notice(kind)
	if kind == refund.NoticeSent {
		notice.TotalMinor = s.onItsWayMinor()
	}
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
		s.view.Messages[index].Delivery.Problem = "given up after a day"
		return
	}
	s.view.Messages[index].Delivery = delivery
}

func (s *story) notice(kind refund.NoticeKind) refund.Notice {
	return refund.Notice{
		Refund: s.id, Kind: kind, Sequence: len(s.view.Messages) + 1,
		Status: s.view.Status, Offer: s.view.Offer, Reason: s.view.StatusReason,
		Locale:   s.in.Cancellation.Order.Customer.Locale,
		Currency: s.in.Cancellation.Order.Currency, TotalMinor: s.proposal.Assessment.TotalMinor, PaidMinor: s.paidMinor(),
		OfferTerms: s.view.OfferTerms, OfferCode: s.view.OfferCode, ExpectedBy: s.expectedBy, At: s.now(),
	}
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

// index writes the search attributes: at the end of the automatic path, and when a person is
// waited for.
func (s *story) index() {
	waits := !s.ended
	updates := []temporal.SearchAttributeUpdate{
		temporal.NewSearchAttributeKeyKeyword(refund.AttributeStatus).ValueSet(string(s.view.Status)),
		temporal.NewSearchAttributeKeyBool(refund.AttributeNeedsHuman).ValueSet(waits),
	}
	if s.view.Proposal != nil {
		updates = append(updates,
			temporal.NewSearchAttributeKeyKeyword(refund.AttributeRiskBand).ValueSet(string(s.view.Proposal.Verdict.Band)),
			temporal.NewSearchAttributeKeyInt64(refund.AttributeAmountMinor).ValueSet(s.view.Proposal.Assessment.TotalMinor))
	}
	due := temporal.NewSearchAttributeKeyTime(refund.AttributeReviewDueAt)
	switch {
	case waits && s.view.ReviewDueAt != nil:
		updates = append(updates, due.ValueSet(s.view.ReviewDueAt.Truncate(time.Second)))
	case s.view.ReviewDueAt != nil:
		updates = append(updates, due.ValueUnset())
	}
	if err := workflow.UpsertTypedSearchAttributes(s.ctx, updates...); err != nil {
		panic("workflows: " + err.Error())
	}
}

// onItsWayMinor is what providers have accepted: a refused leg is not on its way.
func (s *story) onItsWayMinor() (minor int64) {
	for _, leg := range s.view.Legs {
		if leg.Status == refund.LegPending || leg.Status == refund.LegSettled {
			minor += leg.AmountMinor
		}
	}
	return minor
}
