package refund

import "time"

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
	// Verified is how it is known that the actor acted, Subject who that is in the verifier's words. Both are empty where
	// makegood itself acted, and in rows from before they were kept.
	Verified Verification `json:"verified,omitempty"`
	Subject  SubjectID    `json:"subject,omitempty"`
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
	// Settlements are what the legs cost and what their payers got.
	Settlements []LegSettlement `json:"settlements,omitempty"`
	Trail       []TrailEntry    `json:"trail"`
	Messages    []NoticeMark    `json:"messages,omitempty"`
	Desk        Desk            `json:"desk,omitzero"`
	// Standing is the refund as it stands; an archive's reader leaves it out.
	Standing Standing `json:"standing,omitzero"`
	// Inspection is what was found of the goods, or the proof that they were sent, Reply what the customer answered to the standing's
	// question, Appeal the one that was made.
	Inspection *Inspection `json:"inspection,omitempty"`
	Reply      *InfoReply  `json:"reply,omitempty"`
	Appeal     *Appeal     `json:"appeal,omitempty"`
	OpenedAt   time.Time   `json:"opened_at"`
	ClosedAt   *time.Time  `json:"closed_at,omitempty"`
}
