package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

// Refund walks one cancelled order through request, review, risk check, payout, notify and the
// follow-up offer. Business outcomes are its results; it fails only through a bug or an
// operator's act.
//
// The ledger leads: what the refund is (its standing) comes from there, and each status has one step, which
// waits until the standing has left it. So a run that knows nothing, after a reset or because it continues
// another one, goes on from where the ledger is.
//
// An operator's cancel means withdrawal, and is honoured only while nothing was sent: the story
// runs on a disconnected context and looks at the cancel where it may act on it.
func Refund(ctx workflow.Context, in refund.Request) (refund.Result, error) {
	s := newStory(ctx, in)
	if err := s.listen(); err != nil {
		return refund.Result{}, err
	}
	s.over = s.begin()
	for {
		for !s.over {
			s.honourCancel()
			s.step()
			if s.mayContinue() {
				return refund.Result{}, s.continued()
			}
		}
		s.finish()
		if !s.reopened() {
			return s.result(), nil
		}
		s.over = false
	}
}

// begin begins the refund, or its correction, and reports whether it is over already.
func (s *story) begin() (over bool) {
	if s.in.Correction != nil {
		return s.beginCorrection()
	}
	return s.decide()
}

// step does what the standing's status asks for, until the standing has left it or the run is to be
// continued.
func (s *story) step() {
	switch s.standing.Status {
	case refund.StatusAwaitingGoods:
		goods{story: s}.await()
	case refund.StatusAwaitingApproval, refund.StatusNeedsInfo:
		review{story: s}.await()
	case refund.StatusPayingOut:
		payout{story: s}.pay()
	case refund.StatusNeedsAttention:
		attention{story: s}.await()
	case refund.StatusRefunded, refund.StatusPartlyRefunded, refund.StatusRejected, refund.StatusWithdrawn, refund.StatusNothingToRefund:
		aftercare{story: s}.await()
	case refund.StatusReceived, refund.StatusAssessing, refund.StatusInspected:
		panic("workflows: " + string(s.id) + ": the ledger left it in passing, as " + string(s.standing.Status))
	}
}
