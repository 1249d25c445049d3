package refund

import (
	"errors"
	"fmt"
	"strings"
)

// Code is a stable reason code: programs branch on it, people look it up.
type Code string

// Codes of bad events and bad input (the event contract).
const (
	CodeMalformed           Code = "MALFORMED"
	CodeUnknownType         Code = "UNKNOWN_TYPE"
	CodeMissingField        Code = "MISSING_FIELD"
	CodeBadID               Code = "BAD_ID"
	CodeUnknownCurrency     Code = "UNKNOWN_CURRENCY"
	CodeCurrencyMismatch    Code = "CURRENCY_MISMATCH"
	CodeNegativeAmount      Code = "NEGATIVE_AMOUNT"
	CodeAmountOverflow      Code = "AMOUNT_OVERFLOW"
	CodeUnknownLine         Code = "UNKNOWN_LINE"
	CodeUnknownShipment     Code = "UNKNOWN_SHIPMENT"
	CodeQuantityExceedsLine Code = "QUANTITY_EXCEEDS_LINE"
	CodeDiscountExceedsLine Code = "DISCOUNT_EXCEEDS_LINE"
	// CodeAmountExceedsLine: an amount of a line or a delivery is more than was paid for it.
	CodeAmountExceedsLine    Code = "AMOUNT_EXCEEDS_LINE"
	CodeBadRate              Code = "BAD_RATE"
	CodeBadPeriod            Code = "BAD_PERIOD"
	CodeUnknownKind          Code = "UNKNOWN_KIND"
	CodeDuplicateID          Code = "DUPLICATE_ID"
	CodeTimeInFuture         Code = "TIME_IN_FUTURE"
	CodeTooLarge             Code = "TOO_LARGE"
	CodeConflict             Code = "CONFLICT"
	CodeAmountsDoNotAddUp    Code = "AMOUNTS_DO_NOT_ADD_UP"
	CodeOrderSnapshotDiffers Code = "ORDER_SNAPSHOT_DIFFERS"
	CodeQuantityRefunded     Code = "QUANTITY_ALREADY_REFUNDED"
	CodeAlreadyRefunded      Code = "ALREADY_REFUNDED"
	CodeCapExceeded          Code = "CAP_EXCEEDED"
	CodeCaptureExceeded      Code = "CAPTURE_EXCEEDED"
	CodeTooManyLegs          Code = "TOO_MANY_LEGS"
	CodeNothingCaptured      Code = "NOTHING_CAPTURED"
	CodeNotSupported         Code = "NOT_SUPPORTED"
)

// Codes of refused acts of people and operators.
const (
	CodeBadDecision Code = "BAD_DECISION"
	CodeWrongState  Code = "WRONG_STATE"
	CodeAmountMoved Code = "AMOUNT_MOVED"
	// CodeStaleView: the act is bound to a version of the refund that it has moved on from.
	CodeStaleView        Code = "STALE_VIEW"
	CodeReviewerIsAuthor Code = "REVIEWER_IS_REQUESTER"
	CodeAlreadyDecided   Code = "ALREADY_DECIDED"
	CodeAlreadySent      Code = "ALREADY_SENT"
	// CodeNotNow: another attempt may be sending the leg; ask again when its lease has ended.
	CodeNotNow   Code = "NOT_NOW"
	CodeNotFound Code = "NOT_FOUND"
	// CodeReviewerUnknown, CodeReviewerMarket, CodeReviewerRole and CodeReviewerLimit: reviewers.yaml
	// does not let this person decide this.
	CodeReviewerUnknown Code = "REVIEWER_UNKNOWN"
	CodeReviewerMarket  Code = "REVIEWER_MARKET"
	CodeReviewerRole    Code = "REVIEWER_ROLE"
	CodeReviewerLimit   Code = "REVIEWER_LIMIT"
	// CodeReviewerDecided: this person decided before; an appeal needs another.
	CodeReviewerDecided Code = "REVIEWER_DECIDED_BEFORE"
	// CodeBadInspection: quantities or lines that were not expected.
	CodeBadInspection Code = "BAD_INSPECTION"
	// CodeTooLate: the time for it has passed.
	CodeTooLate Code = "TOO_LATE"
	// CodeBadToken: a link that was not signed here, or has run out.
	CodeBadToken Code = "BAD_TOKEN"
	// CodeUnanswered: a provider has given no final answer, and a person has to ask it.
	CodeUnanswered Code = "UNANSWERED"
	// CodeElsewhereUnconfirmed: one person has said that a leg was paid outside makegood, and another one has to.
	CodeElsewhereUnconfirmed Code = "ELSEWHERE_UNCONFIRMED"
	// CodePayoutRefused: a leg could not be paid, for a reason without a code of its own.
	CodePayoutRefused Code = "PAYOUT_REFUSED"
	// CodeExchangeChosen: a person carries out the exchange a customer chose.
	CodeExchangeChosen Code = "EXCHANGE_CHOSEN"
	// CodeTooManyActs: so many people act at once that some have to wait.
	CodeTooManyActs Code = "TOO_MANY_ACTS"
	// CodeUnknownVia: nothing is paid that way.
	CodeUnknownVia Code = "UNKNOWN_VIA"
	// CodeSubjectMismatch: a verified subject acts in another's name.
	CodeSubjectMismatch Code = "SUBJECT_MISMATCH"
	// CodeNotForMachines: the act is for people.
	CodeNotForMachines Code = "NOT_FOR_MACHINES"
	// CodeReviewerNotVerified: the amount needs a person whom a door has verified (verified_above_minor).
	CodeReviewerNotVerified Code = "REVIEWER_NOT_VERIFIED"
	// CodeAttestationRefused: a door's word on who acts is forged, for something else, or too old.
	CodeAttestationRefused Code = "ATTESTATION_REFUSED"
	// CodeMachineOverLimit: a machine has asked for as much as it may in a day.
	CodeMachineOverLimit Code = "MACHINE_OVER_LIMIT"
)

// Problem is bad input: a stable code and a sentence that says what is wrong and where.
type Problem struct {
	Code   Code   `json:"code"`
	Detail string `json:"detail"`
}

// Error implements error.
func (p Problem) Error() string { return fmt.Sprintf("%s: %s", p.Code, p.Detail) }

// ProblemOf is a problem that came as an error of Temporal: its code, and Error's text.
func ProblemOf(code, text string) Problem {
	return Problem{Code: Code(code), Detail: strings.TrimPrefix(text, code+": ")}
}

// ProblemIn returns the Problem that err is or wraps.
func ProblemIn(err error) (Problem, bool) {
	var p Problem
	ok := errors.As(err, &p)
	return p, ok
}
