package api

import (
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/internal/preview"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// Stories are the refunds that are under way: their workflows.
type Stories interface {
	// View asks where a refund stands; a refund without an open workflow is a Problem NOT_FOUND.
	View(ctx context.Context, id refund.ID) (refund.View, error)
	// Act sends an act and waits for its answer. A Problem means that the workflow did not take it.
	Act(ctx context.Context, id refund.ID, act refund.Act) (refund.Answer, error)
}

// Intake takes requests whose senders wait for the decision.
type Intake interface {
	// Request waits until the refund is decided, and no longer. A Problem means that nothing was done; ErrKnown that the
	// refund was asked for before and is over. After any other error the same request again is safe.
	Request(ctx context.Context, in refund.Request) (refund.Requested, error)
}

// ErrKnown: a refund was asked for before, and the ledger is to be asked what became of it.
var ErrKnown = errors.New("api: the refund was asked for before")

// Books is what is read of the ledger, and the one act there that is about no refund of makegood's own.
type Books interface {
	Case(ctx context.Context, id refund.ID) (refund.Case, error)
	Cases(ctx context.Context, filter ledger.CaseFilter) ([]ledger.CaseRow, error)
	OutsideRefunds(ctx context.Context, filter ledger.OutsideFilter) ([]ledger.OutsideRefund, error)
	PaymentOwner(ctx context.Context, in ledger.NamedPayment) (refund.KeyOwner, error)
	Attribute(ctx context.Context, in ledger.Attribution) (refund.Answer, error)
	ledger.ActReader
}

// Rehearsal is where requests are tried and nothing is kept: a ledger to try them on, and the rules by which workers
// judge.
type Rehearsal struct {
	Books preview.Books
	Rules ledger.Rules
}

// Ports are what a Service works with. Functions are asked with each call that needs what they give.
type Ports struct {
	Stories Stories
	Intake  Intake
	Books   Books
	// Staff reads who may decide.
	Staff func(context.Context) (refund.Staff, error)
	// Rehearse lets work try requests, and keeps nothing. work may run twice; its error is Rehearse's.
	Rehearse func(ctx context.Context, work func(Rehearsal) error) error
	// Vault seals and opens what people write; nil, and a nil Vault: nothing is sealed.
	Vault func(context.Context) (*privacy.Vault, error)
	// Expect fills in when the money of a notice is expected; nil: nobody knows.
	Expect func(context.Context, refund.Notice) refund.Notice
	// Now is UTC.
	Now func() time.Time
	// Attest signs who does what a body says about a refund, so that it is believed behind Temporal; nil, and a word
	// without a signature: what is done is only asserted.
	Attest func(who refund.Subject, id refund.ID, body string) (refund.Attestation, error)
}

// Service is everything that can be asked about refunds and done about them. It is safe for concurrent use as far as its
// ports are. Every error of its methods is an *Error.
type Service struct{ ports Ports }

// New returns the service over its ports, and an error where one is missing.
func New(p Ports) (*Service, error) {
	var missing []error
	for _, port := range []struct {
		absent bool
		name   string
	}{
		{p.Stories == nil, "stories"}, {p.Intake == nil, "an intake"}, {p.Books == nil, "books"}, {p.Staff == nil, "staff"},
		{p.Rehearse == nil, "rehearsals"}, {p.Now == nil, "a clock"},
	} {
		if port.absent {
			missing = append(missing, errors.New("api: a service needs "+port.name))
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
