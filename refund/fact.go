package refund

import "time"

// FactKind is what a provider's fact is about.
type FactKind string

// The kinds of facts.
const (
	// FactRefund: a refund moved, or did not; makegood's own or one that was made elsewhere.
	FactRefund FactKind = "REFUND"
	// FactDispute: a cardholder's bank asks for the money, or has decided.
	FactDispute FactKind = "DISPUTE"
)

// Fact is what a provider, a bank or a payment service says happened. It is booked, whoever asked for it, and
// once for its id: notifications are repeated, overtake each other and race with look-ups.
type Fact struct {
	// ID is the provider's own id of the notification or of the state it tells; the same state has the same id,
	// whichever way it is heard.
	ID   string   `json:"id"`
	Kind FactKind `json:"kind"`
	// Provider, Account and Reference name the payment, as the ledger pins it.
	Provider  string `json:"provider"`
	Account   string `json:"account,omitempty"`
	Reference string `json:"reference"`
	// OccurredAt is the provider's time of it (UTC); it orders facts of one refund where the states do not.
	OccurredAt time.Time    `json:"occurred_at"`
	Refund     *RefundFact  `json:"refund,omitempty"`
	Dispute    *DisputeFact `json:"dispute,omitempty"`
}

// RefundFact is the state of one refund at its provider.
type RefundFact struct {
	// Key is the key makegood asked under; empty where the provider does not tell it, or the refund was made
	// elsewhere.
	Key              string `json:"key,omitempty"`
	ProviderRefundID string `json:"provider_refund_id"`
	// AmountMinor is 0 for a void of makegood's own, which names its key.
	AmountMinor int64    `json:"amount_minor"`
	Currency    Currency `json:"currency_code"`
	Outcome     Outcome  `json:"outcome"`
}

// DisputeStage is how far a dispute has come.
type DisputeStage string

// The stages. An inquiry moves nothing; an opened dispute has taken the funds; the others are final, but that a
// won one may be opened again (a second chargeback).
const (
	DisputeInquiry DisputeStage = "INQUIRY"
	DisputeOpened  DisputeStage = "OPENED"
	DisputeWon     DisputeStage = "WON"
	DisputeLost    DisputeStage = "LOST"
	// DisputeClosed: an inquiry ended without funds moving.
	DisputeClosed DisputeStage = "CLOSED"
)

// DisputeFact is the state of one dispute. Amounts are minor units of Currency, which may not be the captured one.
type DisputeFact struct {
	DisputeID   string       `json:"dispute_id"`
	Stage       DisputeStage `json:"stage"`
	AmountMinor int64        `json:"amount_minor"`
	Currency    Currency     `json:"currency_code"`
	FeeMinor    int64        `json:"fee_minor,omitempty"`
	// CapturedMinor is what of the captured currency that is, by the provider's statement, where Currency is another one;
	// 0: it has not said.
	CapturedMinor int64 `json:"captured_minor,omitempty"`
	// Reason is the bank's own word; EvidenceDueAt until when an answer is taken.
	Reason        string     `json:"reason,omitempty"`
	EvidenceDueAt *time.Time `json:"evidence_due_at,omitempty"`
}

// FactResult is what became of a fact.
type FactResult string

// The results.
const (
	// FactIsBooked: the books have moved, or the state of a leg or a dispute has.
	FactIsBooked FactResult = "BOOKED"
	// FactIsKnown: it was booked before, or says what is booked already.
	FactIsKnown FactResult = "KNOWN"
	// FactIsStale: a later fact of the same refund or dispute is booked.
	FactIsStale FactResult = "STALE"
	// FactWaits: no order has named the payment yet, and it is booked when one does; or the provider does not name the
	// key, and a leg of that amount is on its way whose id is not known yet.
	FactWaits FactResult = "WAITS"
	// FactIsOutside: a refund that makegood did not ask for took headroom, and waits for a person to attribute it.
	FactIsOutside FactResult = "OUTSIDE"
	// FactDiffers: it is about a leg of makegood's, of another amount or currency than was asked for. Nothing is booked,
	// and a person has to ask the provider.
	FactDiffers FactResult = "DIFFERS"
)

// FactBooked is the answer to a fact.
type FactBooked struct {
	Result FactResult `json:"result"`
	// Refund and Leg are makegood's own that it is about; empty: none.
	Refund ID    `json:"refund,omitempty"`
	Leg    LegID `json:"leg_id,omitempty"`
	// Standing is that refund's; nil: none.
	Standing *Standing `json:"standing,omitempty"`
	// LateFailed: a leg that had settled failed, and the refund was closed: a correction begins.
	LateFailed bool `json:"late_failed,omitempty"`
}
