package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// Refund walks one cancelled order through request, review, risk check, payout, notify and the
// follow-up offer. Business outcomes are its results; it fails only through a bug or an
// operator's act.
//
// An operator's cancel means withdrawal, and is honoured only while nothing was sent: the story
// runs on a disconnected context and looks at the cancel where it may act on it.
func Refund(ctx workflow.Context, in refund.Request) (refund.Result, error) {
	s := newStory(ctx, in)
	if err := s.listen(); err != nil {
		return refund.Result{}, err
	}
	if over := s.request(); !over {
		for again := true; again; again = s.followUp() {
			s.review()
			s.payOut()
			s.notify()
		}
		s.deliverAll()
		s.close()
	}
	s.show()
	s.drain()
	return s.result(), nil
}

// review assesses, scores and reserves, waits for goods where they come first, and for people where
// the proposal asks for them. Afterwards the refund is either approved, or ended. The second time
// around it is an appeal that is reviewed.
func (s *story) review() {
	if s.view.Appeal == nil {
		s.assessAndReserve()
		s.awaitGoods()
	} else {
		s.reopen()
	}
	s.awaitApproval()
	s.carryOutExchange()
}

// followUp is what comes after the end: the offer, and the window in which a refusal may be
// appealed. It reports whether it was.
func (s *story) followUp() (appealed bool) {
	s.startOffer()
	if s.awaitAppeal() {
		return true
	}
	await(s.ctx, func() bool { return !s.offering })
	s.survey()
	return false
}
