package customer

import (
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// Books is what is read and kept in the ledger.
type Books interface {
	ledger.Pages
	// Case returns one refund, or ledger.ErrNotFound.
	Case(ctx context.Context, id refund.ID) (refund.Case, error)
}

// Files keeps what customers send. A file is known by its refund and the SHA-256 of what was sent, in hexadecimal digits.
type Files interface {
	// Keep stores a file; one that is there is left as it is.
	Keep(ctx context.Context, id refund.ID, sha256 string, content []byte) error
	// Read returns a file, or ErrNoFile. Erased content is privacy.Erased.
	Read(ctx context.Context, id refund.ID, sha256 string) ([]byte, error)
}

// ErrNoFile: there is no such file.
var ErrNoFile = errors.New("customer: no such file")

// Ports are what a Service works with. Functions are asked with each call that needs what they give.
type Ports struct {
	// Acts are the service behind every door.
	Acts  api.Refunds
	Books Books
	Files Files
	// Pages make and check links.
	Pages *messaging.Pages
	// Staff reads who decides; they may revoke links and read files.
	Staff func(context.Context) (refund.Staff, error)
	// Vault seals and opens what people write; nil, and a nil Vault: nothing is sealed.
	Vault func(context.Context) (*privacy.Vault, error)
	// Expect fills in when money is expected that is on its way; nil: nobody knows.
	Expect func(context.Context, refund.Notice) refund.Notice
	// CheckAbove is above which amount, in minor units, the second check is asked for; a currency that is not there: always.
	CheckAbove map[refund.Currency]int64
	// Help is whom the page names for help; empty: whoever wrote the message.
	Help string
	// Now is UTC.
	Now func() time.Time
}

// Service is what customers see and do. It is safe for concurrent use as far as its ports are.
type Service struct{ ports Ports }

// New returns the service over its ports, and an error where one is missing.
func New(p Ports) (*Service, error) {
	var missing []error
	for _, port := range []struct {
		absent bool
		name   string
	}{
		{p.Acts == nil, "the service of acts"}, {p.Books == nil, "books"}, {p.Files == nil, "files"}, {p.Pages == nil, "links"},
		{p.Staff == nil, "staff"}, {p.Now == nil, "a clock"},
	} {
		if port.absent {
			missing = append(missing, errors.New("customer: the service needs "+port.name))
		}
	}
	if len(missing) > 0 {
		return nil, errors.Join(missing...)
	}
	if p.Vault == nil {
		p.Vault = func(context.Context) (*privacy.Vault, error) { return nil, nil }
	}
	if p.Expect == nil {
		p.Expect = func(_ context.Context, n refund.Notice) refund.Notice { return n }
	}
	return &Service{ports: p}, nil
}

// Help is whom pages name for help; empty: whoever wrote the message.
func (s *Service) Help() string { return s.ports.Help }
