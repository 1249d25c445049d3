// Package wechatpay is the payment adapter for WeChat Pay's API v3 for payments inside China: payment.Provider and
// payment.Lister over a client of its own, since the official library is not at hand.
//
// On the path: activities ask it through the port; it asks WeChat Pay, and turns every answer, silence included, into
// an outcome. The refund's number (out_refund_no) is the key: asked again with the same parameters it moves money
// once. Only an answer that is signed by WeChat Pay is a proof; whatever else comes is unknown, and is looked up.
package wechatpay

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

// Config is what the adapter is made from. What is secret comes from functions that are asked for each call, so that
// a new key needs no restart.
type Config struct {
	// MerchantID is the mchid. Partner: it is a service provider's, and an instruction's account the sub_mchid.
	MerchantID string
	Partner    bool
	// Signer returns the merchant's certificate number and the private key that belongs to it.
	Signer func() (Signer, error)
	// APIv3Keys open what WeChat Pay encrypts, the newest first; two while one is rotated.
	APIv3Keys func() ([]string, error)
	// PlatformKeys are what answers and notifications are verified by: the text of a certificate by its serial number,
	// or of a public key by its id (PUB_KEY_ID_...). nil: none is set, and FetchCertificates is needed.
	PlatformKeys func() (map[string]string, error)
	// FetchCertificates asks WeChat Pay for its certificates where an answer names one that is not set.
	FetchCertificates bool
	// ByTradeNumber says that references are the merchant's own (out_trade_no), not WeChat Pay's (transaction_id).
	ByTradeNumber bool
	// NotifyURL is where results are notified; empty: what is set in the merchant's console.
	NotifyURL string
	// OwnKey tells makegood's numbers from those of refunds made elsewhere, which have one too; nil: OwnKey.
	OwnKey func(number string) bool
	// BaseURL replaces https://api.mch.weixin.qq.com: the second address, https://api2.mch.weixin.qq.com, or a test's.
	BaseURL string
	// HTTPClient is used for its transport; nil: one of its own.
	HTTPClient *http.Client
	// Carry sets the headers that lead a trace on; nil: none.
	Carry wire.Carry
	// Terms replace the default timings; nil keeps them.
	Terms *payment.Terms
	// Now is the clock; nil: time.Now.
	Now func() time.Time
}

// Signer is a merchant's certificate number and its private key (PEM).
type Signer struct{ SerialNumber, PrivateKey string }

// Adapter implements payment.Provider, payment.Lister and payment.Described. It is safe for concurrent use.
type Adapter struct {
	config  Config
	terms   payment.Terms
	baseURL string
	http    *http.Client
	ring    *keyring
}

var (
	_ payment.Described = (*Adapter)(nil)
	_ payment.Lister    = (*Adapter)(nil)
)

// New checks the configuration; it calls nobody.
func New(config Config) (*Adapter, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	config.OwnKey, config.Now = ownKeyOr(config.OwnKey), nowOr(config.Now)
	a := &Adapter{
		config: config, terms: DefaultTerms(), http: wire.NewClient(config.HTTPClient, config.Carry),
		baseURL: strings.TrimSuffix(cmp.Or(config.BaseURL, "https://api.mch.weixin.qq.com"), "/"),
		ring:    newKeyring(config),
	}
	if config.Terms != nil {
		a.terms = *config.Terms
	}
	if a.terms.CallTimeout <= 0 || len(a.terms.LookupDelays) == 0 {
		return nil, errors.New("wechatpay adapter: terms need a call timeout and look-up delays")
	}
	return a, nil
}

func (c Config) check() error {
	switch {
	case c.MerchantID == "":
		return errors.New("wechatpay adapter: no merchant number")
	case c.Signer == nil:
		return errors.New("wechatpay adapter: no private key")
	case c.PlatformKeys == nil && !c.FetchCertificates:
		return errors.New("wechatpay adapter: nothing to verify answers by: set platform keys, or let certificates be fetched")
	case c.FetchCertificates && c.APIv3Keys == nil:
		return errors.New("wechatpay adapter: certificates are fetched, and no APIv3 key opens them")
	}
	return nil
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

// subMerchant is the sub_mchid of an account; empty for a merchant of its own.
func (a *Adapter) subMerchant(account string) string {
	if a.config.Partner {
		return account
	}
	return ""
}
