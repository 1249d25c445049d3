package ledger

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// DeskClaim is who works on a refund, and until when.
type DeskClaim struct {
	Refund    refund.ID     `json:"refund"`
	Person    refund.Person `json:"person"`
	ClaimedAt time.Time     `json:"claimed_at"`
	UntilAt   time.Time     `json:"until_at"`
}

// ClaimRequest asks for a refund for a time. Acting is how it is known who asks; the zero Subject: it is asserted.
type ClaimRequest struct {
	Refund refund.ID
	Person refund.Person
	// Lasts is for how long, by the ledger's clock.
	Lasts  time.Duration
	Acting refund.Subject
}

// ReleaseRequest ends a person's claim.
type ReleaseRequest struct {
	Refund refund.ID
	Person refund.Person
	Acting refund.Subject
}

// QueueView is a filter that a person keeps under a name, as the desk writes it in an address. Everybody sees a shared one;
// its owner alone changes it.
type QueueView struct {
	Owner   refund.Person `json:"owner"`
	Name    string        `json:"name"`
	Query   string        `json:"query"`
	Shared  bool          `json:"shared"`
	SavedAt time.Time     `json:"saved_at"`
}

// Absence is a time [FromAt, UntilAt) in which a person is away; Deputy is shown what is assigned to them.
type Absence struct {
	Person  refund.Person `json:"person"`
	Deputy  refund.Person `json:"deputy"`
	FromAt  time.Time     `json:"from_at"`
	UntilAt time.Time     `json:"until_at"`
	SetBy   refund.Person `json:"set_by"`
	SetAt   time.Time     `json:"set_at"`
}

// At reports whether the person is away at a moment.
func (a Absence) At(t time.Time) bool { return !t.Before(a.FromAt) && t.Before(a.UntilAt) }

// DeskActKind is what was done at the desk.
type DeskActKind string

// The kinds.
const (
	DeskClaimed  DeskActKind = "Claimed"
	DeskReleased DeskActKind = "Released"
	// DeskClaimEnded: an act on the refund ended the claim.
	DeskClaimEnded   DeskActKind = "ClaimEnded"
	DeskViewSaved    DeskActKind = "ViewSaved"
	DeskViewDropped  DeskActKind = "ViewDropped"
	DeskAbsenceSet   DeskActKind = "AbsenceSet"
	DeskAbsenceEnded DeskActKind = "AbsenceEnded"
)

// DeskAct is one thing that was done at the desk. About is the refund, view (owner/name) or person.
type DeskAct struct {
	Kind     DeskActKind         `json:"act"`
	About    string              `json:"about"`
	Detail   string              `json:"detail,omitempty"`
	By       refund.Person       `json:"by"`
	At       time.Time           `json:"at"`
	Verified refund.Verification `json:"verified"`
	Subject  refund.SubjectID    `json:"subject,omitempty"`
}
