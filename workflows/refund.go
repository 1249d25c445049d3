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
		s.review()
		s.payOut()
		s.notify()
		s.makeOffer()
		s.close()
	}
	s.finish()
	return s.result(), nil
}

// review assesses, scores and reserves, and waits for a person where the proposal asks for one.
// Afterwards the refund is either approved, or ended.
func (s *story) review() {
	s.assessAndReserve()
	s.awaitApproval()
}
