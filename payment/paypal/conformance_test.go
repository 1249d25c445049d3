package paypal_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/paypal"
	"github.com/makegood/makegood/payment/paypal/paypaltest"
)

const captureID, authorizationID = "2GG279541U471931P", "0VF52814937998046"

func TestTheAdapterConforms(t *testing.T) {
	paymenttest.RunConformance(t, func(t *testing.T) paymenttest.Rig {
		server := paypaltest.New(t)
		return paymenttest.Rig{
			Provider: adapterOf(t, paypal.Config{BaseURL: server.URL, Now: fourHoursOn}), Unreachable: adapter(t, closedAddress()),
			Arrange: func(_ *testing.T, reference string, s paymenttest.Situation) {
				server.Script(reference, paymenttest.AnswersTo(s)...)
			},
			PassTime: func(*testing.T) { server.PassTime() },
			Moved:    func(_ *testing.T, reference string) (int64, int) { return server.Moved(reference) },
			Voided:   func(_ *testing.T, reference string) int { return server.Voided(reference) },
			Receiver: receiver(t, server), Notifications: server.Notifications, Dispute: server.Dispute,
			Outside: func(_ *testing.T, reference string, minor int64) { server.Outside(reference, minor, server.Currency) },
			Now:     fourHoursOn, BreakList: func(*testing.T, string) { server.BreakLists() },
			Traits: paymenttest.Traits{
				Reference: captureID, VoidReference: authorizationID, Currency: server.Currency,
				ForgetsDeclines: true, FindsForgotten: true, FindsVoidsByState: true,
				Lacks: map[paymenttest.Situation]string{
					paymenttest.RequiresAction: "a refund has four states, and none of them waits for a person",
					paymenttest.IsAbnormal:     "a refund has four states, and none of them is abnormal",
					paymenttest.SplitsCoupon:   "PayPal refunds the payer in full, whoever paid an incentive",
				},
			},
		}
	})
}

// fourHoursOn is when what is made now is surely listed.
func fourHoursOn() time.Time { return time.Now().Add(4 * time.Hour) }

func receiver(t *testing.T, server *paypaltest.Server) *paypal.Receiver {
	t.Helper()
	return receiverOf(t, paypal.ReceiverConfig{HTTPClient: &http.Client{Transport: server.Certificates()}})
}

func receiverOf(t *testing.T, config paypal.ReceiverConfig) *paypal.Receiver {
	t.Helper()
	config.Name = "paypal"
	config.WebhookIDs = func() ([]string, error) { return []string{"ANOTHER", paypaltest.WebhookID}, nil }
	r, err := paypal.NewReceiver(config)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func adapter(t *testing.T, url string) *paypal.Adapter {
	t.Helper()
	return adapterOf(t, paypal.Config{BaseURL: url})
}

// adapterOf makes an adapter that is patient for half a second.
func adapterOf(t *testing.T, config paypal.Config) *paypal.Adapter {
	t.Helper()
	terms := paypal.DefaultTerms()
	terms.CallTimeout = 500 * time.Millisecond
	config.Terms = &terms
	if config.Credentials == nil {
		config.Credentials = func() (paypal.Credentials, error) {
			return paypal.Credentials{ClientID: paypaltest.ClientID, Secret: paypaltest.Secret}, nil
		}
	}
	a, err := paypal.New(config)
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

// ask is a refund of 45.00 under a key.
func ask(key string) payment.Instruction {
	return payment.Instruction{Key: key, Refund: "refund/m/o/r", Leg: "leg-1", Provider: "paypal", Reference: captureID, AmountMinor: 4500, Currency: "USD"}
}
