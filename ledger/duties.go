package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// DutyReader reads who did what, as far as it tells whether duties were kept apart.
type DutyReader interface {
	// DutyFacts reads what people did in a period: at most DutyFactsMax of each.
	DutyFacts(ctx context.Context, period Period) (DutyFacts, error)
}

// DutyFactsMax bounds each list of DutyFacts.
const DutyFactsMax = 50_000

// DutyFacts are what people did in a period. Cut: a list was too long, and has the oldest alone.
type DutyFacts struct {
	Approvals []Approval
	Elsewhere []ElsewhereSaid
	WriteOffs []WriteOffPart
	// Named are who acted under which name, of people whom a door has verified, over all time.
	Named []NamedSubject
	// Policies are the revisions of the policy that two people have confirmed, newest first, without their files.
	Policies []RuleRevision
	Cut      bool
}

// Approval is a decision that agreed to a refund, and who had asked for it.
type Approval struct {
	Refund             refund.ID
	By                 refund.Person
	Subject            refund.SubjectID
	At                 time.Time
	RequestedBy        refund.Person
	RequestedBySubject refund.SubjectID
}

// ElsewhereSaid is somebody's word that something of a refund was paid outside makegood.
type ElsewhereSaid struct {
	Refund             refund.ID
	By                 refund.Person
	Subject            refund.SubjectID
	At                 time.Time
	RequestedBy        refund.Person
	RequestedBySubject refund.SubjectID
}

// WriteOffPart is a person's part in a write-off of a payment, with somebody's approval of a refund of that payment.
type WriteOffPart struct {
	WriteOff        string
	By              refund.Person
	Subject         refund.SubjectID
	At              time.Time
	Refund          refund.ID
	Approved        refund.Person
	ApprovedSubject refund.SubjectID
}

// NamedSubject is a verifier's name of somebody, with the name that they acted under.
type NamedSubject struct {
	Subject refund.SubjectID
	Person  refund.Person
}
