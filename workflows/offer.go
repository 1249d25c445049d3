package workflows

import (
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

// makeOffer makes the goodwill offer the policy adds to a paid refund, and waits for the
// customer's answer until it expires. Its budget is held before the customer hears of it; an
// acceptance is posted once. It never touches the refund.
func (s *story) makeOffer() {
	terms := s.proposal.Assessment.Offer
	if s.view.Status != refund.StatusRefunded || terms == nil {
		return
	}
	state := local(s.ctx, activities.OpenOffer, "hold the offer's budget", refund.OfferMove{
		Refund: s.id, Terms: *terms, Currency: s.proposal.Assessment.Currency, Cause: cause("goodwill for " + string(s.in.Cancellation.Reason)),
	})
	s.view.Offer = state.Status
	if state.Status != refund.OfferOpen {
		s.note("OfferNotMade", refund.TrailEntry{Actor: refund.ActorMakegood, Reason: state.Reason})
		return
	}
	s.view.OfferTerms = terms
	s.note("OfferOpen", refund.TrailEntry{Actor: refund.ActorMakegood, Reason: string(terms.Kind)})
	s.view.WaitsFor = "the customer's answer to the offer"
	if !s.cancelled() {
		s.tell(s.ctx, refund.NoticeOffer)
	}
	s.show()
	awaitUntil(s.ctx, time.Duration(terms.ExpirySeconds)*time.Second, "offer expires", s.offerAnswered)
	s.endOffer()
}

// offerAnswered: the customer answered, or an operator's cancel ends the wait (money has moved,
// so the refund stays what it is).
func (s *story) offerAnswered() bool { return s.offerReply != nil || s.cancelled() }

func (s *story) endOffer() {
	status, why := refund.OfferExpired, cause("the offer expired")
	switch {
	case s.offerReply != nil && s.offerReply.Accept:
		status, why = refund.OfferAccepted, refund.Cause{Actor: s.offerReply.By, Reason: "accepted"}
	case s.offerReply != nil:
		status, why = refund.OfferDeclined, refund.Cause{Actor: s.offerReply.By, Reason: "declined"}
	}
	s.offerClosed = true
	state := local(s.ctx, activities.EndOffer, "offer "+string(status), refund.OfferEnd{Refund: s.id, Status: status, Cause: why})
	s.view.Offer, s.view.OfferCode = state.Status, state.Code
	s.note("Offer"+string(state.Status), refund.TrailEntry{Actor: why.Actor, Reason: why.Reason})
	s.view.WaitsFor = ""
	if state.Status == refund.OfferAccepted {
		s.tell(s.ctx, refund.NoticeOfferAccepted)
	}
}

// close ends the case in the ledger.
func (s *story) close() {
	local(s.ctx, activities.CloseRefund, "close", refund.Close{
		Refund: s.id, Status: s.view.Status, Offer: s.view.Offer, Cause: cause(s.view.StatusReason),
	})
	s.note("Closed", refund.TrailEntry{Actor: refund.ActorMakegood})
}
