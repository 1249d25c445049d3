package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

const (
	// skewMax is how far an issuer's clock and ours may be apart.
	skewMax = time.Minute
	// keysAgeMax is after how long an issuer's keys are read anew: a key that it took away counts no longer than this.
	keysAgeMax = 10 * time.Minute
)

// algorithms are the signatures that count: all of a public key, so that no one who can check a token can make one, and
// "none" is not among them.
var algorithms = []string{
	oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA,
}

// Issuer says whose tokens count.
type Issuer struct {
	// Name is the issuer's URL, as its tokens have it. Audience is what they have to be for.
	Name     string
	Audience string
	// KeysURL is where its keys are; empty: where its discovery document says.
	KeysURL string
	// Client asks the issuer; Now is the time.
	Client *http.Client
	Now    func() time.Time
}

// issuer verifies the tokens of one issuer, whose keys it reads when they are first needed. It is safe for concurrent use.
type issuer struct {
	Issuer
	name string

	mu     sync.Mutex
	keys   oidc.KeySet
	readAt time.Time

	triesMu sync.Mutex
	tries   tries
}

func newIssuer(i Issuer) (*issuer, error) {
	if i.Name == "" || i.Audience == "" || i.Client == nil || i.Now == nil {
		return nil, errors.New("identity: an issuer needs a name, an audience, a client and a clock")
	}
	return &issuer{Issuer: i, name: i.Name}, nil
}

// verified is a token whose signature, issuer, audience and times are right.
type verified struct {
	*oidc.IDToken
	claims map[string]any
}

// verify refuses a token that is not the issuer's, not for this audience or not of now (TOKEN_REFUSED, TOKEN_EXPIRED).
// IDENTITY_AWAY says that the issuer's keys cannot be read.
func (i *issuer) verify(ctx context.Context, raw string) (verified, error) {
	keys, err := i.keySet(ctx)
	if err != nil {
		return verified{}, away(i.name, err)
	}
	asked := &askedKeys{KeySet: keys}
	token, err := oidc.NewVerifier(i.name, asked, &oidc.Config{
		ClientID: i.Audience, SupportedSigningAlgs: algorithms, SkipExpiryCheck: true,
	}).Verify(ctx, raw)
	switch {
	case asked.away != nil:
		return verified{}, away(i.name, asked.away)
	case err != nil:
		return verified{}, refused("%s", plain(err))
	}
	v := verified{IDToken: token}
	if err := token.Claims(&v.claims); err != nil {
		return verified{}, refused("its claims cannot be read")
	}
	return v, i.inTime(v)
}

// inTime holds a token to its times, with the same tolerance for all of them.
func (i *issuer) inTime(v verified) error {
	now := i.Now()
	var notBefore struct {
		At json.Number `json:"nbf"`
	}
	if err := v.Claims(&notBefore); err != nil {
		return refused("its time nbf cannot be read")
	}
	begin := v.IssuedAt
	if seconds, err := notBefore.At.Float64(); err == nil {
		begin = later(begin, time.Unix(int64(seconds), 0))
	}
	switch {
	case v.Expiry.Unix() <= 0:
		return refused("it never expires, and such a token is not taken")
	case !now.Before(v.Expiry.Add(skewMax)):
		return refund.Problem{Code: api.CodeTokenExpired, Detail: "the bearer token expired at " + v.Expiry.UTC().Format(time.RFC3339) + ": sign in again"}
	case begin.After(now.Add(skewMax)):
		return refused("it is of a later time: %s", begin.UTC().Format(time.RFC3339))
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// plain is go-oidc's error without its own name.
func plain(err error) string { return fmt.Sprintf("%v", err) }

func away(name string, err error) error {
	return refund.Problem{Code: api.CodeIdentityAway, Detail: fmt.Sprintf("the keys of %s cannot be read: %v", name, err)}
}
