// Package paypal is the payment adapter for PayPal: payment.Provider over the Payments API v2.
//
// On the path: activities ask it through the port; it asks PayPal, and turns every answer, silence included, into an
// outcome. It refunds captures and voids authorisations under PayPal-Request-Id, which PayPal tells apart for 45
// days and answers with the latest status of the first request. What became of a key is read from the order's own
// list of refunds, which carry the key as custom_id: a look-up never sends.
//
// It is a thin client of our own. plutov/paypal v4.8.0 makes one request a call, but its refund has no custom_id
// (so nothing carries our key), reads neither breakdown nor bank reference, its void has no request id, an error
// that is not JSON loses its HTTP status, a token that cannot be had looks like a refund that failed, and a 401
// does not renew it.
package paypal

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
)

// The addresses of PayPal's API.
const (
	LiveURL    = "https://api-m.paypal.com"
	SandboxURL = "https://api-m.sandbox.paypal.com"
)

// Config is what the adapter is made from.
type Config struct {
	// Credentials return the application's client id and secret; they are asked before each call, so that new ones
	// need no restart.
	Credentials func() (Credentials, error)
	// BaseURL is LiveURL, SandboxURL or a test's; empty: LiveURL.
	BaseURL string
	// HTTPClient is used for its transport; nil: one of its own.
	HTTPClient *http.Client
	// Carry sets the headers that lead a trace on; nil: none.
	Carry wire.Carry
	// Terms replace the default timings; nil keeps them.
	Terms *payment.Terms
	// Partner names an instruction's account as the merchant it is about (PayPal-Auth-Assertion).
	Partner bool
	// Now is the clock; nil: the machine's.
	Now func() time.Time
}

// Credentials are an application's.
type Credentials struct{ ClientID, Secret string }

// Adapter implements payment.Provider, payment.Lister and payment.Described. It is safe for concurrent use.
type Adapter struct {
	config  Config
	baseURL string
	terms   payment.Terms
	http    *http.Client
	tokens  *tokens
}

var (
	_ payment.Described = (*Adapter)(nil)
	_ payment.Lister    = (*Adapter)(nil)
)

// New checks the configuration; it calls nobody.
func New(config Config) (*Adapter, error) {
	if config.Credentials == nil {
		return nil, errors.New("paypal adapter: no credentials")
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	a := &Adapter{
		config: config, baseURL: strings.TrimSuffix(cmp.Or(config.BaseURL, LiveURL), "/"),
		terms: DefaultTerms(), http: wire.NewClient(config.HTTPClient, config.Carry),
	}
	if config.Terms != nil {
		a.terms = *config.Terms
	}
	if a.terms.CallTimeout <= 0 || len(a.terms.LookupDelays) == 0 {
		return nil, errors.New("paypal adapter: terms need a call timeout and look-up delays")
	}
	a.tokens = newTokens(a)
	return a, nil
}

// Terms implements payment.Provider.
func (a *Adapter) Terms() payment.Terms {
	terms := a.terms
	terms.LookupDelays = slices.Clone(terms.LookupDelays)
	return terms
}

// Limits implements payment.Described.
func (a *Adapter) Limits() payment.Limits { return limits() }

// bounded limits one question of ours, with all the calls it takes, to the provider's call timeout.
func (a *Adapter) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, a.terms.CallTimeout)
}
