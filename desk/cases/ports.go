package cases

import (
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

// Reader reads a case. Its errors are *api.Error.
type Reader interface {
	Case(ctx context.Context, call api.Call, id refund.ID) (support.Case, error)
}

// Acts says what may be done about a refund, by whom the call is.
type Acts interface {
	Links(ctx context.Context, call api.Call, r api.Refund) ([]ActLink, error)
}

// ActLink is an act, and where its form is. One that is not allowed says why, in the reader's language.
type ActLink struct {
	Name, Label, Href string
	Allowed           bool
	Why               string
}

// Contacts tells how the customer of a refund was spoken to, newest first.
type Contacts interface {
	Contacts(ctx context.Context, call api.Call, id refund.ID) ([]Contact, error)
}

// Contact is one conversation. Channel is in the reader's words.
type Contact struct {
	At            time.Time
	By            refund.Person
	Channel, Text string
}

// Files are documents that makegood keeps itself, by the SHA-256 of what is in them (lower-case hexadecimal).
type Files interface {
	// Kept are those that are kept of a refund: their types, as makegood found them, by their hashes.
	Kept(ctx context.Context, call api.Call, id refund.ID) (map[string]string, error)
	// Evidence is one of them; a Problem NOT_FOUND: it is not kept.
	Evidence(ctx context.Context, call api.Call, sha256 string) (content []byte, mediaType string, err error)
}

// Holders knows who works on a refund, and until when; false: nobody does.
type Holders interface {
	Holder(ctx context.Context, id refund.ID) (who refund.Person, until time.Time, ok bool)
}

// Ports are what the pages work with. All but Cases may be nil: the pages leave them out.
type Ports struct {
	Cases    Reader
	Acts     Acts
	Contacts Contacts
	Files    Files
	Links    Links
	Holders  Holders
	// PolicyURL is the permanent address of a version of a policy; nil, and an empty address: there is none.
	PolicyURL func(*refund.PolicyRef) string
	// TemporalUI is the address of Temporal's UI, and Namespace where the workflows run there; empty: no link to it.
	TemporalUI, Namespace string
}

func (p Ports) check(kit *web.Kit) error {
	if kit == nil || p.Cases == nil {
		return errors.New("desk: the pages of cases need a kit and a reader of cases")
	}
	return nil
}
