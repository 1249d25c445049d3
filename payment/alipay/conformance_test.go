package alipay_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/alipay"
	"github.com/makegood/makegood/payment/alipay/alipaytest"
	"github.com/makegood/makegood/payment/paymenttest"
)

// reference is the trade of every test.
const reference = "2026112922001400000000000007"

func TestTheAdapterConforms(t *testing.T) {
	paymenttest.RunConformance(t, func(t *testing.T) paymenttest.Rig {
		server := alipaytest.New(t)
		server.Now = threeDaysOn // every bill that a case asks for is out
		return paymenttest.Rig{
			Provider: adapterOf(t, server, alipay.Config{}), Unreachable: adapterOf(t, server, alipay.Config{GatewayURL: closedAddress()}),
			Arrange: func(_ *testing.T, reference string, s paymenttest.Situation) {
				server.Script(reference, paymenttest.AnswersTo(s)...)
			},
			Moved:   func(_ *testing.T, reference string) (int64, int) { return server.Moved(reference) },
			Outside: func(_ *testing.T, reference string, minor int64) { server.Outside(reference, minor, "CNY") },
			Now:     threeDaysOn,
			BreakList: func(*testing.T, string) {
				server.SpoilBills(func(bill []byte) []byte { return bill[:len(bill)*3/4] })
			},
			Traits: paymenttest.Traits{
				Reference: reference, SettlesLater: true, LookupProves: true, ForgetsDeclines: true,
				Lacks: map[paymenttest.Situation]string{
					paymenttest.Voids:          "a trade takes money at once: there is no authorisation to void",
					paymenttest.RequiresAction: "a refund has no such state",
					paymenttest.IsAbnormal:     "a refund has no such state",
					paymenttest.FailsLate:      "no page tells of a refund that failed after REFUND_SUCCESS",
					paymenttest.ForgetsKey:     "no page says that a refund's number is forgotten",
					paymenttest.StoredError:    "no error is kept under a number",
				},
			},
		}
	})
}

func threeDaysOn() time.Time { return time.Now().Add(72 * time.Hour) }

// adapterOf is an adapter of the stand-in's application, by its clock, patient for a second and a half.
func adapterOf(t *testing.T, server *alipaytest.Server, config alipay.Config) *alipay.Adapter {
	t.Helper()
	terms := alipay.DefaultTerms()
	terms.CallTimeout = 1500 * time.Millisecond
	config.AppID, config.Terms, config.OwnKey = alipaytest.AppID, &terms, ownKey
	config.Now = func() time.Time { return server.Now() }
	if config.GatewayURL == "" {
		config.GatewayURL = server.URL
	}
	if config.Signer == nil {
		config.Signer = func() (alipay.Signer, error) { return alipay.Signer{PrivateKey: alipaytest.PrivateKey()}, nil }
	}
	if config.AlipayKeys == nil {
		config.AlipayKeys = keys(alipaytest.PublicKey)
	}
	a, err := alipay.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// keys are some of Alipay's.
func keys(which ...int) func() ([]string, error) {
	var texts []string
	for _, key := range which {
		texts = append(texts, alipaytest.AlipayKey(key))
	}
	return func() ([]string, error) { return texts, nil }
}

// ownKey: the suite's keys are k1, k2 and so on.
func ownKey(number string) bool { return strings.HasPrefix(number, "k") }

// closedAddress is an address where somebody listened a moment ago.
func closedAddress() string {
	web := httptest.NewServer(nil)
	defer web.Close()
	return web.URL
}

// instruction asks for 4500 fen.
func instruction(key string) payment.Instruction {
	return payment.Instruction{
		Key: key, Refund: "refund/m/o/r", Leg: "leg-1", Provider: "alipay", Account: "acct_1", Reference: reference, AmountMinor: 4500, Currency: "CNY",
	}
}
