package ledger

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// ContactChannel is how staff and a customer spoke. ContactDirection says who spoke to whom.
type (
	ContactChannel   string
	ContactDirection string
)

// The channels and the directions.
const (
	ContactPhone    ContactChannel = "phone"
	ContactChat     ContactChannel = "chat"
	ContactLetter   ContactChannel = "letter"
	ContactInPerson ContactChannel = "in_person"
	ContactEmail    ContactChannel = "email"

	// ContactFromCustomer: the customer said it. ContactToCustomer: staff did.
	ContactFromCustomer ContactDirection = "from_customer"
	ContactToCustomer   ContactDirection = "to_customer"
)

// ContactChannels lists the channels.
func ContactChannels() []ContactChannel {
	return []ContactChannel{ContactPhone, ContactChat, ContactLetter, ContactInPerson, ContactEmail}
}

// ContactDirections lists the directions.
func ContactDirections() []ContactDirection {
	return []ContactDirection{ContactFromCustomer, ContactToCustomer}
}

// Contact is one time that staff and a customer spoke about a refund, beside makegood's own messages. It is never changed.
type Contact struct {
	Refund refund.ID `json:"refund"`
	// ID makes the entry repeatable within its refund.
	ID        refund.DecisionID `json:"contact_id"`
	Channel   ContactChannel    `json:"channel"`
	Direction ContactDirection  `json:"direction"`
	// By wrote it down.
	By refund.Person `json:"by"`
	// Text is what was said: a person's words about a person.
	Text string `json:"text" personal:"text"`

	// At is when it was written down (UTC), Verified how it is known that By did, and Subject who that is in the verifier's
	// words. The ledger sets them.
	At       time.Time           `json:"at"`
	Verified refund.Verification `json:"verified,omitempty"`
	Subject  refund.SubjectID    `json:"subject,omitempty"`
	// Acting is who writes, as a door has verified it, and Authority what is known of them: members of staff write alone.
	Acting    refund.Subject   `json:"-"`
	Authority refund.Authority `json:"-"`
}

// ContactsMax bounds the entries of a refund.
const ContactsMax = 500

// ContactLog keeps what staff and customers said to each other.
type ContactLog interface {
	ContactReader
	// KeepContact appends an entry. It reports false where one of the same id was kept before: that one stays. A
	// refund.Problem says why it is not kept (BAD_DECISION, TOO_LARGE, SUBJECT_MISMATCH, NOT_FOR_MACHINES,
	// REVIEWER_UNKNOWN, TOO_MANY_ACTS); ErrNotFound: no such refund.
	KeepContact(ctx context.Context, in Contact) (first bool, err error)
}

// ContactReader reads them.
type ContactReader interface {
	// Contacts are a refund's, oldest first.
	Contacts(ctx context.Context, id refund.ID) ([]Contact, error)
}
