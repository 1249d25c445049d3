package stripe_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/stripe"
	"github.com/makegood/makegood/payment/stripe/stripetest"
)

func TestTheAdapterConforms(t *testing.T) {
	paymenttest.RunConformance(t, func(t *testing.T) paymenttest.Rig {
		server := stripetest.New(t)
		return paymenttest.Rig{
			Provider: adapter(t, server.URL), Unreachable: adapter(t, closedAddress()),
			Arrange: func(_ *testing.T, reference string, s paymenttest.Situation) {
				server.Script(reference, paymenttest.AnswersTo(s)...)
			},
			PassTime: func(*testing.T) { server.PassTime() },
			Moved:    func(_ *testing.T, reference string) (int64, int) { return server.Moved(reference) },
			Voided:   func(_ *testing.T, reference string) int { return server.Voided(reference) },
			Receiver: receiver(stripetest.Secret), Notifications: server.Notifications, Dispute: server.Dispute,
			Outside:   func(_ *testing.T, reference string, minor int64) { server.Outside(reference, minor, server.Currency) },
			BreakList: func(_ *testing.T, reference string) { server.BreakList(reference) },
			Traits: paymenttest.Traits{
				Reference: "pi_conformance", ForgetsDeclines: true, FindsForgotten: true, FindsVoidsByState: true,
				Lacks: map[paymenttest.Situation]string{
					paymenttest.IsAbnormal:   "a refund has five states, and none of them is abnormal",
					paymenttest.SplitsCoupon: "Stripe has no coupons of its own in a payment",
				},
			},
		}
	})
}

func receiver(secrets ...string) stripe.Receiver {
	return stripe.Receiver{Name: "stripe", Secrets: func() ([]string, error) { return secrets, nil }}
}

// adapter is patient for half a second.
func adapter(t *testing.T, url string) *stripe.Adapter {
	t.Helper()
	return adapterOf(t, stripe.Config{BaseURL: url})
}

func adapterOf(t *testing.T, config stripe.Config) *stripe.Adapter {
	t.Helper()
	terms := stripe.DefaultTerms()
	terms.CallTimeout = 500 * time.Millisecond
	config.Terms = &terms
	if config.Secret == nil {
		config.Secret = func() (string, error) { return stripetest.Key, nil }
	}
	a, err := stripe.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// closedAddress is an address where somebody listened a moment ago.
func closedAddress() string {
	web := httptest.NewServer(nil)
	defer web.Close()
	return web.URL
}

var _ payment.Provider = (*stripe.Adapter)(nil)
