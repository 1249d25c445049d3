// Package alipay is the payment adapter for Alipay's gateway (openapi.alipay.com) for trades inside China:
// payment.Provider and payment.Lister over a client of its own, since the official library is not at hand.
//
// On the path: activities ask it through the port; it asks Alipay, and turns every answer, silence included, into an
// outcome. The refund's number (out_request_no) is the key: asked again with the same amount it moves money once. An
// answer to a refund is never the last word, a look-up is; and only what Alipay signed is an answer.
package alipay

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
)

// Config is what the adapter is made from. What is secret comes from functions that are asked for each call, so that
// a new key needs no restart.
type Config struct {
	// AppID is the application's.
	AppID string
	// Signer returns the application's private key, and its certificates in the mode that has them.
	Signer func() (Signer, error)
	// AlipayKeys are what answers and notifications are verified by: Alipay's public key, or its certificates; more than
	// one while one is rotated.
	AlipayKeys func() ([]string, error)
	// AppAuthToken returns the token by which a merchant lets the application act for it; nil: the application is the
	// merchant's own.
	AppAuthToken func(account string) (string, error)
	// Royalties names what payees of a trade give back; nil: nothing is named, and Alipay takes it all from the
	// merchant, or in its own proportions. It has to say the same each time it is asked about an instruction.
	Royalties func(payment.Instruction) []Royalty
	// ByTradeNumber says that references are the merchant's own (out_trade_no), not Alipay's (trade_no).
	ByTradeNumber bool
	// OwnKey tells makegood's numbers from those of refunds made elsewhere; nil: OwnKey.
	OwnKey func(number string) bool
	// GatewayURL replaces https://openapi.alipay.com/gateway.do: the sandbox's or a test's.
	GatewayURL string
	// HTTPClient is used for its transport; nil: one of its own.
	HTTPClient *http.Client
	// Carry sets the headers that lead a trace on; nil: none.
	Carry wire.Carry
	// Terms replace the default timings; nil keeps them.
	Terms *payment.Terms
	// Now is the clock; nil: time.Now.
	Now func() time.Time
}

// Signer is an application's private key (PEM or bare base64). In the mode with certificates it has the
// application's and Alipay's root certificates too (PEM); both empty: the mode with public keys.
type Signer struct{ PrivateKey, AppCertificate, RootCertificates string }

// Royalty is what one payee of a trade gives back. Account is a user id of Alipay (2088...).
type Royalty struct {
	Account     string
	AmountMinor int64
}

// Adapter implements payment.Provider, payment.Lister and payment.Described. It is safe for concurrent use.
type Adapter struct {
	config  Config
	terms   payment.Terms
	gateway string
	http    *http.Client
}

var (
	_ payment.Described = (*Adapter)(nil)
	_ payment.Lister    = (*Adapter)(nil)
)

// New checks the configuration; it calls nobody.
func New(config Config) (*Adapter, error) {
	switch {
	case config.AppID == "":
		return nil, errors.New("alipay adapter: no application number")
	case config.Signer == nil:
		return nil, errors.New("alipay adapter: no private key")
	case config.AlipayKeys == nil:
		return nil, errors.New("alipay adapter: nothing to verify answers by")
	}
	config.OwnKey, config.Now = ownKeyOr(config.OwnKey), nowOr(config.Now)
	a := &Adapter{
		config: config, terms: DefaultTerms(), http: wire.NewClient(config.HTTPClient, config.Carry),
		gateway: cmp.Or(config.GatewayURL, "https://openapi.alipay.com/gateway.do"),
	}
	if config.Terms != nil {
		a.terms = *config.Terms
	}
	if a.terms.CallTimeout <= 0 || len(a.terms.LookupDelays) == 0 {
		return nil, errors.New("alipay adapter: terms need a call timeout and look-up delays")
	}
	return a, nil
}

func nowOr(now func() time.Time) func() time.Time {
	if now == nil {
		return time.Now
	}
	return now
}

// Terms implements payment.Provider.
func (a *Adapter) Terms() payment.Terms {
	terms := a.terms
	terms.LookupDelays = slices.Clone(terms.LookupDelays)
	return terms
}

// Limits implements payment.Described.
func (a *Adapter) Limits() payment.Limits { return limits() }

// bounded limits one call to the provider's call timeout.
func (a *Adapter) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, a.terms.CallTimeout)
}

// ownKeyForm is a key of refund.ProviderKey.
var ownKeyForm = regexp.MustCompile(`^mg[a-z2-7]{32}$`)

// OwnKey tells makegood's numbers by their form: refund.ProviderKey makes no others.
func OwnKey(number string) bool { return ownKeyForm.MatchString(number) }

func ownKeyOr(own func(string) bool) func(string) bool {
	if own == nil {
		return OwnKey
	}
	return own
}

// refundID names a refund: Alipay has no number of its own for one.
func refundID(reference, number string) string { return reference + "/" + number }
