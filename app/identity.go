package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/internal/attest"
	"github.com/makegood/makegood/internal/codec"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/secret"
	"github.com/makegood/makegood/refund"
)

// The files in which an embedded mode's doors and workers have their keys.
const (
	embeddedSigningKey  = "identity.key"
	embeddedTrustedKeys = "identity.pub"
)

// Identities is who is believed at a door, by the settings. Issuers are asked when the first of their tokens comes. demo
// has the sample people of the embedded mode; nil: this is no demo. Whoever is known needs a key that signs what they do.
func Identities(s config.Settings, now func() time.Time, demo *identity.Demo) (identity.Chain, error) {
	return identitiesBy(s, now, demo, func(ctx context.Context) (refund.Staff, error) { return LoadReviewers(ctx, s.ReviewersFile) })
}

// identitiesBy is Identities of a process that keeps reviewers.yaml itself.
func identitiesBy(s config.Settings, now func() time.Time, demo *identity.Demo, staff func(context.Context) (refund.Staff, error)) (identity.Chain, error) {
	chain := identity.Chain{Demo: demo}
	if known := s.Identity.MachinesFile + s.Identity.OIDC.URL + s.Identity.JWT.URL; known != "" && keyFile(s, s.Identity.SigningKeyFile, embeddedSigningKey) == "" {
		return identity.Chain{}, Coded{Code: CodeBadConfig, Err: fmt.Errorf(
			"%[1]sIDENTITY_SIGNING_KEY_FILE is needed where people or machines are known (%[1]sIDENTITY_OIDC_ISSUER, JWT_ISSUER, MACHINES_FILE): "+
				"without it what they do is only asserted, and no machine's limit holds", config.Prefix)}
	}
	if file := s.Identity.MachinesFile; file != "" {
		chain.Machines = func() (identity.Machines, error) { return machinesOf(file) }
		if _, err := chain.Machines(); err != nil {
			return identity.Chain{}, err
		}
	}
	var err error
	if s.Identity.OIDC.URL != "" {
		chain.People, err = identity.NewPeople(issuerOf(s.Identity.OIDC, now), claimsOf(s, staff))
	}
	if err == nil && s.Identity.JWT.URL != "" {
		chain.Programs, err = identity.NewPrograms(issuerOf(s.Identity.JWT, now), s.Identity.ScopeClaim)
	}
	if err != nil {
		return identity.Chain{}, Coded{Code: CodeBadConfig, Err: err}
	}
	return chain, nil
}

func issuerOf(i config.Issuer, now func() time.Time) identity.Issuer {
	return identity.Issuer{Name: i.URL, Audience: i.Audience, KeysURL: i.KeysURL, Client: &http.Client{}, Now: now}
}

func claimsOf(s config.Settings, staff func(context.Context) (refund.Staff, error)) identity.Claims {
	c := identity.Claims{Person: s.Identity.PersonClaim, Roles: s.Identity.RolesClaim, Staff: staff}
	for _, pair := range s.Identity.RoleMap {
		if c.RoleOf == nil {
			c.RoleOf = map[string]refund.Role{}
		}
		word, role, _ := strings.Cut(pair, "=")
		c.RoleOf[word] = refund.Role(role)
	}
	return c
}

// CommandToken is the bearer token of who runs a command; "" where there is none.
func CommandToken(s config.Settings) (string, error) {
	return secret.Either(s.Identity.Token, s.Identity.TokenFile).Read()
}

// machinesOf reads the file of machines, which only its owner may write.
func machinesOf(path string) (identity.Machines, error) {
	content, err := codec.ReadKeyFile(path)
	if err != nil {
		return identity.Machines{}, Coded{Code: CodeBadConfig, Err: err}
	}
	machines, err := identity.ParseMachines(string(content))
	if err != nil {
		return identity.Machines{}, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%s: %w", path, err)}
	}
	return machines, nil
}

// Attests returns what signs who acts at this door; nil: there is no key, and what is done here is only asserted.
func Attests(s config.Settings, now func() time.Time) (func(refund.Subject, refund.ID, string) (refund.Attestation, error), error) {
	path := keyFile(s, s.Identity.SigningKeyFile, embeddedSigningKey)
	if path == "" {
		return nil, nil
	}
	signer, err := attest.NewSigner(readKeys(path), now)
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%s: %w", path, err)}
	}
	return signer.Attest, nil
}

// witness is what a worker believes of the doors' word; nil: nothing. Settings by which a door signs and no worker believes it are
// refused.
func witness(s config.Settings) (activities.Witness, error) {
	path := keyFile(s, s.Identity.TrustedKeysFile, embeddedTrustedKeys)
	if path == "" && s.Identity.SigningKeyFile != "" {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf(
			"%[1]sIDENTITY_TRUSTED_KEYS_FILE is needed where %[1]sIDENTITY_SIGNING_KEY_FILE is set: without it the worker believes no door, "+
				"and parks what machines ask for", config.Prefix)}
	}
	if path == "" {
		return nil, nil
	}
	trust, err := attest.NewTrust(readKeys(path))
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: fmt.Errorf("%s: %w", path, err)}
	}
	return trust, nil
}

// keyFile is the file that is named, else the embedded mode's where that is.
func keyFile(s config.Settings, named, embedded string) string {
	if named != "" {
		return named
	}
	path := filepath.Join(s.DataDir, embedded)
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

func readKeys(path string) func() (string, error) {
	return func() (string, error) {
		content, err := codec.ReadKeyFile(path)
		return string(content), err
	}
}

// EnsureIdentityKeys makes the keys of an embedded mode's doors in the data folder, where there are none and none are
// named.
func EnsureIdentityKeys(s config.Settings) error {
	private, public := filepath.Join(s.DataDir, embeddedSigningKey), filepath.Join(s.DataDir, embeddedTrustedKeys)
	if s.Identity.SigningKeyFile != "" || s.Identity.TrustedKeysFile != "" {
		return nil
	}
	if _, err := os.Stat(private); err == nil {
		return nil
	}
	key, trusted, err := attest.NewKey("embedded")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.DataDir, 0o700); err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	// The public one comes first: a door never signs what its worker cannot check.
	return errors.Join(os.WriteFile(public, []byte(trusted+"\n"), 0o600), os.WriteFile(private, []byte(key+"\n"), 0o600))
}

// NewIdentityKey is a key for doors, as lines for their file and for the workers'.
func NewIdentityKey(id string) (private, public string, err error) {
	return attest.NewKey(refund.AttestationKey(id))
}

// NewMachine is a key for a machine, with its line for the file of machines: its limits and scopes as they are written
// there.
func NewMachine(name, scopes, limits string) (key, line string, err error) {
	key, hash := identity.NewKey()
	line = strings.TrimSpace(strings.Join([]string{name, hash, scopes, limits}, " "))
	if _, err := identity.ParseMachines(line); err != nil {
		return "", "", Coded{Code: CodeBadConfig, Err: err}
	}
	return key, line, nil
}
