package refund

import "time"

// This file holds what the workflow asks of the ledger, and what the ledger answers. Each
// exchange is one database transaction, and may be repeated: the second call gives the first's
// answer (DESIGN sections 2 and 8).

// Cause is who acts, and why: every row of the trail carries it (promise 12).
type Cause struct {
	Actor  Person `json:"actor"`
	Reason string `json:"reason"`
}

// Actors that are not people.
const (
	ActorMakegood Person = "makegood"
	ActorOperator Person = "operator"
)

// Open asks to claim (merchant, order, request) and to register the order, first seen wins.
type Open struct {
	Digest       string       `json:"digest"`
	Cancellation Cancellation `json:"cancellation"`
	// RunID is the workflow run that asks: a repeated New within one run answers New again.
	RunID string `json:"run_id"`
}

// OpenResult is the answer to Open.
type OpenResult string

// The results of Open.
const (
	// OpenedNew: claimed now by this run. Only this one acknowledges to the customer.
	OpenedNew OpenResult = "New"
	// OpenedSame: claimed earlier with the same body.
	OpenedSame OpenResult = "Same"
	// OpenedConflict: claimed earlier with another body. Nothing happens.
	OpenedConflict OpenResult = "Conflict"
	// OpenedOrderMismatch: claimed, but the event contradicts the pinned order: review.
	OpenedOrderMismatch OpenResult = "OrderMismatch"
)

// Opened is Open's answer. Status and Offer are the stored case's, for a case that is over.
type Opened struct {
	Result      OpenResult  `json:"result"`
	Status      Status      `json:"status"`
	Offer       OfferStatus `json:"offer,omitempty"`
	PaidMinor   int64       `json:"paid_minor,omitempty"`
	Reason      string      `json:"reason,omitempty"`
	Closed      bool        `json:"closed,omitempty"`
	Differences []string    `json:"differences,omitempty"`
}

// Reserve asks to hold the proposal's legs, claim its lines and store it.
type Reserve struct {
	Refund   ID       `json:"refund"`
	Proposal Proposal `json:"proposal"`
	Cause    Cause    `json:"cause"`
}

// ReserveResult is the answer to Reserve.
type ReserveResult string

// The results of Reserve.
const (
	// ReservedNow: stored and held; the proposal asked is the proposal stored.
	ReservedNow ReserveResult = "Reserved"
	// ReservedBefore: a proposal was stored already; Stored has it, and only it counts.
	ReservedBefore ReserveResult = "Stored"
	// ReserveHistoryMoved: the order changed since the assessment: assess again.
	ReserveHistoryMoved ReserveResult = "HistoryMoved"
	// ReserveRefused: a cap, a line claim, a stop or the assessment itself forbids it; Code says
	// which. Nothing is stored; a person looks.
	ReserveRefused ReserveResult = "Refused"
)

// Reserved is Reserve's answer.
type Reserved struct {
	Result ReserveResult `json:"result"`
	Code   Code          `json:"code,omitempty"`
	Detail string        `json:"detail,omitempty"`
	// Stored is set for ReservedBefore.
	Stored *Proposal `json:"stored,omitempty"`
	// Status is the case's status after the transaction.
	Status Status `json:"status"`
	Legs   []Leg  `json:"legs,omitempty"`
	// Approved holds what was decided earlier (after a reset); NextRole is whose agreement is missing.
	Approved bool `json:"approved,omitempty"`
	NextRole Role `json:"next_role,omitempty"`
	// AssessmentHash is what an approval is bound to.
	AssessmentHash string `json:"assessment_hash,omitempty"`
}

// Begin asks for the right to send a leg (Reserved -> Sending, or a retry after Declined).
type Begin struct {
	Refund         ID     `json:"refund"`
	Leg            LegID  `json:"leg_id"`
	AssessmentHash string `json:"assessment_hash"`
	Cause          Cause  `json:"cause"`
}

// BeginResult is the answer to Begin.
type BeginResult string

// The results of Begin.
const (
	// BeginSend: the leg is Sending now; send it.
	BeginSend BeginResult = "Send"
	// BeginLookUp: the leg was sent earlier (a crash lies between): look up before sending.
	BeginLookUp BeginResult = "LookUp"
	// BeginDone: the leg has its outcome; Outcome holds it.
	BeginDone BeginResult = "Done"
	// BeginStopped: a stop, a missing approval or a kill switch forbids it; Reason says which.
	BeginStopped BeginResult = "Stopped"
)

// Begun is Begin's answer.
type Begun struct {
	Result  BeginResult `json:"result"`
	Leg     Leg         `json:"leg"`
	Key     string      `json:"key,omitempty"`
	Outcome *Outcome    `json:"outcome,omitempty"`
	Reason  string      `json:"reason,omitempty"`
}

// Resend asks the same gate for the right to send the same key and amount again, on the evidence
// of a look-up that answered "absent" after the provider's settling delay.
type Resend struct {
	Refund        ID            `json:"refund"`
	Leg           LegID         `json:"leg_id"`
	Generation    int           `json:"generation"`
	SettlingDelay time.Duration `json:"settling_delay"`
}

// ResendAnswer says whether the leg may be sent again; if not, Reason says why (for example that
// the settling delay has not passed: ask again after Wait).
type ResendAnswer struct {
	Allowed bool          `json:"allowed"`
	Reason  string        `json:"reason,omitempty"`
	Wait    time.Duration `json:"wait,omitempty"`
}

// Record reports what a provider said of a leg. Facts are always booked.
type Record struct {
	Refund     ID      `json:"refund"`
	Leg        LegID   `json:"leg_id"`
	Generation int     `json:"generation"`
	Outcome    Outcome `json:"outcome"`
	Cause      Cause   `json:"cause"`
}

// Release gives back everything held and the line claims, and ends the refund in Status
// (Rejected, Withdrawn, or PartlyRefunded when some legs settled). Refused with ALREADY_SENT
// while a leg is undecided, or (for Withdrawn and Rejected) once one has settled.
type Release struct {
	Refund ID     `json:"refund"`
	Status Status `json:"status"`
	Cause  Cause  `json:"cause"`
}

// Mark records a change of status that moves no money, or, without a status, only a row of the
// trail. Key makes it idempotent within a refund.
type Mark struct {
	Refund ID     `json:"refund"`
	Key    string `json:"key"`
	Status Status `json:"status"`
	Cause  Cause  `json:"cause"`
	// Desk, when set, is who is asked from now on.
	Desk *Desk `json:"desk,omitempty"`
}

// Close ends the case. A closed refund has nothing held or sent (promise 7).
type Close struct {
	Refund ID          `json:"refund"`
	Status Status      `json:"status"`
	Offer  OfferStatus `json:"offer"`
	Cause  Cause       `json:"cause"`
	// Messages are who was told what: the case keeps them when the workflow is gone.
	Messages []NoticeMark `json:"messages,omitempty"`
}

// TrailEntry is one row of the append-only trail.
type TrailEntry struct {
	At     time.Time `json:"at"`
	Event  string    `json:"event"`
	From   Status    `json:"from,omitempty"`
	To     Status    `json:"to,omitempty"`
	Leg    LegID     `json:"leg_id,omitempty"`
	Actor  Person    `json:"actor"`
	Reason string    `json:"reason,omitempty"`
	Policy string    `json:"policy,omitempty"`
}

// Case is a refund as the ledger holds it: what `show` falls back to when the workflow is gone.
type Case struct {
	ID           ID           `json:"id"`
	Cancellation Cancellation `json:"cancellation"`
	Digest       string       `json:"digest"`
	Status       Status       `json:"status"`
	Offer        OfferStatus  `json:"offer"`
	OfferChoice  string       `json:"offer_choice,omitempty"` // the choice that was taken
	Closed       bool         `json:"closed"`
	Proposal     *Proposal    `json:"proposal,omitempty"`
	Legs         []Leg        `json:"legs,omitempty"`
	Trail        []TrailEntry `json:"trail"`
	Messages     []NoticeMark `json:"messages,omitempty"`
	Desk         Desk         `json:"desk,omitzero"`
	OpenedAt     time.Time    `json:"opened_at"`
	ClosedAt     *time.Time   `json:"closed_at,omitempty"`
}
