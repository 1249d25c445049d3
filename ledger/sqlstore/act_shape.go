package sqlstore

import (
	"strings"

	"github.com/makegood/makegood/refund"
)

// badShape refuses an act without who acts, without the id it needs, or with words that are too long.
func badShape(a refund.Act) refund.Answer {
	raw, err := text(a)
	id, _ := ownID(a)
	note, words := wordsIn(a)
	switch {
	case err != nil || len(raw) > refund.ActBytesMax:
		return refusal(refund.CodeTooLarge, "the act has more bytes than are taken")
	case strings.TrimSpace(string(a.By())) == "":
		return refusal(refund.CodeBadDecision, "who acts has to be said (by)")
	case needsID(a.Kind) && id == "":
		return refusal(refund.CodeBadDecision, string(a.Kind)+" needs an id of its own")
	case len(note) > refund.NoteBytesMax || len(words) > refund.WordsBytesMax:
		return refusal(refund.CodeTooLarge, "the note, or what is said to the customer, is too long")
	}
	return refund.Answer{}
}

// needsID: the act is named by whoever does it, and a repeated id gets the first answer.
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

// wordsIn are an act's note, for people who work here, and what of it is said to the customer.
func wordsIn(a refund.Act) (note, words string) {
	switch a.Kind {
	case refund.ActDecide:
		return a.Decision.Note, a.Decision.Message
	case refund.ActWithdraw:
		return a.Withdrawal.Note, ""
	case refund.ActResolve:
		return a.Resolution.Note, ""
	case refund.ActClear:
		return a.Clearing.Note, ""
	case refund.ActAssign:
		return a.Assignment.Note, ""
	case refund.ActAsk:
		return "", a.Question.Question
	case refund.ActAnswer:
		return a.Reply.Answer, ""
	case refund.ActInspect:
		return a.Inspection.Note, ""
	case refund.ActAppeal:
		return a.Appeal.Statement, ""
	case refund.ActLookNow, refund.ActChoose, refund.ActAnswerOffer:
	}
	return "", ""
}
