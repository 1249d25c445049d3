package workflows

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// notice is what there is to tell by now, from the standing.
func (s *story) notice(kind refund.NoticeKind) refund.Notice {
	n := refund.NoticeAbout(kind, s.standing, s.in.Cancellation.Order, s.now())
	n.Refund, n.Occasion = s.id, s.occasion(kind)
	if s.cancelled() { // an operator who cancelled waits for no appeal
		n.AppealBy = nil
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
