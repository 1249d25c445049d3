package workflows

import (
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// aftercare is what comes after the end: the end is told, the policy's goodwill offer is made, a refusal
// stays open for its appeal, and the customer is asked how it went. It is over when none of them is left and
// the case is closed, or when the refund is appealed.
type aftercare struct{ *story }

func (a aftercare) await() {
	a.index()
	a.tell(a.ctx, a.endNotice())
	a.makeOffer()
	for a.standing.Status.Final() && !a.over && !a.mayContinue() {
		a.waitsFor = a.open()
		before := a.standing
		a.waitUntil(func() bool { return !a.standing.Status.Final() || a.open() == "" || a.cancelled() || a.hasNews(before) }, a.deadlines)
		a.tellChange(before)
		if a.standing.Status.Final() && (a.open() == "" || a.cancelled()) {
			a.close()
		}
	}
}

// open says what aftercare still waits for; "" when nothing is.
func (a aftercare) open() string {
	switch {
	case a.standing.Offer.Status == refund.OfferOpen:
		return "the customer's answer to the offer"
	case a.standing.Appealable():
		return "an appeal, until " + a.standing.AppealBy.Format(time.RFC3339)
	case a.surveyAt() != nil:
		return "the time to ask how it went"
	}
	return ""
}

// makeOffer makes the goodwill offer that the policy adds to a paid refund, beside whatever else follows.
// Its budget is held before the customer hears of it. An operator who cancelled makes no offer.
func (a aftercare) makeOffer() {
	if a.standing.OfferFollows && !a.cancelled() {
		a.follow(ask(a.ctx, a.story, activities.OpenOffer, "make the offer, hold its budget", a.story.id))
	}
	if a.standing.Offer.Status == refund.OfferOpen {
		a.tell(a.ctx, refund.NoticeOffer)
	}
}

func (a aftercare) deadlines() (out []deadline) {
	if offer := a.standing.Offer; offer.Status == refund.OfferOpen && offer.By != nil {
		if offer.RemindAt != nil && offer.RemindAt.Before(*offer.By) && !a.wasTold(refund.NoticeOfferReminder) {
			out = append(out, deadline{at: *offer.RemindAt, name: "remind of the offer", do: func() { a.tell(a.ctx, refund.NoticeOfferReminder) }})
		}
		out = append(out, a.ledgerDeadline(refund.DeadlineOffer, *offer.By, "offer expires"))
	}
	if a.standing.Appealable() {
		out = append(out, a.ledgerDeadline(refund.DeadlineAppeal, *a.standing.AppealBy, "the appeal window ends"))
	}
	if at := a.surveyAt(); at != nil {
		out = append(out, deadline{at: *at, name: "ask how it went", do: func() { a.tell(a.ctx, refund.NoticeSurvey) }})
	}
	return out
}

// surveyAt is when the customer is asked how it went, a while after the end; nil: not, or not any more.
func (a aftercare) surveyAt() *time.Time {
	if a.standing.SurveySeconds <= 0 || a.standing.Status == refund.StatusWithdrawn || a.cancelled() || a.wasTold(refund.NoticeSurvey) {
		return nil
	}
	at := a.standing.Since.Add(time.Duration(a.standing.SurveySeconds) * time.Second)
	return &at
}

// hasNews: something changed during the wait that the customer is to be told.
func (a aftercare) hasNews(before refund.Standing) bool {
	return a.standing.Offer.Status != before.Offer.Status || a.standing.Round != before.Round
}

// tellChange tells that an offer was accepted, and that an appeal found nothing to grant.
func (a aftercare) tellChange(before refund.Standing) {
	if a.standing.Offer.Status == refund.OfferAccepted && before.Offer.Status == refund.OfferOpen {
		a.tell(a.ctx, refund.NoticeOfferAccepted)
	}
	if a.standing.Status.Final() && a.standing.Round != before.Round {
		a.index()
		a.tell(a.ctx, refund.NoticeAppealReceived)
		a.tell(a.ctx, a.endNotice())
	}
}

// close ends the case in the ledger, unless the last step has, and with it the story. An act that arrived in
// time may have reopened the refund: then the story goes on.
func (a aftercare) close() {
	a.finishActsInFlight()
	if !a.standing.Status.Final() {
		return
	}
	if !a.standing.Closed {
		why := refund.Cause{Actor: refund.ActorMakegood, Reason: a.standing.Reason}
		if a.cancelled() {
			why = refund.Cause{Actor: refund.ActorOperator, Reason: "the operator cancelled the workflow"}
		}
		a.follow(ask(a.ctx, a.story, activities.CloseRefund, "close", refund.Close{Refund: a.story.id, Cause: why}))
	}
	a.over = a.standing.Closed
}
