package adyen_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/adyen"
	"github.com/makegood/makegood/payment/adyen/adyentest"
	"github.com/makegood/makegood/payment/paymenttest"
)

const psp = "VK9DRSLLRCQ2WN82"

func TestTheAdapterConforms(t *testing.T) {
	const later = "Adyen receives what it may refuse, and notifies that it failed"
	paymenttest.RunConformance(t, func(t *testing.T) paymenttest.Rig {
		server := adyentest.New(t)
		return paymenttest.Rig{
			Provider: listing(t, server, server.ReportsURL), Unreachable: listing(t, server, closedAddress()), Now: fourDaysOn,
			Arrange: func(_ *testing.T, reference string, s paymenttest.Situation) {
				server.Script(reference, paymenttest.AnswersTo(s)...)
			},
			PassTime: func(*testing.T) { server.PassTime() },
			Moved:    func(_ *testing.T, reference string) (int64, int) { return server.Moved(reference) },
			Voided:   func(_ *testing.T, reference string) int { return server.Voided(reference) },
			Receiver: receiver(), Notifications: server.Notifications, Dispute: server.Dispute,
			Advance: func(_ *testing.T, reference string) { server.Step(reference) },
			Outside: func(_ *testing.T, reference string, minor int64) { server.Outside(reference, minor, server.Currency) },
			BreakList: func(*testing.T, string) {
				server.SpoilReports(func(report []byte) []byte { return report[:len(report)-20] })
			},
			Traits: paymenttest.Traits{
				Reference: psp, TellsAccounts: true, Currency: server.Currency, SettlesLater: true, LookupProves: true, ToldOnly: true,
				Lacks: map[paymenttest.Situation]string{
					paymenttest.DeclinesInstrument: later, paymenttest.DeclinesBalance: later, paymenttest.DeclinesDisputed: later,
					paymenttest.DeclinesExceeds: later, paymenttest.DeclinesOther: later,
					paymenttest.RequiresAction: "no event says that a refund waits for a person",
					paymenttest.IsAbnormal:     "no event says that a refund is abnormal",
					paymenttest.SplitsCoupon:   "Adyen has no coupons of its own in a payment",
				},
			},
		}
	})
}

// fourDaysOn is when every report that a case asks for is out.
func fourDaysOn() time.Time { return time.Now().Add(96 * time.Hour) }

// listing is an adapter with the report user's credentials; reports are fetched at an address. Nobody is at a closed one,
// for refunds neither.
func listing(t *testing.T, server *adyentest.Server, reports string) *adyen.Adapter {
	t.Helper()
	base := server.URL
	if reports != server.ReportsURL {
		base = reports
	}
	return adapterOf(t, adyen.Config{BaseURL: base, Now: fourDaysOn, Reports: adyen.Reports{
		BaseURL:     reports,
		Credentials: func() (string, string, error) { return adyentest.ReportUser, adyentest.ReportPassword, nil },
	}})
}

func receiver() adyen.Receiver {
	return adyen.Receiver{
		Name: "adyen", HMACKeys: func() ([]string, error) { return []string{"00ff", adyentest.HMACKey}, nil },
		BasicAuth: func() (string, string, error) { return adyentest.User, adyentest.Password, nil },
	}
}

func adapter(t *testing.T, url string) *adyen.Adapter {
	t.Helper()
	return adapterOf(t, adyen.Config{BaseURL: url})
}

// adapterOf makes an adapter that is patient for half a second.
func adapterOf(t *testing.T, config adyen.Config) *adyen.Adapter {
	t.Helper()
	terms := adyen.DefaultTerms()
	terms.CallTimeout = 500 * time.Millisecond
	config.Terms = &terms
	if config.Key == nil {
		config.Key = func() (string, error) { return adyentest.Key, nil }
	}
	a, err := adyen.New(config)
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
	return payment.Instruction{
		Key: key, Refund: "refund/m/o/r", Leg: "leg-1", Provider: "adyen", Account: adyentest.Account, Reference: psp, AmountMinor: 4500, Currency: "EUR",
	}
}
