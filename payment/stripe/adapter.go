// Package stripe is the payment adapter for Stripe: payment.Provider over stripe-go.
//
// On the path: activities ask it through the port; it asks Stripe, and turns every answer, silence included, into
// an outcome. Stripe forgets keys after a day at the earliest and repeats a stored answer, a 500 too, for a key's
// life: so what became of a key is read from the list of the payment's refunds, which carry it as metadata.
package stripe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	driver "github.com/stripe/stripe-go/v85"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// Config is what the adapter is made from.
type Config struct {
	// Secret returns the API key; it is asked before each call, so that a new key needs no restart.
	Secret func() (string, error)
	// BaseURL replaces https://api.stripe.com, for tests.
	BaseURL string
	// HTTPClient is used for its transport; nil: one of its own.
	HTTPClient *http.Client
	// Carry sets the headers that lead a trace on; nil: none.
	Carry wire.Carry
	// Terms replace the default timings; nil keeps them.
	Terms *payment.Terms
	// Connected sends an instruction's account as the Stripe account it is about (Connect).
	Connected bool
	// ReverseTransfer and RefundApplicationFee take back what a destination charge gave a seller and the platform:
	// Stripe leaves both where they are unless it is asked.
	ReverseTransfer      bool
	RefundApplicationFee bool
}

// Adapter implements payment.Provider, payment.Lister and payment.Described. It is safe for concurrent use.
type Adapter struct {
	config Config
	terms  payment.Terms
	http   *http.Client

	mu     sync.Mutex
	key    string
	client *driver.Client
}

var (
	_ payment.Described = (*Adapter)(nil)
	_ payment.Lister    = (*Adapter)(nil)
)

// New checks the configuration; it calls nobody.
func New(config Config) (*Adapter, error) {
	if config.Secret == nil {
		return nil, errors.New("stripe adapter: no key")
	}
	a := &Adapter{config: config, terms: DefaultTerms(), http: wire.NewClient(config.HTTPClient, config.Carry)}
	if config.Terms != nil {
		a.terms = *config.Terms
	}
	if a.terms.CallTimeout <= 0 || len(a.terms.LookupDelays) == 0 {
		return nil, errors.New("stripe adapter: terms need a call timeout and look-up delays")
	}
	return a, nil
}

// Terms implements payment.Provider.
func (a *Adapter) Terms() payment.Terms {
	terms := a.terms
	terms.LookupDelays = slices.Clone(terms.LookupDelays)
	return terms
}

// Limits implements payment.Described.
func (a *Adapter) Limits() payment.Limits { return Limits() }

// api is the client of the key that is valid now. It repeats nothing by itself, and reports nothing to anybody.
func (a *Adapter) api() (*driver.Client, error) {
	key, err := a.config.Secret()
	if err != nil {
		return nil, fmt.Errorf("stripe adapter: the key: %w", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.client == nil || key != a.key {
		a.key, a.client = key, driver.NewClient(key, driver.WithBackends(driver.NewBackendsWithConfig(a.backend())))
	}
	return a.client, nil
}

func (a *Adapter) backend() *driver.BackendConfig {
	config := &driver.BackendConfig{
		HTTPClient: a.http, MaxNetworkRetries: driver.Int64(0), EnableTelemetry: driver.Bool(false),
		LeveledLogger: &driver.LeveledLogger{Level: driver.LevelNull},
	}
	if a.config.BaseURL != "" {
		config.URL = driver.String(strings.TrimSuffix(a.config.BaseURL, "/"))
	}
	return config
}

// params are what every request carries.
func (a *Adapter) params(ctx context.Context, account string) driver.Params {
	p := driver.Params{Context: ctx}
	if a.config.Connected && account != "" {
		p.SetStripeAccount(account)
	}
	return p
}

// bounded limits one call to the provider's call timeout.
func (a *Adapter) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, a.terms.CallTimeout)
}

// isIntent: a reference is a PaymentIntent's, else a Charge's.
func isIntent(reference string) bool { return strings.HasPrefix(reference, "pi_") }

// currencyOf reads Stripe's lower case.
func currencyOf(c driver.Currency) refund.Currency {
	return refund.Currency(strings.ToUpper(string(c)))
}
