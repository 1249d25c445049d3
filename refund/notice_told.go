package refund

import "time"

// NoticeAbout is what there is to tell of a refund as it stands. What a kind does not need is left out by its text, not here;
// how the amount came about is looked up when it is told. Its occasion is left to the story, which knows what was told before.
func NoticeAbout(kind NoticeKind, now Standing, order Order, at time.Time) Notice {
	n := Notice{
		Refund: now.Refund, Kind: kind, Status: now.Status, Offer: now.Offer.Status, Reason: now.Reason,
		Customer: order.Customer.CustomerID, Locale: order.Customer.Locale, TimeZone: order.TimeZone,
		Currency: now.Currency, TotalMinor: now.TotalMinor, PaidMinor: now.PaidMinor, AssessmentHash: now.AssessmentHash,
		Ways: waysOf(now, order), Why: now.Why, Message: now.Message, PayBy: now.OwedBy(), AppealBy: now.AppealBy,
		OfferTerms: now.Offer.Terms, OfferBy: now.Offer.By, OfferChoice: now.Offer.Choice, OfferCode: now.Offer.Code,
		ExpectedBy: expectedBy(now.Legs), At: at,
	}
	if n.Offer == "" {
		n.Offer = OfferNone
	}
	if kind == NoticeSent {
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

// NoticeAfter is what the customer is told first of a change that a person's act has made; false: nothing yet.
func NoticeAfter(before, after Standing) (NoticeKind, bool) {
	switch {
	case after.Appealed() && !before.Appealed():
		return NoticeAppealReceived, true
	case after.Status.Final() && !before.Status.Final():
		return EndNotice(after), true
	case after.Offer.Status == OfferAccepted && before.Offer.Status == OfferOpen:
		return NoticeOfferAccepted, true
	case after.Status == StatusNeedsInfo && before.Status != StatusNeedsInfo:
		return NoticeNeedsInfo, true
	case before.Status == StatusAwaitingGoods && (after.Status == StatusPayingOut || after.Status.UnderReview()) && !after.GoodsSentAlone():
		return NoticeInspected, true
	case before.Status.UnderReview() && !after.Status.UnderReview() && after.Approval.Final:
		return NoticeApproved, true
	}
	return "", false
}

// EndNotice is the notice of a final status. "Refunded" is said only by these, after settlement. An appeal is rejected for
// a reason; one that was taken back, or granted and then given up, is not. It panics for another status.
func EndNotice(now Standing) NoticeKind {
	appealRejected := now.Appealed() && len(now.Why) > 0
	switch now.Status {
	case StatusRefunded:
		return NoticeRefunded
	case StatusPartlyRefunded:
		if appealRejected {
			return NoticeAppealRejected
		}
		return NoticePartlyRefunded
	case StatusRejected:
		if appealRejected {
			return NoticeAppealRejected
		}
		return NoticeRejected
	case StatusWithdrawn:
		return NoticeWithdrawn
	case StatusNothingToRefund:
		return NoticeNothing
	case StatusReceived, StatusAssessing, StatusAwaitingGoods, StatusInspected, StatusAwaitingApproval, StatusNeedsInfo, StatusPayingOut,
		StatusNeedsAttention:
	}
	panic("refund: no end notice for status " + string(now.Status))
}

// UnderReview reports whether people, or an answer that they have asked for, are waited for.
func (s Status) UnderReview() bool { return s == StatusAwaitingApproval || s == StatusNeedsInfo }

// GoodsSentAlone: the customer has proved that the goods were sent, and nobody has seen them.
func (s Standing) GoodsSentAlone() bool { return s.Goods != nil && s.Goods.SentProof != nil }

// waysOf are where the money goes, for the estimate of when it arrives.
func waysOf(now Standing, order Order) (out []Way) {
	for _, leg := range now.Legs {
		if !leg.Void && leg.Status != LegReleased {
			way := order.Way(leg.PlannedLeg)
			way.Provider = leg.Provider
			out = append(out, way)
		}
	}
	return out
}
