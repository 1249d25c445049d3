package identity

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// tokenBytesMax bounds a token: what is longer is not looked at.
const tokenBytesMax = 16 << 10

// Chain knows who has a token, whatever its kind. The zero Chain knows nobody.
type Chain struct {
	// Machines are those with a key, and what those with a token of their issuer may do; nil: none.
	Machines func() (Machines, error)
	// People is whom people sign in with, Programs who issues machines' tokens; nil: nobody.
	People   *People
	Programs *Programs
	// Demo has the tokens of the embedded mode's sample people; nil: this is no demo.
	Demo *Demo
}

// Identify returns who has a token. Its error is a refund.Problem UNAUTHENTICATED, TOKEN_EXPIRED, TOKEN_REFUSED or, where an
// issuer does not answer, IDENTITY_AWAY; any other is about the file of machines.
func (c Chain) Identify(ctx context.Context, token string) (api.Subject, error) {
	switch {
	case token == "":
		return api.Subject{}, refund.Problem{Code: api.CodeUnauthenticated, Detail: "there is no bearer token"}
	case len(token) > tokenBytesMax:
		return api.Subject{}, refused("it is no bearer token")
	case strings.HasPrefix(token, keyPrefix):
		return c.byKey(token)
	case strings.HasPrefix(token, demoPrefix):
		if c.Demo == nil {
			return api.Subject{}, refused("a demo's token is good for that demo alone")
		}
		return c.Demo.Identify(token)
	}
	return c.byIssuer(ctx, token)
}

func (c Chain) byKey(key string) (api.Subject, error) {
	if c.Machines == nil {
		return api.Subject{}, refused("no machine has a key here")
	}
	machines, err := c.Machines()
	if err != nil {
		return api.Subject{}, err
	}
	if found, ok := machines.ByKey(key); ok {
		return found, nil
	}
	return api.Subject{}, refused("the key is nobody's")
}

// byIssuer asks the issuer that a token names. Nothing of the token is believed before its issuer's key has proved it.
func (c Chain) byIssuer(ctx context.Context, token string) (api.Subject, error) {
	issuer, err := issuerOf(token)
	if err != nil {
		return api.Subject{}, err
	}
	switch {
	case c.People != nil && issuer == c.People.issuer.name:
		return c.People.Identify(ctx, token)
	case c.Programs != nil && issuer == c.Programs.issuer.name:
		if c.Machines == nil {
			return api.Subject{}, refused("no machine is known here")
		}
		machines, err := c.Machines()
		if err != nil {
			return api.Subject{}, err
		}
		return c.Programs.Identify(ctx, token, machines)
	}
	return api.Subject{}, refused("its issuer is not one that counts here")
}

// issuerOf is the issuer that a token claims to be from.
func issuerOf(token string) (string, error) {
	parts := strings.Split(token, ".")
	if len(parts) != jwtParts {
		return "", refused("it is no token of a kind that counts here")
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return "", refused("its claims cannot be read")
	}
	var claims struct {
		Issuer string `json:"iss"`
	}
	if err := json.Unmarshal(raw, &claims); err != nil {
		return "", refused("its claims cannot be read")
	}
	return claims.Issuer, nil
}

// jwtParts are a header, claims and a signature.
const jwtParts = 3

func refused(format string, args ...any) error {
	return refund.Problem{Code: api.CodeTokenRefused, Detail: "the bearer token is not accepted: " + fmt.Sprintf(format, args...)}
}

// BearerOf is the token of a call's Authorization headers; "" where they have none. Two headers are refused: which of them
// counts, a proxy in between may see otherwise.
func BearerOf(headers []string) (string, error) {
	if len(headers) > 1 {
		return "", refund.Problem{Code: api.CodeTokenRefused, Detail: "the call has more than one Authorization header"}
	}
	return Bearer(strings.Join(headers, "")), nil
}

// Bearer is the token of an Authorization header; "" where it has none.
func Bearer(header string) string {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
