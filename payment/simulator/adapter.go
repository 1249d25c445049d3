// Package simulator is the payment adapter for the pretend provider: payment.Provider over its HTTP
// API.
//
// On the path: activities ask it through the port; it asks the simulator's server, and turns every
// answer, silence included, into an outcome. What it may conclude from silence is in payment/wire. It
// knows the server's API, not its code.
package simulator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
)

// Timings of the simulator, unless configured.
const (
	callTimeout   = 5 * time.Second
	settlingDelay = 2 * time.Second
	usualAnswer   = 200 * time.Millisecond
)

// DefaultTerms returns the simulator's timings.
func DefaultTerms() payment.Terms {
	return payment.Terms{
		CallTimeout:   callTimeout,
		SettlingDelay: settlingDelay,
		UsualAnswer:   usualAnswer,
		LookupDelays: []time.Duration{
			500 * time.Millisecond, time.Second, 2 * time.Second, 5 * time.Second, 15 * time.Second, time.Minute,
		},
	}
}

// Config says where the simulator is. BaseURL is like http://127.0.0.1:4242.
type Config struct {
	BaseURL string
	// HTTPClient is used for its transport and jar; redirects are never followed. Nil: one of its own.
	HTTPClient *http.Client
	// Terms replace the default timings; nil keeps them.
	Terms *payment.Terms
	// Carry sets headers that a call's context has, such as a trace's; nil: there are none.
	Carry func(ctx context.Context, set func(key, value string))
}

// Adapter implements payment.Provider, payment.Lister and payment.Described. It is safe for concurrent use.
type Adapter struct {
	baseURL string
	client  *http.Client
	terms   payment.Terms
}

var (
	_ payment.Described = (*Adapter)(nil)
	_ payment.Lister    = (*Adapter)(nil)
)

// New checks the configuration; it does not call the simulator.
func New(config Config) (*Adapter, error) {
	base, err := url.Parse(config.BaseURL)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, fmt.Errorf("simulator adapter: %q is not an http address", config.BaseURL)
	}
	terms := DefaultTerms()
	if config.Terms != nil {
		terms = *config.Terms
	}
	if err := checkTerms(terms); err != nil {
		return nil, fmt.Errorf("simulator adapter: %w", err)
	}
	return &Adapter{baseURL: strings.TrimSuffix(config.BaseURL, "/"), client: wire.NewClient(config.HTTPClient, config.Carry), terms: terms}, nil
}

func checkTerms(t payment.Terms) error {
	if t.CallTimeout <= 0 || t.SettlingDelay < 0 || len(t.LookupDelays) == 0 {
		return errors.New("terms need a call timeout, a settling delay and look-up delays")
	}
	if t.UsualAnswer < 0 {
		return errors.New("the usual answer must not be negative")
	}
	if slices.Min(t.LookupDelays) <= 0 {
		return errors.New("look-up delays must be positive")
	}
	return nil
}

// bounded limits one call to the provider's call timeout.
func (a *Adapter) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, a.terms.CallTimeout)
}

// Terms implements payment.Provider.
func (a *Adapter) Terms() payment.Terms {
	terms := a.terms
	terms.LookupDelays = slices.Clone(a.terms.LookupDelays)
	return terms
}
