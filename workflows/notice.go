package workflows

import (
	"fmt"
	"time"

	"github.com/makegood/makegood/refund"
)

// notice is what there is to tell by now, from the standing. What a kind does not need is left out by its
// text, not here; what is large is looked up when it is told.
func (s *story) notice(kind refund.NoticeKind) refund.Notice {
	now, order := s.standing, s.in.Cancellation.Order
	n := refund.Notice{
		Refund: s.id, Kind: kind, Occasion: s.occasion(kind), Status: now.Status, Offer: now.Offer.Status, Reason: now.Reason,
		Customer: order.Customer.CustomerID, Locale: order.Customer.Locale, TimeZone: order.TimeZone,
		Currency: now.Currency, TotalMinor: now.TotalMinor, PaidMinor: now.PaidMinor, AssessmentHash: now.AssessmentHash,
		Ways: s.ways(), Why: now.Why, Message: now.Message, PayBy: now.OwedBy(), AppealBy: now.AppealBy,
		OfferTerms: now.Offer.Terms, OfferBy: now.Offer.By, OfferChoice: now.Offer.Choice, OfferCode: now.Offer.Code,
		ExpectedBy: expectedBy(now.Legs), At: s.now(),
	}
	if n.Offer == "" {
		n.Offer = refund.OfferNone
	}
	if s.cancelled() { // an operator who cancelled waits for no appeal
		n.AppealBy = nil
	}
	if kind == refund.NoticeSent {
		n.TotalMinor = onItsWayMinor(now)
	}
	n.ProviderPartMinor, n.BankReferences = arrived(kind, now)
	if now.Goods != nil {
		n.GoodsFirst, n.ReturnBy, n.GoodsSent = now.Goods.First, now.Goods.By, now.Goods.SentProof != nil
	}
	if now.Question != nil {
		n.Question, n.AnswerBy = now.Question.Question, now.Question.AnswerBy
	}
	return n
}

// occasion tells apart notices of one kind of which a story may have several. Each of them is told;
// a repeated notice of any other kind is said once.
func (s *story) occasion(kind refund.NoticeKind) string {
	switch kind {
	case refund.NoticeNeedsInfo:
		return string(s.standing.Question.InfoID)
	case refund.NoticeAwaitingApproval, refund.NoticeApproved, refund.NoticeRefunded, refund.NoticePartlyRefunded, refund.NoticeSent,
		refund.NoticeRejected, refund.NoticeWithdrawn, refund.NoticeNeedsAttention:
		return s.roundOf()
	case refund.NoticeCorrected:
		for _, leg := range s.standing.Legs {
			if leg.Status == refund.LegLateFailed && (s.notices.correcting == "" || s.notices.correcting == leg.LegID) {
				return s.bounced(leg)
			}
		}
	case refund.NoticeAcknowledged, refund.NoticeAwaitingGoods, refund.NoticeGoodsReminder, refund.NoticeInspected,
		refund.NoticeNothing, refund.NoticeAppealReceived, refund.NoticeAppealRejected, refund.NoticeOffer, refund.NoticeOfferReminder,
		refund.NoticeOfferAccepted, refund.NoticeSurvey:
	}
	return ""
}

// bounced names a leg that bounced, by its generation: one that is sent again may bounce again. A correction has names
// of its own, since the workflow before it may have used these.
func (s *story) bounced(leg refund.LegStanding) string {
	return fmt.Sprintf("%s/%d", leg.LegID, leg.Generation) + s.correction()
}

// correction tells apart what a correction tells from what was told before it; "" for a refund's own workflow.
func (s *story) correction() string {
	if c := s.in.Correction; c != nil {
		return fmt.Sprintf("/correction/%s/%d", c.Leg, c.Number)
	}
	return ""
}

// roundOf tells apart what is told of the first look, of an appeal, and after each correction.
func (s *story) roundOf() (round string) {
	if s.standing.Appealed() {
		round = "appeal"
	}
	if n := s.notices.corrections; n > 0 {
		round = fmt.Sprintf("%s/corrected/%d", round, n)
	}
	return round + s.correction()
}

// ways are where the money goes, for the estimate of when it arrives.
func (s *story) ways() (out []refund.Way) {
	for _, leg := range s.standing.Legs {
		if !leg.Void && leg.Status != refund.LegReleased {
			way := s.in.Cancellation.Order.Way(leg.PlannedLeg)
			way.Provider = leg.Provider
			out = append(out, way)
		}
	}
	return out
}

// expectedBy is when a provider expects to settle what it has accepted: the latest of them.
func expectedBy(legs []refund.LegStanding) (latest *time.Time) {
	for _, leg := range legs {
		if leg.Status != refund.LegPending || leg.Outcome == nil || leg.Outcome.ExpectedBy == nil {
			continue
		}
		if latest == nil || leg.Outcome.ExpectedBy.After(*latest) {
			latest = leg.Outcome.ExpectedBy
		}
	}
	return latest
}

// onItsWayMinor is what providers have accepted of what is paid out now: a refused leg is not on its
// way, and what was paid before an appeal has arrived.
func onItsWayMinor(now refund.Standing) (minor int64) {
	for _, leg := range now.Legs {
		if leg.Status == refund.LegPending || leg.Status == refund.LegSettled {
			minor += leg.AmountMinor
		}
	}
	return minor - now.PaidBeforeMinor
}
