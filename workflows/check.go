package workflows

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// answerOf is the answer to an act that a problem stops.
func answerOf(p refund.Problem) refund.Answer { return refund.Answer{Code: p.Code, Detail: p.Detail} }

func problem(code refund.Code, format string, args ...any) (refund.Problem, bool) {
	return refund.Problem{Code: code, Detail: fmt.Sprintf(format, args...)}, true
}

var noProblem refund.Problem

// check refuses an act that no refund would take in any status. It runs in the validators of updates, where no
// activity can be called; the ledger checks the rest.
func (s *story) check(act refund.Act) (refund.Problem, bool) {
	if s.acts.carriedOut >= refund.RunActsLimit {
		return problem(refund.CodeTooManyActs, "too much is done about this refund at once: try again in a minute")
	}
	if problem, wrong := act.Check(); wrong {
		return problem, true
	}
	if s.isRequester(act.By()) && actsOfStaff(act.Kind) {
		return problem(refund.CodeReviewerIsAuthor, "%s asked for this refund and may not %s it", act.By(), act.Kind)
	}
	return noProblem, false
}

// actsOfStaff: the act is for members of staff, and who asked for the refund may not do it.
func actsOfStaff(kind refund.ActKind) bool {
	switch kind {
	case refund.ActDecide, refund.ActResolve, refund.ActClear, refund.ActAsk, refund.ActInspect:
		return true
	case refund.ActWithdraw, refund.ActLookNow, refund.ActAssign, refund.ActAnswer, refund.ActAppeal, refund.ActChoose, refund.ActAnswerOffer:
		return false
	}
	return false
}

// checkTime refuses a signal that comes at a time when nobody waits for such an act, by the standing the
// story has.
func (s *story) checkTime(act refund.Act) (refund.Problem, bool) {
	if s.takes(act.Kind) {
		return noProblem, false
	}
	if act.Kind == refund.ActWithdraw && s.standing.Begun() {
		return problem(refund.CodeAlreadySent, "money is on its way; it cannot be withdrawn")
	}
	return problem(refund.CodeWrongState, "the refund is %s", s.standing.Status)
}

// takes reports whether an act of the kind may be taken as the refund stands.
func (s *story) takes(kind refund.ActKind) bool {
	now := s.standing
	reviewed := now.Status == refund.StatusAwaitingApproval
	asked := now.Status == refund.StatusNeedsInfo
	switch kind {
	case refund.ActDecide, refund.ActAsk:
		return reviewed || asked
	case refund.ActAnswer:
		return asked
	case refund.ActInspect:
		return now.Status == refund.StatusAwaitingGoods
	case refund.ActChoose:
		return reviewed || asked || now.Status == refund.StatusAwaitingGoods
	case refund.ActAssign:
		return reviewed || asked || now.NeedsHuman()
	case refund.ActWithdraw:
		return !now.Status.Final() && !now.Begun()
	case refund.ActResolve, refund.ActClear, refund.ActLookNow:
		return now.Status == refund.StatusPayingOut || now.Status == refund.StatusNeedsAttention
	case refund.ActAppeal:
		return now.Appealable()
	case refund.ActAnswerOffer:
		return now.Offer.Status == refund.OfferOpen
	}
	return false
}
