package support

import (
	"context"
	"errors"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// ContactPorts are what Contacts works with.
type ContactPorts struct {
	Keep func(context.Context, ledger.Contact) (first bool, err error)
	Read func(context.Context, refund.ID) ([]ledger.Contact, error)
	// Staff reads who is a member of staff.
	Staff func(context.Context) (refund.Staff, error)
	// Vault seals and opens what people write; a nil Vault: nothing is sealed.
	Vault func(context.Context) (*privacy.Vault, error)
}

// Contacts is the log of what staff and customers said to each other about a refund.
type Contacts struct{ ports ContactPorts }

// NewContacts returns it over its ports, all of which it needs.
func NewContacts(p ContactPorts) (*Contacts, error) {
	if p.Keep == nil || p.Read == nil || p.Staff == nil || p.Vault == nil {
		return nil, errors.New("support: contacts need a ledger, staff and a vault")
	}
	return &Contacts{p}, nil
}

// KeepContactRequest is what was said, and how. api.Call.Key makes it repeatable: the same key again keeps nothing more.
type KeepContactRequest struct {
	ID        refund.ID
	Channel   ledger.ContactChannel
	Direction ledger.ContactDirection
	Text      string
}

// Keep writes down what was said, in the name of who calls. The text is sealed under the customer's key before it is kept,
// so that erasing the customer erases it: without the key nothing is kept.
func (c *Contacts) Keep(ctx context.Context, call api.Call, in KeepContactRequest) error {
	if err := c.mayUse(call); err != nil {
		return call.Failed(err)
	}
	if call.Key == "" {
		return call.Failed(refund.Problem{Code: api.CodeKeyMissing, Detail: "a contact needs an idempotency key"})
	}
	staff, err := c.ports.Staff(ctx)
	if err != nil {
		return call.Failed(err)
	}
	who := call.Subject.Witnessed()
	entry := ledger.Contact{
		Refund: in.ID, ID: refund.DecisionID(call.Key), Channel: in.Channel, Direction: in.Direction, By: call.Subject.Name, Text: in.Text,
		Acting: who, Authority: who.Within(staff.Authority(call.Subject.Name)),
	}
	vault, err := c.ports.Vault(ctx)
	if err != nil {
		return call.Failed(err)
	}
	if entry, err = privacy.SealFor(ctx, vault, in.ID, entry); err != nil {
		return call.Failed(err)
	}
	_, err = c.ports.Keep(ctx, entry)
	return call.Failed(err)
}

// Of are a refund's contacts, oldest first, with their texts open; those of an erased customer say so.
func (c *Contacts) Of(ctx context.Context, call api.Call, id refund.ID) ([]ledger.Contact, error) {
	if err := c.mayUse(call); err != nil {
		return nil, call.Failed(err)
	}
	found, err := c.ports.Read(ctx, id)
	if err != nil {
		return nil, call.Failed(err)
	}
	staff, err := c.ports.Staff(ctx)
	if err != nil {
		return nil, call.Failed(err)
	}
	if staff.Audits(call.Subject.Witnessed()) {
		return api.Masked(found), nil
	}
	vault, err := c.ports.Vault(ctx)
	if err == nil {
		found, err = privacy.Open(ctx, vault, found)
	}
	return found, call.Failed(err)
}

// mayUse refuses nobody, and machines: what people said to each other is for people.
func (c *Contacts) mayUse(call api.Call) error {
	if err := signedIn(call); err != nil {
		return err
	}
	return call.MayRecord()
}
