// Package adyen is the payment adapter for Adyen: payment.Provider over the Checkout API v71.
//
// On the path: activities ask it through the port; it asks Adyen, and turns every answer, silence included, into an
// outcome. Adyen answers a modification with `received`, which is no refund: what became of it is notified (Receiver).
//
// Adyen has no look-up of a modification. Lookup therefore calls nobody: it answers Unknown and repeatable. A refund
// that was received stays pending until its notification. One that was not answered is sent again through the gate,
// under the same Idempotency-Key: Adyen answers a known one with its first answer and modifies nothing twice for at
// least 7 days. After them (Terms.RemembersKeys) nothing is sent again, and a person asks Adyen. Keys are told apart
// by one region's endpoint alone: BaseURL must stay the same while refunds are under way.
package adyen

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// TestURL is the test environment's. The live one has the company's own prefix:
// https://PREFIX-checkout-live.adyenpayments.com/checkout/v71.
const TestURL = "https://checkout-test.adyen.com/v71"

// Config is what the adapter is made from.
type Config struct {
	// Key returns the API key; it is asked before each call, so that a new key needs no restart.
	Key func() (string, error)
	// BaseURL is the environment's, with its version.
	BaseURL string
	// MerchantAccount is the account of instructions that name none.
	MerchantAccount string
	// HTTPClient is used for its transport; nil: one of its own.
	HTTPClient *http.Client
	// Carry sets the headers that lead a trace on; nil: none.
	Carry wire.Carry
	// Terms replace the default timings; nil keeps them.
	Terms *payment.Terms
	// Reports say how its reports are fetched, which are its list.
	Reports Reports
	// Now is the clock; nil: the machine's.
	Now func() time.Time
}

// Adapter implements payment.Provider, payment.Lister and payment.Described. It is safe for concurrent use.
type Adapter struct {
	config  Config
	baseURL string
	terms   payment.Terms
	http    *http.Client
}

var (
	_ payment.Described = (*Adapter)(nil)
	_ payment.Lister    = (*Adapter)(nil)
)

// New checks the configuration; it calls nobody.
func New(config Config) (*Adapter, error) {
	if config.Key == nil || config.BaseURL == "" {
		return nil, errors.New("adyen adapter: it needs a key and the environment's URL")
	}
	if err := config.complete(); err != nil {
		return nil, err
	}
	a := &Adapter{
		config: config, baseURL: strings.TrimSuffix(config.BaseURL, "/"), terms: DefaultTerms(),
		http: wire.NewClient(config.HTTPClient, config.Carry),
	}
	if config.Terms != nil {
		a.terms = *config.Terms
	}
	if a.terms.CallTimeout <= 0 || len(a.terms.LookupDelays) == 0 || a.terms.RemembersKeys <= 0 {
		return nil, errors.New("adyen adapter: terms need a call timeout, look-up delays and how long keys are remembered")
	}
	return a, nil
}

// complete sets what was left out.
func (c *Config) complete() error {
	if c.Now == nil {
		c.Now = time.Now
	}
	c.Reports.BaseURL = cmp.Or(c.Reports.BaseURL, TestReportsURL)
	if c.Reports.Zone != nil {
		return nil
	}
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		return fmt.Errorf("adyen adapter: %w", err)
	}
	c.Reports.Zone = zone
	return nil
}

// Terms implements payment.Provider.
func (a *Adapter) Terms() payment.Terms {
	terms := a.terms
	terms.LookupDelays = slices.Clone(terms.LookupDelays)
	return terms
}

// Limits implements payment.Described.
func (a *Adapter) Limits() payment.Limits { return a.listLimits(limits()) }

// Lookup implements payment.Provider without a call: only a notification tells.
func (a *Adapter) Lookup(_ context.Context, in payment.Instruction) (payment.Found, error) {
	if err := payment.Check(in); err != nil {
		return payment.Found{}, err
	}
	return payment.Found{Repeatable: true, Outcome: wire.Unknown("Adyen tells what became of it by notification alone")}, nil
}

// account is the merchant account an instruction is about.
func (a *Adapter) account(in payment.Instruction) (string, error) {
	if in.Account != "" {
		return in.Account, nil
	}
	if a.config.MerchantAccount == "" {
		return "", payment.BadInstruction(in, refund.CodeMissingField, "no merchant account")
	}
	return a.config.MerchantAccount, nil
}
