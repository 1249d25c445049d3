package identity

import (
	"context"
	"errors"
	"slices"

	"github.com/makegood/makegood/api"
)

// Programs are machines that have tokens of an issuer.
type Programs struct {
	issuer *issuer
	scopes string
}

// NewPrograms asks nobody yet. scopes names the claim with a token's scopes.
func NewPrograms(i Issuer, scopes string) (*Programs, error) {
	made, err := newIssuer(i)
	if err != nil {
		return nil, err
	}
	if scopes == "" {
		return nil, errors.New("identity: the claim of scopes is needed")
	}
	return &Programs{issuer: made, scopes: scopes}, nil
}

// Identify returns the machine of a token: one that is among machines by its subject. It may do what both the token and
// its line there say.
func (p *Programs) Identify(ctx context.Context, raw string, machines Machines) (api.Subject, error) {
	v, err := p.issuer.verify(ctx, raw)
	if err != nil {
		return api.Subject{}, err
	}
	s, known := machines.BySubject(v.Subject)
	if !known {
		return api.Subject{}, refused("no machine has the subject %q", v.Subject)
	}
	said := texts(v.claims[p.scopes])
	s.Scopes = slices.DeleteFunc(slices.Clone(s.Scopes), func(scope api.Scope) bool { return !slices.Contains(said, string(scope)) })
	return s, nil
}
