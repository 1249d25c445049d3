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

// named: the sender has named the act, so that a repeated id gets the first answer and another body is a conflict.
func named(a refund.Act) bool { return needsID(a.Kind) || keyOf(a) != "" }

// keyOf is the key under which an act was sent that has no id of its own, if it has one.
func keyOf(a refund.Act) refund.DecisionID {
	if needsID(a.Kind) {
		return ""
	}
	return a.ID()
}

// keyPrefix keeps keys apart from the ids that the ledger makes itself.
const keyPrefix = "key/"

// ownID is the id of an act that has one.
func ownID(a refund.Act) (refund.DecisionID, bool) {
	if key := keyOf(a); key != "" {
		return keyPrefix + key, true
	}
	return a.ID(), needsID(a.Kind)
}
