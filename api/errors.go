package api

import (
	"context"
	"errors"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// Codes of refused calls and of outages, beside the engine's own.
const (
	// CodeUnauthenticated: nobody is known who calls. CodeNotPermitted: it is not for who calls.
	CodeUnauthenticated refund.Code = "UNAUTHENTICATED"
	CodeNotPermitted    refund.Code = "NOT_PERMITTED"
	// CodeTokenExpired: the token was good, and is not any more. CodeTokenRefused: it is not one that counts here.
	CodeTokenExpired refund.Code = "TOKEN_EXPIRED"
	CodeTokenRefused refund.Code = "TOKEN_REFUSED"
	// CodeIdentityAway: who signed the token cannot be asked for its keys; the same call again is safe.
	CodeIdentityAway refund.Code = "IDENTITY_AWAY"
	// CodeKeyMissing: the call has to be repeatable, and has no idempotency key.
	CodeKeyMissing refund.Code = "KEY_MISSING"
	// CodeBadCursor: a list's cursor is not one that was given out for the same filters.
	CodeBadCursor refund.Code = "BAD_CURSOR"
	// CodeBadFilter: a list is filtered by what does not exist, or is too long.
	CodeBadFilter refund.Code = "BAD_FILTER"
	// CodeUnknownMethod: there is nothing at the address. CodeWrongHTTPMethod: there is, by another HTTP method.
	CodeUnknownMethod   refund.Code = "UNKNOWN_METHOD"
	CodeWrongHTTPMethod refund.Code = "WRONG_HTTP_METHOD"
	// CodeMediaType: the body's type, or how it is packed, is not read here.
	CodeMediaType refund.Code = "UNSUPPORTED_MEDIA_TYPE"
	// CodeCallerDeadline: the time that the caller gave was over before the call was answered. What it asks for may be done; the
	// same call again is safe.
	CodeCallerDeadline refund.Code = "CALLER_DEADLINE"
	// CodeTimedOut: the call's time was over before it was answered. What it asks for may be done; the same call again is
	// safe.
	CodeTimedOut refund.Code = "TIMED_OUT"
	// CodeRateLimited: calls come more often than they are taken. CodeTooManyCalls: as many are answered as can be at once.
	// CodeBodyTooSlow: the message did not come in time. Nothing was done; the same call later is safe.
	CodeRateLimited  refund.Code = "RATE_LIMITED"
	CodeTooManyCalls refund.Code = "TOO_MANY_CALLS"
	CodeBodyTooSlow  refund.Code = "BODY_TOO_SLOW"
	// CodeOtherLedger: the workers keep their refunds in another ledger than this service reads.
	CodeOtherLedger refund.Code = "OTHER_LEDGER"
	// CodeFault: a bug, or an outage without a code of its own.
	CodeFault refund.Code = "FAULT"
)

// Error is why a call came to nothing. It is the only error of the Service.
type Error struct {
	// Code is stable: programs branch on it, people look it up.
	Code refund.Code `json:"code"`
	// Detail says in English what is wrong and where, as the engine says it; Sentence says it in the caller's language.
	Detail   string `json:"detail"`
	Sentence string `json:"sentence"`
	// Status is where the refund stands whose act was refused.
	Status refund.Status `json:"status,omitempty"`
	// Replayed: the same call was refused by this before, and the ledger has kept that under its key.
	Replayed bool `json:"replayed,omitempty"`

	cause error
}

// Error implements error: what went wrong, as it was said where it did.
func (e *Error) Error() string { return e.cause.Error() }

// Unwrap returns what went wrong.
func (e *Error) Unwrap() error { return e.cause }

// Class says what kind of error it is.
func (e *Error) Class() Class { return ClassOf(e.Code) }

// coded is an error of the wiring with a stable code.
type coded interface {
	error
	StableCode() refund.Code
}

// detailBytesMax bounds what an error says: it may quote what the caller sent, and gRPC has it three times among its headers,
// of which many clients take 8 KiB.
const detailBytesMax = 1 << 10

// Failed is err as the caller gets it, for a door that refuses a call before the service sees it; nil stays nil.
func (c Call) Failed(err error) error {
	if err == nil {
		return nil
	}
	var already *Error
	if errors.As(err, &already) {
		return already
	}
	p := problemOf(err)
	p.Detail = refund.Cut(p.Detail, detailBytesMax)
	return &Error{Code: p.Code, Detail: p.Detail, Sentence: wording.Sentence(c.Speaker(), p), cause: err}
}

// refused is an act's refusal, with where the refund stands.
func (c Call) refused(a refund.Answer) error {
	p := refund.Problem{Code: a.Code, Detail: a.Detail}
	if a.Status != "" {
		p.Detail += " (the refund is " + string(a.Status) + ")"
	}
	return &Error{Code: p.Code, Detail: p.Detail, Sentence: wording.Sentence(c.Speaker(), p), Status: a.Status, Replayed: a.Replayed, cause: p}
}

// problemOf finds the stable code of an error. What has none is told as it is only to who reads the log.
func problemOf(err error) refund.Problem {
	if p, ok := refund.ProblemIn(err); ok {
		return p
	}
	var own coded
	switch {
	case errors.As(err, &own):
		return refund.Problem{Code: own.StableCode(), Detail: own.Error()}
	case errors.Is(err, ledger.ErrNotFound):
		return refund.Problem{Code: refund.CodeNotFound, Detail: "no such refund"}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return refund.Problem{Code: CodeTimedOut, Detail: "there was no answer in time; the same call again is safe"}
	}
	return refund.Problem{Code: CodeFault, Detail: "something is broken here; nothing is known to be done by this call"}
}

// Speaker speaks the caller's language, or English.
func (c Call) Speaker() explain.Speaker {
	for _, locale := range []string{c.Locale, explain.LocaleEnglish} {
		if speaker, err := explain.In(locale); err == nil {
			return speaker
		}
	}
	return explain.Speaker{}
}
