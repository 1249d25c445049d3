package payment

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// Limits are what a provider takes, as data: what `makegood providers` shows and an adapter checks before it sends.
// A zero value is no limit that is known.
type Limits struct {
	// Exponents are the provider's own, where they differ from ISO 4217 (a currency in whole units, say).
	Exponents map[refund.Currency]int
	// StepsMinor are the currencies of which only multiples are taken, in minor units by ISO 4217.
	StepsMinor map[refund.Currency]int64
	// KeyBytesMax bounds a key; KeyLifetime is for how long the provider tells a repeated one apart
	// (Terms.RemembersKeys is for how long a look-up finds it).
	KeyBytesMax int
	KeyLifetime time.Duration
	// RefundAgeMax is until when after its capture a payment can be refunded; AuthorisationAgeMax how long one
	// that was not captured lasts.
	RefundAgeMax        time.Duration
	AuthorisationAgeMax time.Duration
	// RefundAgeByMethod are payment methods that can be refunded for less long, by the provider's name of them.
	RefundAgeByMethod map[string]time.Duration
	// AuthorisationHonoured is how long of that a capture is assured; 0: all of it.
	AuthorisationHonoured time.Duration
	// VoidEndsCaptures: a void of an authorisation that was captured in part ends all later captures. KeepsFees: the fee of
	// a payment is not given back with its refund.
	VoidEndsCaptures, KeepsFees bool
	// PartsMax bounds the refunds of one payment; PartsSpacing is the time between two of them.
	PartsMax     int
	PartsSpacing time.Duration
	// RatePerSecond bounds calls of one account.
	RatePerSecond float64
	// Classes are the provider's own words of a refusal, and what they mean; a word that is missing is OTHER.
	Classes map[string]refund.DeclineClass
	// Final are the provider's own states that never change; LateFailure says that one of them may (a refund
	// that had succeeded and failed after all).
	Final       []string
	LateFailure bool
	// ListsBy is the time by which List has a refund in a period; empty: there is no list. ListedAfter is how long
	// after that time it is sure to be listed; 0: at once. Bills are set where the list is one of days. ListCompleteAt
	// puts them together.
	ListsBy     ListsBy
	ListedAfter time.Duration
	Bills       *Bills
	// Source is the provider's documentation that this was read in.
	Source string
}

// Described is a provider that says its limits.
type Described interface {
	Provider
	Limits() Limits
}
