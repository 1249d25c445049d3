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
	Note        string     `json:"note,omitempty" personal:"text"`
	// Message is said to the customer as it is, when the answer is no or less.
	Message        string `json:"message,omitempty" personal:"text"`
	AssessmentHash string `json:"assessment_hash,omitempty"`
	Seen
}

// Answer is what a person's act (decide, withdraw, answer_offer, resolve) came to. A repeated id
// gets the first answer.
type Answer struct {
	Accepted bool   `json:"accepted"`
	Code     Code   `json:"code,omitempty"`
	Detail   string `json:"detail,omitempty"`
	Status   Status `json:"status"`
	// Replayed: the act was answered before under its id or key, and this is that answer. Nothing was done anew.
	Replayed bool `json:"replayed,omitempty"`
}

// Withdrawal takes a request back, while nothing was sent: signal and update `withdraw`.
type Withdrawal struct {
	By   Person `json:"by"`
	Note string `json:"note,omitempty" personal:"text"`
	// Key makes it repeatable: the same words again under it have the first answer, others are a CONFLICT. Empty: the ledger
	// goes by what it can be done to once.
	Key DecisionID `json:"key,omitempty"`
	Seen
}
