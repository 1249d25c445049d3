package refund

// Verb is what a reviewer decides.
type Verb string

// The verbs.
const (
	VerbApprove Verb = "approve"
	VerbReject  Verb = "reject"
)

// Decision is a person's decision on a refund that waits for one: the payload of the signal and
// the update `decide`. AmountMinor names the amount it was made on (minor units of the refund's
// currency); when it is given and the amount has moved, the decision is refused.
type Decision struct {
	DecisionID  DecisionID `json:"decision_id"`
	Verb        Verb       `json:"decision"`
	Reviewer    Person     `json:"reviewer"`
	AmountMinor *int64     `json:"amount_minor,omitempty"`
	Note        string     `json:"note,omitempty"`
}

// DecisionRequest asks the ledger to authorise and store a decision, in one transaction. It is
// stored even when it is refused.
type DecisionRequest struct {
	Refund         ID       `json:"refund"`
	AssessmentHash string   `json:"assessment_hash"`
	Decision       Decision `json:"decision"`
}

// Answer is what a person's act (decide, withdraw, answer_offer, resolve) came to. A repeated id
// gets the first answer.
type Answer struct {
	Accepted bool   `json:"accepted"`
	Code     Code   `json:"code,omitempty"`
	Detail   string `json:"detail,omitempty"`
	Status   Status `json:"status"`
}

// Withdrawal takes a request back, while nothing was sent: signal and update `withdraw`.
type Withdrawal struct {
	By   Person `json:"by"`
	Note string `json:"note,omitempty"`
}

// OfferReply answers an open offer: signal and update `answer_offer`.
type OfferReply struct {
	By     Person `json:"by"`
	Accept bool   `json:"accept"`
}

// ResolveAction is what a person does about a refund that needs attention.
type ResolveAction string

// The resolve actions.
const (
	// ResolveRetry tries again what was refused, under a new generation of the key.
	ResolveRetry ResolveAction = "retry"
	// ResolveGiveUp releases what was not paid and ends the refund.
	ResolveGiveUp ResolveAction = "give_up"
)

// Resolution leads a refund out of NeedsAttention: signal and update `resolve`.
type Resolution struct {
	ResolutionID DecisionID    `json:"resolution_id"`
	Action       ResolveAction `json:"action"`
	By           Person        `json:"by"`
	Note         string        `json:"note,omitempty"`
}

// OfferMove asks the ledger to move an offer; Offer transactions are idempotent by refund.
type OfferMove struct {
	Refund   ID         `json:"refund"`
	Terms    OfferTerms `json:"terms"`
	Currency Currency   `json:"currency_code"`
	Cause    Cause      `json:"cause"`
}

// OfferEnd ends an open offer: Accepted is posted once and returns the code that was issued.
type OfferEnd struct {
	Refund ID          `json:"refund"`
	Status OfferStatus `json:"status"`
	Cause  Cause       `json:"cause"`
}

// OfferState is the ledger's answer about an offer. Made is false when the budget is short.
type OfferState struct {
	Status OfferStatus `json:"status"`
	Code   string      `json:"code,omitempty"`
	Reason string      `json:"reason,omitempty"`
}
