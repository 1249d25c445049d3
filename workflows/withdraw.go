package workflows

import (
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/refund"
)

func (s *story) withdrawAct() act[refund.Withdrawal] {
	return act[refund.Withdrawal]{
		name:        refund.MessageWithdraw,
		description: `Take the request back, while nothing was sent: {"by":"name","note":"why"}`,
		by:          func(w refund.Withdrawal) refund.Person { return w.By },
		check:       s.checkWithdrawal,
		do: func(_ workflow.Context, w refund.Withdrawal) refund.Answer {
			s.withdrawal = &w
			return accepted("nothing was sent; what is held is released")
		},
	}
}

func (s *story) checkWithdrawal(w refund.Withdrawal) (refund.Problem, bool) {
	switch {
	case w.By == "":
		return refused(refund.CodeBadDecision, "by is needed")
	case s.ended || s.ending:
		return refused(refund.CodeWrongState, "the refund is %s", s.view.Status)
	case s.sending:
		return refused(refund.CodeAlreadySent, "money is on its way; it cannot be withdrawn")
	case s.withdrawAsked():
		return refused(refund.CodeAlreadyDecided, "it was withdrawn before")
	}
	return passed, false
}

// withdrawn reports whether the request was taken back, by whom and why.
func (s *story) withdrawn() (refund.Cause, bool) {
	if s.withdrawal != nil {
		return refund.Cause{Actor: s.withdrawal.By, Reason: "withdrawn: " + s.withdrawal.Note}, true
	}
	if s.cancelled() {
		return refund.Cause{Actor: refund.ActorOperator, Reason: "withdrawn: the operator cancelled the workflow"}, true
	}
	return refund.Cause{}, false
}

func (s *story) withdrawAsked() bool {
	_, asked := s.withdrawn()
	return asked
}
