package refund

// Reassessment asks the rules again about a refund that has a proposal: on what arrived, on a
// person's lower amount, on an appeal, or with the alternative a customer chose. The history it is
// judged on is without the refund's own reservation.
type Reassessment struct {
	Cancellation Cancellation `json:"cancellation"`
	// Stored is the proposal that counts so far.
	Stored Proposal `json:"stored"`
	// Inspection is what arrived; nil: nothing had to, or nothing has yet.
	Inspection *Inspection `json:"inspection,omitempty"`
	// AdjustToMinor is the lower total a person decided on.
	AdjustToMinor *int64 `json:"adjust_to_minor,omitempty"`
	// Appealed: the request is judged as if it were eligible, without earlier adjustments, and needs
	// another person.
	Appealed bool `json:"appealed,omitempty"`
	// Choice is the alternative the customer chose.
	Choice *Choice `json:"choice,omitempty"`
	// AssessmentHash is Stored's, which a choice is bound to.
	AssessmentHash string `json:"assessment_hash,omitempty"`
	// Settled are the legs that are paid already: they stay as they are.
	Settled []Leg `json:"settled,omitempty"`
	// UsedLegs are the ids of all legs the refund ever had, beside those of Stored: none is used again.
	UsedLegs []LegID `json:"used_legs,omitempty"`
}
