package refund

// Decide asks to claim (merchant, order, request), to register the order, first seen wins, to let the
// rules judge, and to hold and store what they propose: one transaction (DESIGN section 2).
type Decide struct {
	Digest       string       `json:"digest"`
	Cancellation Cancellation `json:"cancellation"`
	// RunID is the workflow run that asks: a repeated New within one run answers New again.
	RunID string `json:"run_id"`
	// Claims are the messages that a new request is told with.
	Claims []MessageClaim `json:"claims,omitempty"`
	// Attested is a door's word on who asks. Witnessed is what it proves; it is filled in behind the workflow.
	Attested  *Attestation `json:"attested,omitempty"`
	Witnessed Witnessed    `json:"witnessed,omitzero"`
	// Contact is the customer's, sealed. It is there in a local activity's input only, which Temporal does not record, and goes
	// no further than the activity.
	Contact *Contact `json:"contact,omitempty"`
	// Link is the link to the customer's page that goes out with the first message; nil: there are no pages. It is filled in
	// behind the workflow.
	Link *PageLink `json:"-"`
}

// DecideResult is the answer to Decide.
type DecideResult string

// The results of Decide.
const (
	// DecidedNew: claimed now by this run. Only this one acknowledges to the customer.
	DecidedNew DecideResult = "New"
	// DecidedSame: claimed earlier with the same body; the standing is what was stored since.
	DecidedSame DecideResult = "Same"
	// DecidedConflict: claimed earlier with another body. Nothing happens.
	DecidedConflict DecideResult = "Conflict"
	// DecidedOrderMismatch: as New, and the event contradicts the pinned order: a person looks.
	DecidedOrderMismatch DecideResult = "OrderMismatch"
)

// Decided is Decide's answer. For a conflict the standing is that of the refund that has the key.
type Decided struct {
	Result DecideResult `json:"result"`
	// Differences name what in the event contradicts the pinned order, at most DifferencesMax of them.
	Differences []string `json:"differences,omitempty"`
	Standing    Standing `json:"standing"`
}

// MessageClaim says that a message is going to be told: a row of what was told to whom.
type MessageClaim struct {
	MessageID string     `json:"message_id"`
	Kind      NoticeKind `json:"kind"`
	Channels  []string   `json:"channels,omitempty"`
}

// Close ends the case. A closed refund has nothing held or sent (promise 7).
type Close struct {
	Refund ID    `json:"refund"`
	Cause  Cause `json:"cause"`
}
