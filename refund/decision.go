package refund

// Verb is what a reviewer decides.
type Verb string

// The verbs.
const (
	VerbApprove Verb = "approve"
	VerbReject  Verb = "reject"
	// VerbAdjust lowers the amount, and agrees to the lower one.
	VerbAdjust Verb = "adjust"
)

// Decision is a person's decision on a refund that waits for one: the payload of the signal and
// the update `decide`. AmountMinor names the amount it was made on (minor units of the refund's
// currency); when it is given and the amount has moved, the decision is refused. For adjust it is the
// lower amount that the refund shall come to. AssessmentHash, where given, binds the decision to one
// assessment.
type Decision struct {
	DecisionID  DecisionID `json:"decision_id"`
	Verb        Verb       `json:"decision"`
	Reviewer    Person     `json:"reviewer"`
	AmountMinor *int64     `json:"amount_minor,omitempty"`
	Note        string     `json:"note,omitempty"`
	// Message is said to the customer as it is, when the answer is no or less.
	Message        string `json:"message,omitempty"`
	AssessmentHash string `json:"assessment_hash,omitempty"`
}

// DecisionRequest asks the ledger to authorise and store a decision, in one transaction. It is
// stored even when it is refused.
type DecisionRequest struct {
	Refund         ID       `json:"refund"`
	AssessmentHash string   `json:"assessment_hash"`
	Decision       Decision `json:"decision"`
	// Adjusted is what adjust puts in the stored proposal's place.
	Adjusted *Proposal `json:"adjusted,omitempty"`
	// Authority is filled in behind the workflow.
	Authority Authority `json:"authority,omitzero"`
}

// Ruling is the ledger's answer to a decision or a resolution.
type Ruling struct {
	Answer
	// Final: nobody else has to agree.
	Final bool `json:"final,omitempty"`
	// NextRole is whose agreement is missing yet.
	NextRole Role `json:"next_role,omitempty"`
	// HistoryMoved: an adjusted proposal was computed on a history that has moved: compute it again.
	// Nothing was stored.
	HistoryMoved bool `json:"history_moved,omitempty"`
	// Reserved is the case after the transaction, when its proposal or its legs changed.
	Reserved *Reserved `json:"reserved,omitempty"`
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
