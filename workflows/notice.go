package workflows

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// notice is what there is to tell by now. What a kind does not need is left out by its text, not
// here.
func (s *story) notice(kind refund.NoticeKind) refund.Notice {
	a := s.proposal.Assessment
	n := refund.Notice{
		Refund: s.id, Kind: kind, Occasion: s.occasion(kind), Sequence: len(s.view.Messages) + 1,
		Status: s.view.Status, Offer: s.view.Offer, Reason: s.view.StatusReason,
		Customer: s.in.Cancellation.Order.Customer.CustomerID, Locale: s.in.Cancellation.Order.Customer.Locale, TimeZone: s.in.Cancellation.Order.TimeZone,
		Currency: s.in.Cancellation.Order.Currency, TotalMinor: a.TotalMinor, PaidMinor: s.paidMinor(),
		Steps: a.Steps, Ways: s.ways(), Why: s.why, Message: s.said, AppealBy: s.view.AppealBy,
		OfferTerms: s.view.OfferTerms, OfferBy: s.view.OfferBy, OfferChoice: s.view.OfferChoice, OfferCode: s.view.OfferCode,
		ExpectedBy: s.expectedBy, At: s.now(),
	}
	if kind == refund.NoticeSent {
		n.TotalMinor = s.onItsWayMinor()
	}
	s.addGoods(&n)
	if s.view.Question != nil {
		n.Question, n.AnswerBy = s.view.Question.Question, s.answerBy
	}
	return n
}

// addGoods says what has to come back, until when, and what was found.
func (s *story) addGoods(n *refund.Notice) {
	goods := s.proposal.Assessment.Goods
	if s.goods != nil {
		goods = s.goods
	}
	if goods == nil {
		return
	}
	n.Goods, n.GoodsFirst, n.ReturnBy = goods.Lines, goods.First, s.view.GoodsBy
	if n.ReturnBy == nil && goods.ReturnSeconds > 0 && !s.ended {
		by := s.after(goods.ReturnSeconds)
		n.ReturnBy = &by
	}
	if s.view.Inspection != nil {
		n.Inspected = s.view.Inspection.Lines
	}
}

// occasion tells apart notices of one kind of which a story may have several. Each of them is told;
// a repeated notice of any other kind is said once.
func (s *story) occasion(kind refund.NoticeKind) string {
	switch kind {
	case refund.NoticeNeedsInfo:
		return string(s.view.Question.InfoID)
	case refund.NoticeAwaitingApproval, refund.NoticeApproved, refund.NoticeRefunded, refund.NoticePartlyRefunded, refund.NoticeSent,
		refund.NoticeRejected, refund.NoticeWithdrawn, refund.NoticeNeedsAttention:
		if s.appealed() {
			return "appeal"
		}
	case refund.NoticeCorrected:
		return fmt.Sprint(len(s.view.Messages))
	case refund.NoticeAcknowledged, refund.NoticeAwaitingGoods, refund.NoticeGoodsReminder, refund.NoticeInspected,
		refund.NoticeNothing, refund.NoticeAppealReceived, refund.NoticeAppealRejected, refund.NoticeOffer, refund.NoticeOfferReminder,
		refund.NoticeOfferAccepted, refund.NoticeSurvey:
	}
	return ""
}

// ways are where the money goes, for the estimate of when it arrives.
func (s *story) ways() []refund.Way {
	var out []refund.Way
	for _, leg := range s.view.Legs {
		if !leg.Void && leg.Status != refund.LegReleased {
			out = append(out, s.in.Cancellation.Order.Way(leg.PlannedLeg))
		}
	}
	return out
}

// onItsWayMinor is what providers have accepted of what is paid out now: a refused leg is not on its
// way, and what was paid before an appeal has arrived.
func (s *story) onItsWayMinor() (minor int64) {
	for _, leg := range s.view.Legs {
		if leg.Status == refund.LegPending || leg.Status == refund.LegSettled {
			minor += leg.AmountMinor
		}
	}
	return minor - s.paidBefore
}
