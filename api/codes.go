package api

import (
	"slices"

	"github.com/makegood/makegood/refund"
)

// Codes are those by which a call of the method may be refused, or come to nothing, sorted: what the API's document promises.
// A code may be in the list of a method that it rarely ends; one that is not in the list never ends it.
func (m Method) Codes() []refund.Code {
	all := slices.Concat(codesOfEveryCall, outages(), m.ownCodes())
	if m.PromisesMoney() || m.keyed() {
		all = append(all, CodeKeyMissing)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Scope is what a machine needs for the method; "": it is for people alone.
func (m Method) Scope() Scope { return m.scope() }

// NeedsKey reports whether a call over a network has to have an idempotency key. A request for a refund has its own id.
func (m Method) NeedsKey() bool { return m.keyed() || m.PromisesMoney() && m != MethodRequestRefund }

// codesOfEveryCall are about who calls, how often, and what is sent.
var codesOfEveryCall = []refund.Code{
	CodeUnauthenticated, CodeTokenExpired, CodeTokenRefused, CodeNotPermitted, refund.CodeMalformed, refund.CodeTooLarge, CodeRateLimited,
	CodeTooManyCalls, CodeBodyTooSlow, CodeCallerDeadline,
}

// outages are the codes of what is away or broken.
func outages() (codes []refund.Code) {
	for code, class := range classes {
		if class == ClassAway || class == ClassFault {
			codes = append(codes, code)
		}
	}
	return codes
}

// ownCodes are those of the method alone.
func (m Method) ownCodes() []refund.Code {
	switch m {
	case MethodRequestRefund:
		return slices.Concat(codesOfEvents, codesOfWitness, []refund.Code{CodeBadFilter, refund.CodeConflict, refund.CodeMachineOverLimit, refund.CodeNotNow, "INTAKE_HELD"})
	case MethodPreviewRefund:
		return append([]refund.Code{CodeBadFilter, refund.CodeNotForMachines}, codesOfEvents...)
	case MethodGetRefund:
		return []refund.Code{refund.CodeBadID, refund.CodeNotFound, CodeUnknownMethod, CodeBadFilter, refund.CodeNotForMachines}
	case MethodListRefunds:
		return []refund.Code{CodeBadFilter, CodeBadCursor, refund.CodeNotForMachines}
	case MethodAttribute:
		return slices.Concat(codesOfReviewers, []refund.Code{refund.CodeMissingField, refund.CodeCurrencyMismatch, refund.CodeNotFound, refund.CodeConflict, CodeUnknownMethod})
	case MethodDecide, MethodWithdraw, MethodAsk, MethodAnswer, MethodInspect, MethodAppeal, MethodChoose, MethodAnswerOffer, MethodResolve,
		MethodClear, MethodLookNow, MethodAssign:
		return slices.Concat(codesOfActs, codesOfWitness, m.actCodes())
	}
	return nil
}

// codesOfActs are those of every act on a refund.
var codesOfActs = []refund.Code{
	refund.CodeBadID, refund.CodeNotFound, refund.CodeBadDecision, refund.CodeWrongState, refund.CodeConflict, refund.CodeNotNow, refund.CodeTooManyActs,
	refund.CodeStaleView, CodeUnknownMethod,
}

// codesOfWitness are about the signed word of the door on who calls.
var codesOfWitness = []refund.Code{refund.CodeAttestationRefused, refund.CodeSubjectMismatch, refund.CodeNotForMachines}

// codesOfReviewers are about what reviewers.yaml lets a person do.
var codesOfReviewers = []refund.Code{
	refund.CodeReviewerUnknown, refund.CodeReviewerMarket, refund.CodeReviewerRole, refund.CodeReviewerLimit, refund.CodeReviewerIsAuthor,
	refund.CodeReviewerNotVerified,
}

// codesOfEvents are those of a cancellation that is not whole.
var codesOfEvents = []refund.Code{
	refund.CodeMissingField, refund.CodeBadID, refund.CodeUnknownCurrency, refund.CodeCurrencyMismatch, refund.CodeNegativeAmount,
	refund.CodeAmountOverflow, refund.CodeUnknownLine, refund.CodeUnknownShipment, refund.CodeQuantityExceedsLine, refund.CodeDiscountExceedsLine,
	refund.CodeAmountExceedsLine, refund.CodeBadRate, refund.CodeBadPeriod, refund.CodeUnknownKind, refund.CodeDuplicateID, refund.CodeTimeInFuture,
}

// actCodes are those of one kind of act.
func (m Method) actCodes() []refund.Code {
	// The other methods are no acts.
	//
	//exhaustive:ignore
	switch m {
	case MethodDecide:
		return append([]refund.Code{
			refund.CodeMissingField, refund.CodeCurrencyMismatch, refund.CodeAmountMoved, refund.CodeAssessmentMoved, refund.CodeAlreadyDecided,
			refund.CodeReviewerDecided, refund.CodeTooLate, refund.CodeNotSupported,
		}, codesOfReviewers...)
	case MethodAsk, MethodAssign, MethodLookNow:
		return codesOfReviewers
	case MethodInspect:
		return append([]refund.Code{refund.CodeMissingField, refund.CodeCurrencyMismatch, refund.CodeBadInspection, refund.CodeTimeInFuture, refund.CodeTooLate}, codesOfReviewers...)
	case MethodResolve:
		return append([]refund.Code{
			refund.CodeUnknownVia, refund.CodeNotSupported, refund.CodePaymentStopped, refund.CodeAlreadySent, refund.CodeExchangeChosen,
			refund.CodeElsewhereUnconfirmed,
		}, codesOfReviewers...)
	case MethodClear:
		return append([]refund.Code{refund.CodeAlreadyDecided}, codesOfReviewers...)
	case MethodWithdraw:
		return []refund.Code{refund.CodeAlreadySent}
	case MethodAppeal:
		return []refund.Code{refund.CodeAlreadyDecided, refund.CodeTooLate}
	case MethodChoose:
		return []refund.Code{
			refund.CodeUnknownAlternative, refund.CodeAssessmentMoved, refund.CodeExchangeChosen, refund.CodeAlreadyDecided, refund.CodeAlreadySent, refund.CodeTooLate,
		}
	case MethodAnswerOffer:
		return []refund.Code{refund.CodeMissingField, refund.CodeBadToken, refund.CodeAlreadyDecided, refund.CodeTooLate, refund.CodeUnknownAlternative}
	}
	return nil
}
