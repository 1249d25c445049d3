package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// startOffer makes the goodwill offer the policy adds to a paid refund, once, beside whatever else
// follows. Its budget is held before the customer hears of it.
func (s *story) startOffer() {
	terms := s.proposal.Assessment.Offer
	if s.view.Status != refund.StatusRefunded || terms == nil || s.offered {
		return
	}
	s.offered = true
	state := local(s.ctx, activities.OpenOffer, "hold the offer's budget", refund.OfferMove{
		Refund: s.id, Terms: *terms, Currency: s.proposal.Assessment.Currency, Cause: cause("goodwill for " + string(s.in.Cancellation.Reason)),
	})
	s.view.Offer = state.Status
	if state.Status != refund.OfferOpen {
		s.view.OfferChoice, s.view.OfferCode = state.Choice, state.Code // a run before this one may have ended it
		s.note("OfferNotMade", refund.TrailEntry{Actor: refund.ActorMakegood, Reason: state.Reason})
		return
	}
	by := s.after(terms.ExpirySeconds)
	s.view.OfferTerms, s.view.OfferBy, s.offering = terms, &by, true
	s.note("OfferOpen", refund.TrailEntry{Actor: refund.ActorMakegood, Reason: offerKinds(*terms)})
	if !s.cancelled() {
		s.tell(s.ctx, refund.NoticeOffer)
	}
	workflow.GoNamed(s.ctx, "offer", func(ctx workflow.Context) {
		s.awaitOffer(ctx, *terms)
		s.endOffer(ctx)
	})
	s.view.WaitsFor = s.afterEnd()
	s.show()
}

func offerKinds(terms refund.OfferTerms) string {
	kinds := make([]string, 0, len(terms.Choices))
	for _, c := range terms.Choices {
		kinds = append(kinds, string(c.Kind))
	}
	return joined(kinds)
}

// awaitOffer waits for the customer's answer until the offer expires, reminding them once.
func (s *story) awaitOffer(ctx workflow.Context, terms refund.OfferTerms) {
	newClock(ctx,
		deadline{at: s.after(terms.RemindSeconds), given: terms.RemindSeconds > 0, summary: "remind of the offer", do: func() {
			s.tell(ctx, refund.NoticeOfferReminder)
		}},
		deadline{at: *s.view.OfferBy, given: true, summary: "offer expires", last: true},
	).until(s.offerAnswered)
}

// offerAnswered: the customer answered, or an operator's cancel ends the wait (money has moved,
// so the refund stays what it is).
func (s *story) offerAnswered() bool { return s.offerReply != nil || s.cancelled() }

func (s *story) endOffer(ctx workflow.Context) {
	end, why := refund.OfferEnd{Refund: s.id, Status: refund.OfferExpired}, cause("the offer expired")
	switch {
	case s.offerReply != nil && s.offerReply.Accept:
		end.Status, end.Choice = refund.OfferAccepted, s.offerReply.Choice
		why = refund.Cause{Actor: s.offerReply.By, Reason: "accepted " + s.offerReply.Choice}
	case s.offerReply != nil:
		end.Status, why = refund.OfferDeclined, refund.Cause{Actor: s.offerReply.By, Reason: "declined"}
	}
	s.offerClosed, end.Cause = true, why
	state := local(ctx, activities.EndOffer, "offer "+string(end.Status), end)
	s.view.Offer, s.view.OfferChoice, s.view.OfferCode = state.Status, state.Choice, state.Code
	s.note("Offer"+string(state.Status), refund.TrailEntry{Actor: why.Actor, Reason: why.Reason})
	if state.Status == refund.OfferAccepted {
		s.tell(ctx, refund.NoticeOfferAccepted)
	}
	s.offering = false
	if s.ended {
		s.view.WaitsFor = s.afterEnd()
	}
	s.show()
}

// survey asks how it went, if the policy wants to know, a while after the end.
func (s *story) survey() {
	seconds := s.proposal.Assessment.SurveySeconds
	if seconds <= 0 || s.view.Status == refund.StatusWithdrawn || s.cancelled() {
		return
	}
	s.show()
	at := s.endedAt.Add(time.Duration(seconds) * time.Second)
	awaitUntil(s.ctx, max(0, at.Sub(s.now())), "ask how it went", s.cancelled)
	if !s.cancelled() {
		s.tell(s.ctx, refund.NoticeSurvey)
	}
}

func (s *story) answerOfferAct() act[refund.OfferReply] {
	return act[refund.OfferReply]{
		name:        refund.MessageAnswerOffer,
		description: `Answer the open offer: {"by":"customer:42","accept":true,"choice":"which, of several"}, or {"token":"the link's","accept":true}`,
		by:          func(r refund.OfferReply) refund.Person { return r.By },
		check:       s.checkOfferReply,
		do:          s.answerOffer,
	}
}

// answerOffer takes the customer's word; a link's token is checked where its secret is.
func (s *story) answerOffer(ctx workflow.Context, r refund.OfferReply) refund.Answer {
	if r.Token != "" {
		answer := local(ctx, activities.CheckOfferToken, "check the link", activities.OfferToken{Refund: s.id, Token: r.Token})
		if !answer.Accepted {
			return answer
		}
		r.Token, r.By = "", "customer:"+refund.Person(s.in.Cancellation.Order.Customer.CustomerID)
	}
	if s.offerReply != nil || s.offerClosed {
		return refusal(refund.Problem{Code: refund.CodeTooLate, Detail: "the offer ended meanwhile"})
	}
	if r.Accept {
		choice, _ := s.view.OfferTerms.Choice(r.Choice)
		r.Choice = choice.ID
	}
	s.offerReply = &r
	return accepted("the answer is taken")
}

func (s *story) checkOfferReply(r refund.OfferReply) (refund.Problem, bool) {
	switch {
	case r.By == "" && r.Token == "":
		return refused(refund.CodeBadDecision, "by, or a link's token, is needed")
	case s.offerReply != nil:
		return refused(refund.CodeAlreadyDecided, "%s answered before", s.offerReply.By)
	case s.view.Offer != refund.OfferOpen || s.offerClosed:
		return refused(refund.CodeWrongState, "no offer is open")
	}
	if _, ok := s.view.OfferTerms.Choice(r.Choice); r.Accept && !ok {
		return refused(refund.CodeUnknownAlternative, "%q is none of the offer's choices: %s", r.Choice, choiceIDs(*s.view.OfferTerms))
	}
	return passed, false
}

func choiceIDs(terms refund.OfferTerms) string {
	ids := make([]string, 0, len(terms.Choices))
	for _, c := range terms.Choices {
		ids = append(ids, c.ID)
	}
	return joined(ids)
}

// close ends the case in the ledger.
func (s *story) close() {
	local(s.ctx, activities.CloseRefund, "close", refund.Close{
		Refund: s.id, Status: s.view.Status, Offer: s.view.Offer, Cause: cause(s.view.StatusReason), Messages: s.view.Messages,
	})
	s.note("Closed", refund.TrailEntry{Actor: refund.ActorMakegood})
}
