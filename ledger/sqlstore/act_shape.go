package sqlstore

import "github.com/makegood/makegood/refund"

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
