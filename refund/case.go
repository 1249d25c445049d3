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
	// Standing is the refund as it stands; an archive's reader leaves it out.
	Standing Standing `json:"standing,omitzero"`
	// Inspection is what was found of the goods, Reply what the customer answered to the standing's
	// question, Appeal the one that was made.
	Inspection *Inspection `json:"inspection,omitempty"`
	Reply      *InfoReply  `json:"reply,omitempty"`
	Appeal     *Appeal     `json:"appeal,omitempty"`
	OpenedAt   time.Time   `json:"opened_at"`
	ClosedAt   *time.Time  `json:"closed_at,omitempty"`
}
