package proof_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/adyen"
	"github.com/makegood/makegood/payment/adyen/adyentest"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/stripe"
	"github.com/makegood/makegood/payment/stripe/stripetest"
	"github.com/makegood/makegood/refund"
)

// One unit of an order of two is refunded, to one payment.
const (
	unitMinor = int64(11300)
	reference = "pi_1"
)

// killProvider is a provider's stand-in, which survives every worker.
type killProvider struct {
	name, url, account string
	moved              func(reference string) (int64, int)
	// asked are the requests for money that have arrived; answered is what its answer makes of a leg.
	asked    func() []refund.Instruction
	answered refund.LegStatus
	// notified are what it has to tell of a reference in the end; nil: whoever asks is told.
	notified func(t *testing.T, reference string) []refund.Fact
}

// killProviders are one that is looked up, and one that notifies only.
var killProviders = map[string]func(t *testing.T) killProvider{
	"Stripe, which is looked up": func(t *testing.T) killProvider {
		server := stripetest.New(t)
		return killProvider{name: "stripe", url: server.URL, moved: server.Moved, asked: server.Asked, answered: refund.LegSettled}
	},
	"Adyen, which is not": func(t *testing.T) killProvider {
		server := adyentest.New(t)
		server.Currency = "CNY"
		receiver := adyen.Receiver{Name: "adyen", HMACKeys: func() ([]string, error) { return []string{adyentest.HMACKey}, nil }}
		return killProvider{name: "adyen", url: server.URL, account: adyentest.Account, moved: server.Moved, asked: server.Asked, answered: refund.LegPending, notified: func(t *testing.T, reference string) []refund.Fact {
			server.Step(reference)
			return factsOf(t, receiver, server.Notifications(t, reference))
		}}
	},
}

func factsOf(t *testing.T, receiver payment.Receiver, told []paymenttest.Notification) (all []refund.Fact) {
	t.Helper()
	for _, n := range told {
		facts, err := receiver.Facts(n.Body)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, facts...)
	}
	return all
}

// held is a refund of one unit that is to be paid.
func (p killProvider) held(t *testing.T, books engine) refund.ID {
	t.Helper()
	store, err := sqliteOrPostgres(t.Context(), string(books))
	if err != nil {
		t.Fatal(err)
	}
	ledgertest.At(t, store, nil).Propose(p.request(), ledgertest.Units(1))
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return p.request().ID()
}

func (p killProvider) request() refund.Cancellation {
	c := ledgertest.Request("o1", "c1", 1)
	paid := &c.Order.Payments[0]
	paid.Provider, paid.ProviderAccount, paid.ProviderReference = p.name, p.account, reference
	return c
}

// tellsTheEnd books what the provider notifies of.
func (p killProvider) tellsTheEnd(t *testing.T, store ledger.Store) {
	t.Helper()
	if p.notified == nil {
		return
	}
	for _, f := range p.notified(t, reference) {
		if _, err := store.BookFact(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
}

// killTerms are a provider's in a hurry. The lease of a send is the call's timeout and two seconds.
func killTerms(terms payment.Terms) *payment.Terms {
	terms.CallTimeout, terms.SettlingDelay, terms.LookupDelays = 500*time.Millisecond, time.Millisecond, []time.Duration{50 * time.Millisecond}
	return &terms
}

// adapterAt is the real adapter of a provider.
func adapterAt(name, url string) (payment.Provider, error) {
	if name == "adyen" {
		return adyen.New(adyen.Config{BaseURL: url, Key: func() (string, error) { return adyentest.Key, nil }, Terms: killTerms(adyen.DefaultTerms())})
	}
	return stripe.New(stripe.Config{BaseURL: url, Secret: func() (string, error) { return stripetest.Key, nil }, Terms: killTerms(stripe.DefaultTerms())})
}
