package api

import (
	"maps"
	"slices"

	"github.com/makegood/makegood/refund"
)

// Class is what kind of error a code is, so that each transport says it in its own way.
type Class int

// The classes.
const (
	// ClassInput: the call is not well formed.
	ClassInput Class = iota + 1
	// ClassIdentity: nobody is known who calls. ClassPermission: it is not for who calls.
	ClassIdentity
	ClassPermission
	// ClassUnknown: there is no such refund.
	ClassUnknown
	// ClassConflict: the key was used with another body.
	ClassConflict
	// ClassStale: the call is bound to what has moved since the caller looked.
	ClassStale
	// ClassTooLarge: the call is larger than what is taken.
	ClassTooLarge
	// ClassRefused: it is understood, and the engine says no as the refund stands.
	ClassRefused
	// ClassBusy: later, by the same call.
	ClassBusy
	// ClassAway: something that the call needs does not answer; the same call again is safe.
	ClassAway
	// ClassFault: a bug, or an outage without a code of its own.
	ClassFault
	// ClassNoMethod: the address is none of the service's; ClassHTTPMethod: it is, by another HTTP method.
	ClassNoMethod
	ClassHTTPMethod
	// ClassMediaType: what the call says is in no form that is read here.
	ClassMediaType
	// ClassDeadline: the caller's own time was over, or the caller is gone.
	ClassDeadline
)

// Classes lists the classes.
func Classes() []Class {
	return []Class{
		ClassInput, ClassIdentity, ClassPermission, ClassUnknown, ClassConflict, ClassStale, ClassTooLarge, ClassRefused, ClassBusy, ClassAway,
		ClassFault, ClassNoMethod, ClassHTTPMethod, ClassMediaType, ClassDeadline,
	}
}

// ClassOf is the class of a code. What is neither about the call's form nor about what is away is the engine's no.
func ClassOf(code refund.Code) Class {
	if class, ok := classes[code]; ok {
		return class
	}
	return ClassRefused
}

// Codes lists the codes that are not of ClassRefused, in order.
func Codes() []refund.Code { return slices.Sorted(maps.Keys(classes)) }

// classes are the codes that are not ClassRefused.
var classes = map[refund.Code]Class{
	CodeUnauthenticated: ClassIdentity, refund.CodeBadToken: ClassIdentity, CodeTokenExpired: ClassIdentity, CodeTokenRefused: ClassIdentity,
	refund.CodeAttestationRefused: ClassIdentity,
	refund.CodeSubjectMismatch:    ClassPermission, refund.CodeNotForMachines: ClassPermission, refund.CodeReviewerNotVerified: ClassPermission,
	CodeNotPermitted: ClassPermission, refund.CodeReviewerUnknown: ClassPermission, refund.CodeReviewerMarket: ClassPermission,
	refund.CodeReviewerRole: ClassPermission, refund.CodeReviewerLimit: ClassPermission, refund.CodeReviewerIsAuthor: ClassPermission,
	refund.CodeReviewerDecided: ClassPermission,

	CodeUnknownMethod: ClassNoMethod, CodeWrongHTTPMethod: ClassHTTPMethod, CodeMediaType: ClassMediaType, CodeCallerDeadline: ClassDeadline,

	CodeKeyMissing: ClassInput, CodeBadCursor: ClassInput, CodeBadFilter: ClassInput, CodeBodyTooSlow: ClassInput,
	refund.CodeMalformed: ClassInput, refund.CodeUnknownType: ClassInput, refund.CodeMissingField: ClassInput, refund.CodeBadID: ClassInput,
	refund.CodeUnknownCurrency: ClassInput, refund.CodeCurrencyMismatch: ClassInput, refund.CodeNegativeAmount: ClassInput,
	refund.CodeAmountOverflow: ClassInput, refund.CodeUnknownLine: ClassInput, refund.CodeUnknownShipment: ClassInput,
	refund.CodeQuantityExceedsLine: ClassInput, refund.CodeDiscountExceedsLine: ClassInput, refund.CodeAmountExceedsLine: ClassInput,
	refund.CodeBadRate: ClassInput, refund.CodeBadPeriod: ClassInput, refund.CodeUnknownKind: ClassInput, refund.CodeDuplicateID: ClassInput,
	refund.CodeTimeInFuture: ClassInput, refund.CodeBadDecision: ClassInput, refund.CodeBadInspection: ClassInput, refund.CodeUnknownVia: ClassInput,

	refund.CodeNotFound:    ClassUnknown,
	refund.CodeConflict:    ClassConflict,
	refund.CodeAmountMoved: ClassStale, refund.CodeStaleView: ClassStale, refund.CodeAssessmentMoved: ClassStale,
	refund.CodeTooLarge:    ClassTooLarge,
	refund.CodeTooManyActs: ClassBusy, refund.CodeNotNow: ClassBusy, CodeRateLimited: ClassBusy, CodeTooManyCalls: ClassBusy, "INTAKE_HELD": ClassBusy,

	CodeIdentityAway: ClassAway, CodeTimedOut: ClassAway, CodeOtherLedger: ClassAway, CodeAPIAway: ClassAway, "TEMPORAL_AWAY": ClassAway, "LEDGER_AWAY": ClassAway, "SCHEMA_NEWER": ClassAway,
	CodeFault: ClassFault, CodeNotTheAPI: ClassFault, "BAD_CONFIG": ClassFault,
}
