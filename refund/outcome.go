package refund

import (
	"strings"
	"time"
)

// OutcomeKind is what a provider said, or that it said nothing. Provider answers are values.
type OutcomeKind string

// The outcomes.
const (
	// OutcomeSettled: the money went back.
	OutcomeSettled OutcomeKind = "Settled"
	// OutcomePending: accepted, the final word comes later.
	OutcomePending OutcomeKind = "Pending"
	// OutcomeDeclined: the provider said no; no money moved.
	OutcomeDeclined OutcomeKind = "Declined"
	// OutcomeNotSent: the request provably never left.
	OutcomeNotSent OutcomeKind = "NotSent"
	// OutcomeUnknown: asked, and no usable answer. Never treated as a failure.
	OutcomeUnknown OutcomeKind = "Unknown"
	// OutcomeFailed: accepted, then failed; no money moved in the end.
	OutcomeFailed OutcomeKind = "Failed"
	// OutcomeRequiresAction: the provider waits for a person to act on its side.
	OutcomeRequiresAction OutcomeKind = "RequiresAction"
	// OutcomeAbnormal: the provider reports a state a person must clear with it.
	OutcomeAbnormal OutcomeKind = "Abnormal"
)

// DeclineClass says what a decline means for what happens next.
type DeclineClass string

// The decline classes.
const (
	// DeclinedInstrument: this instrument cannot take it, ever; pay another way.
	DeclinedInstrument DeclineClass = "INSTRUMENT"
	// DeclinedBalance: the merchant's balance is too low; wait, page finance.
	DeclinedBalance DeclineClass = "BALANCE"
	// DeclinedDisputed: the payment is disputed.
	DeclinedDisputed DeclineClass = "DISPUTED"
	// DeclinedExceeds: more than the provider will refund: our books are wrong. Stop, reconcile.
	DeclinedExceeds DeclineClass = "EXCEEDS"
	// DeclinedInstruction: the provider does not take what was asked (a charge that is too old, a
	// payment it does not know). Nothing moved, and the same instruction is never sent again: a person
	// pays it another way, says where it was paid, or gives it up.
	DeclinedInstruction DeclineClass = "INSTRUCTION"
	// DeclinedOther: any other no.
	DeclinedOther DeclineClass = "OTHER"
)

// DeclineClasses lists the classes.
func DeclineClasses() []DeclineClass {
	return []DeclineClass{
		DeclinedInstrument, DeclinedBalance, DeclinedDisputed, DeclinedExceeds, DeclinedInstruction, DeclinedOther,
	}
}

// Outcome is the answer for one leg.
type Outcome struct {
	Kind OutcomeKind `json:"kind"`
	// Class is set for Declined; Reason is the provider's own word, for people.
	Class  DeclineClass `json:"class,omitempty"`
	Reason string       `json:"reason,omitempty"`
	// ProviderRefundID is the provider's id of the refund, once it has one.
	ProviderRefundID string `json:"provider_refund_id,omitempty"`
	// ExpectedBy is when the provider expects to settle what is pending.
	ExpectedBy *time.Time `json:"expected_by,omitempty"`
	// Settlement is what the movement cost the merchant's account, where that is not the leg's amount: a
	// provider gave a part of it, or it was settled in another currency. nil: the leg's amount.
	Settlement *Settlement `json:"settlement,omitempty"`
	// PayerMinor is what the payer gets in the leg's currency, where a provider's own coupon paid a part and
	// takes it back. nil: the leg's amount. Customers are told this one, the books keep the settlement's.
	PayerMinor *int64 `json:"payer_minor,omitempty"`
	// BankReference finds the movement at the payer's bank (an ARN and its kin); empty: not known (yet).
	BankReference string `json:"bank_reference,omitempty"`
}

// Settlement is an amount of minor units on the merchant's account with a provider.
type Settlement struct {
	AmountMinor int64    `json:"amount_minor"`
	Currency    Currency `json:"currency_code"`
}

// LegStatus returns the state a leg in Sending, Pending or Unknown takes by this outcome.
func (o Outcome) LegStatus() LegStatus {
	switch o.Kind {
	case OutcomeSettled:
		return LegSettled
	case OutcomePending:
		return LegPending
	case OutcomeDeclined:
		return LegDeclined
	case OutcomeNotSent:
		return LegNotSent
	case OutcomeUnknown:
		return LegUnknown
	case OutcomeFailed:
		return LegFailed
	case OutcomeRequiresAction:
		return LegRequiresAction
	case OutcomeAbnormal:
		return LegAbnormal
	}
	panic("refund: outcome without a leg state: " + string(o.Kind))
}

// Leg is a stored leg with where it stands.
type Leg struct {
	PlannedLeg
	Status     LegStatus `json:"status"`
	Generation int       `json:"generation"`
	Outcome    *Outcome  `json:"outcome,omitempty"`
}

// HasBadInstruction reports whether the provider declined the leg's instruction itself: the leg is not
// sent again as it is.
func (l Leg) HasBadInstruction() bool {
	return l.Status == LegDeclined && l.Outcome != nil && l.Outcome.Class == DeclinedInstruction
}

// RefusalCode is the stable code of why the leg is not paid: a decline's class, what stopped it, or
// that its provider has to be asked. Runbooks go by it.
func (l Leg) RefusalCode() Code {
	if l.Outcome == nil {
		return CodePayoutRefused
	}
	switch l.Outcome.Kind {
	case OutcomeDeclined:
		return Code(declined + l.Outcome.Class)
	case OutcomeUnknown, OutcomePending, OutcomeRequiresAction, OutcomeAbnormal:
		return CodeUnanswered
	case OutcomeNotSent:
		code, _, _ := strings.Cut(l.Outcome.Reason, ":")
		return Code(code)
	case OutcomeFailed, OutcomeSettled:
	}
	return CodePayoutRefused
}

// Instruction is one movement asked of a provider. The same key always carries the same amount
// (minor units of Currency).
type Instruction struct {
	Key      string `json:"key"`
	Refund   ID     `json:"refund"`
	Leg      LegID  `json:"leg_id"`
	Provider string `json:"provider"`
	Account  string `json:"account,omitempty"`
	// Reference is what the money goes back to, as the provider knows it: the pinned payment's, or that of the
	// capture the leg goes to. The gate's transaction names it, never an event.
	Reference string `json:"reference"`
	// PaymentReference is the pinned payment's own, for providers that refund a payment whatever was captured of it.
	// CaptureReference is that of the payment's only capture where it names one, for providers that refund captures alone;
	// empty: there is none, or there are several, and Reference is the leg's.
	PaymentReference string `json:"payment_reference,omitempty"`
	CaptureReference string `json:"capture_reference,omitempty"`

	AmountMinor int64    `json:"amount_minor"`
	Currency    Currency `json:"currency_code"`
	// Void asks to cancel an authorisation that was never captured; AmountMinor is 0 and no money
	// moves.
	Void bool `json:"void,omitempty"`
	// CapturedMinor is, for a void, what the books know to be captured of the authorisation: only the rest of it is to
	// be cancelled.
	CapturedMinor int64 `json:"captured_minor,omitempty"`
}
