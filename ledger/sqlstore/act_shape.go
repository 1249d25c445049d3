package sqlstore

import (
	"strings"

	"github.com/makegood/makegood/refund"
)

// badShape refuses an act that is not whole, without who acts, or with more bytes than are taken.
func badShape(a refund.Act) refund.Answer {
	raw, err := text(a)
	if err != nil || len(raw) > refund.ActBytesMax {
		return answerOf(refund.CodeTooLarge, "the act has more bytes than are taken")
	}
	if strings.TrimSpace(string(a.By())) == "" {
		return answerOf(refund.CodeBadDecision, "who acts has to be said (by)")
	}
	if problem, wrong := a.Check(); wrong {
		return answerOf(problem.Code, problem.Detail)
	}
	return refund.Answer{}
}

// needsID: the sender names the act, and a repeated id gets the first answer.
func needsID(kind refund.ActKind) bool {
	switch kind {
	case refund.ActDecide, refund.ActResolve, refund.ActClear, refund.ActAsk, refund.ActInspect, refund.ActAppeal:
		return true
	case refund.ActWithdraw, refund.ActLookNow, refund.ActAssign, refund.ActAnswer, refund.ActChoose, refund.ActAnswerOffer:
	}
	return false
}

// ownID is the id of an act that has one.
func ownID(a refund.Act) (refund.DecisionID, bool) {
	switch a.Kind {
	case refund.ActDecide:
		return a.Decision.DecisionID, true
	case refund.ActResolve:
		return a.Resolution.ResolutionID, true
	case refund.ActClear:
		return a.Clearing.ClearingID, true
	case refund.ActAsk:
		return a.Question.InfoID, true
	case refund.ActInspect:
		return a.Inspection.InspectionID, true
	case refund.ActAppeal:
		return a.Appeal.AppealID, true
	case refund.ActWithdraw, refund.ActLookNow, refund.ActAssign, refund.ActAnswer, refund.ActChoose, refund.ActAnswerOffer:
	}
	return "", false
}
