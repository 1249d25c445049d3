package support

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

// AuditBooks is what auditing reads of the ledger.
type AuditBooks interface {
	ledger.SampleReader
	Case(ctx context.Context, id refund.ID) (refund.Case, error)
	Identity(ctx context.Context) (ledger.Identity, error)
	Reconciliations(ctx context.Context, filter ledger.ReconciliationFilter) ([]ledger.Reconciliation, error)
}

// AuditSigner signs exports.
type AuditSigner interface {
	// ExportKey names the key, with its public half as PEM.
	ExportKey() (id refund.AttestationKey, publicPEM []byte, err error)
	SignExport(document []byte) (signature []byte, err error)
}

// AuditPorts are what an Auditing works with.
type AuditPorts struct {
	Books AuditBooks
	// Keep stores what auditors do.
	Keep ledger.SampleBook
	// Staff reads who may decide.
	Staff func(context.Context) (refund.Staff, error)
	// Vault seals and opens what people write; nil, and a nil Vault: nothing is sealed.
	Vault func(context.Context) (*privacy.Vault, error)
	// Signer signs exports; nil: nothing can be taken out.
	Signer AuditSigner
	// Now is UTC.
	Now func() time.Time
}

// Auditing is what people can ask who check refunds: auditors, who are shown no personal data, and people of the highest rank.
// It decides nothing about a refund. Every error of its methods is an *api.Error. It is safe for concurrent use as far as its ports are.
type Auditing struct{ ports AuditPorts }

// NewAuditing returns the service over its ports, and an error where one is missing.
func NewAuditing(p AuditPorts) (*Auditing, error) {
	if p.Books == nil || p.Keep == nil || p.Staff == nil || p.Now == nil {
		return nil, errors.New("support: auditing needs books to read, books to keep, staff and a clock")
	}
	if p.Vault == nil {
		p.Vault = func(context.Context) (*privacy.Vault, error) { return nil, nil }
	}
	return &Auditing{p}, nil
}

// auditor is who checks refunds, by a call.
type auditor struct {
	api.Call
	authority refund.Authority
	staff     refund.Staff
}

// masks reports whether who calls is shown no personal data.
func (a auditor) masks() bool { return a.authority.Audits() }

// admit refuses who may not check refunds (UNAUTHENTICATED, NOT_PERMITTED).
func (s *Auditing) admit(ctx context.Context, call api.Call) (auditor, error) {
	who := call.Subject
	switch {
	case strings.TrimSpace(string(who.Name)) == "" || who.Verified == "":
		return auditor{}, refund.Problem{Code: api.CodeUnauthenticated, Detail: "nobody is known who calls"}
	case who.Kind != api.Human:
		return auditor{}, refund.Problem{Code: api.CodeNotPermitted, Detail: "checking refunds is for people"}
	}
	staff, err := s.ports.Staff(ctx)
	if err != nil {
		return auditor{}, err
	}
	authority := who.Witnessed().Within(staff.Authority(who.Name))
	if !authority.MayAudit() {
		return auditor{}, refund.Problem{Code: api.CodeNotPermitted, Detail: "refunds are checked by auditors, and by people of the highest rank: " + string(who.Name) + " is neither"}
	}
	return auditor{call, authority, staff}, nil
}

// shown is a value as an auditor is shown it, or with the texts that people wrote open.
func shown[T any](ctx context.Context, s *Auditing, who auditor, value T) (T, error) {
	if who.masks() {
		return api.Masked(value), nil
	}
	vault, err := s.ports.Vault(ctx)
	if err != nil {
		return value, err
	}
	return privacy.Open(ctx, vault, value)
}

// of is the error of a sample or a refund that there is none of.
func of(what string, err error) error {
	if errors.Is(err, ledger.ErrNotFound) {
		return refund.Problem{Code: refund.CodeNotFound, Detail: "there is no " + what}
	}
	return err
}

// answered is the ledger's refusal as an error; nil: it has accepted.
func answered(answer refund.Answer) error {
	if answer.Accepted {
		return nil
	}
	return refund.Problem{Code: answer.Code, Detail: answer.Detail}
}
