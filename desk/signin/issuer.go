package signin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// People proves who an ID token is of that was asked for with a nonce: api/identity's does.
type People interface {
	SignIn(ctx context.Context, idToken, nonce string) (api.Subject, error)
}

// Client is the desk as the issuer knows it.
type Client struct {
	// Issuer is the issuer's URL, and ID the desk's name there. Secret reads its secret for each sign-in; nil: it has none.
	Issuer, ID string
	Secret     func() (string, error)
	Scopes     []string
	// BackURL is where the issuer sends people back, whole.
	BackURL string
	People  People
	// HTTP asks the issuer.
	HTTP *http.Client
	Now  func() time.Time
}

func (c Client) check() error {
	if c.Issuer == "" || c.ID == "" || c.BackURL == "" || c.People == nil || c.HTTP == nil || c.Now == nil {
		return errors.New("desk: a sign-in needs its issuer, a client, a way back, who is believed, and a clock")
	}
	return nil
}

// The times of questions to an issuer.
const (
	askMax      = 10 * time.Second
	documentAge = 10 * time.Minute
)

// issuer knows where an issuer signs people in. It is safe for concurrent use.
type issuer struct {
	Client

	mu     sync.Mutex
	at     oauth2.Endpoint
	readAt time.Time
}

// endpoint reads the issuer's document, from time to time.
func (i *issuer) endpoint(ctx context.Context) (oauth2.Endpoint, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.at.AuthURL != "" && i.Now().Sub(i.readAt) < documentAge {
		return i.at, nil
	}
	found, err := oidc.NewProvider(i.through(ctx), i.Issuer)
	if err != nil {
		return oauth2.Endpoint{}, away(i.Issuer, err)
	}
	at := found.Endpoint()
	if strings.HasPrefix(i.Issuer, "https://") && !(strings.HasPrefix(at.AuthURL, "https://") && strings.HasPrefix(at.TokenURL, "https://")) {
		return oauth2.Endpoint{}, away(i.Issuer, errors.New("its sign-in would be without TLS"))
	}
	i.at, i.readAt = at, i.Now()
	return at, nil
}

// through is a context whose questions go by the configured client, and nowhere else than asked.
func (i *issuer) through(ctx context.Context) context.Context {
	asks := *i.HTTP
	asks.Timeout = askMax
	asks.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return oidc.ClientContext(ctx, &asks)
}

func (i *issuer) client(ctx context.Context) (*oauth2.Config, error) {
	at, err := i.endpoint(ctx)
	if err != nil {
		return nil, err
	}
	c := &oauth2.Config{ClientID: i.ID, Endpoint: at, RedirectURL: i.BackURL, Scopes: i.Scopes}
	if i.Secret != nil {
		if c.ClientSecret, err = i.Secret(); err != nil {
			return nil, fmt.Errorf("desk: the client's secret: %w", err)
		}
	}
	return c, nil
}

// address is where a browser goes to sign in, for a try that was just begun.
func (i *issuer) address(ctx context.Context, t try) (string, error) {
	c, err := i.client(ctx)
	if err != nil {
		return "", err
	}
	return c.AuthCodeURL(t.State, oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)), nil
}

// who is the person of a code that the issuer sent a browser back with.
func (i *issuer) who(ctx context.Context, code string, t try) (api.Subject, error) {
	c, err := i.client(ctx)
	if err != nil {
		return api.Subject{}, err
	}
	token, err := c.Exchange(i.through(ctx), code, oauth2.VerifierOption(t.Verifier))
	var refused *oauth2.RetrieveError
	switch {
	case errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError:
		return api.Subject{}, failed("the issuer does not take its own code: " + refused.ErrorCode)
	case err != nil:
		return api.Subject{}, away(i.Issuer, err)
	}
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return api.Subject{}, failed("the issuer says nothing of who signed in")
	}
	return i.People.SignIn(ctx, raw, t.Nonce)
}

func away(name string, err error) error {
	return refund.Problem{Code: api.CodeIdentityAway, Detail: fmt.Sprintf("%s does not answer as it should: %v", name, err)}
}

func failed(why string) error {
	return refund.Problem{Code: api.CodeTokenRefused, Detail: "the sign-in is not accepted: " + why}
}
