package refund

// ResolveAction is what a person does about a refund that needs attention.
type ResolveAction string

// The resolve actions.
const (
	// ResolveRetry tries again what was refused, under a new generation of the key.
	ResolveRetry ResolveAction = "retry"
	// ResolvePaidElsewhere says that what is unpaid was paid outside makegood, under Reference. Two people say so, where
	// the policy does not take one person's word for the amount (Proposal.ElsewhereAloneMinor).
	ResolvePaidElsewhere ResolveAction = "paid_elsewhere"
	// ResolvePayAnotherWay pays what is unpaid by a substitute, Via.
	ResolvePayAnotherWay ResolveAction = "pay_another_way"
	// ResolveGiveUp releases what was not paid and ends the refund.
	ResolveGiveUp ResolveAction = "give_up"
)

// ResolveActions lists the actions.
func ResolveActions() []ResolveAction {
	return []ResolveAction{ResolveRetry, ResolvePaidElsewhere, ResolvePayAnotherWay, ResolveGiveUp}
}

// The ways of a leg that are not its own payment.
const (
	// ViaStoreCredit issues store credit at the merchant (POSTINGS P7).
	ViaStoreCredit = AlternativeStoreCredit
	// ViaElsewhere was paid outside makegood, by a person's word.
	ViaElsewhere = "ELSEWHERE"
	// ViaDispute was paid by the customer's bank, which kept the funds of a dispute (POSTINGS P10d).
	ViaDispute = "DISPUTE"
)

// Resolution leads a refund out of NeedsAttention: signal and update `resolve`.
type Resolution struct {
	ResolutionID DecisionID    `json:"resolution_id"`
	Action       ResolveAction `json:"action"`
	By           Person        `json:"by"`
	// Leg, where given, is the only leg it is about; otherwise all that a person has to act on.
	Leg LegID `json:"leg_id,omitempty"`
	// Reference names the payment outside makegood, for paid_elsewhere.
	Reference string `json:"reference,omitempty"`
	// Via is the substitute, for pay_another_way: STORE_CREDIT.
	Via  string `json:"via,omitempty"`
	Note string `json:"note,omitempty" personal:"text"`
	Seen
}
