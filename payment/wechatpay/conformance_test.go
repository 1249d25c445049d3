package wechatpay_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/wechatpay"
	"github.com/makegood/makegood/payment/wechatpay/wechatpaytest"
)

// reference is the payment of every test.
const reference = "4200000000202411290000000001"

func TestTheAdapterConforms(t *testing.T) {
	paymenttest.RunConformance(t, func(t *testing.T) paymenttest.Rig {
		server := wechatpaytest.New(t)
		server.Now = threeDaysOn // every bill that a case asks for is out
		return paymenttest.Rig{
			Provider: adapterOf(t, server, wechatpay.Config{}), Unreachable: adapterOf(t, server, wechatpay.Config{BaseURL: closedAddress()}),
			Arrange: func(_ *testing.T, reference string, s paymenttest.Situation) {
				server.Script(reference, paymenttest.AnswersTo(s)...)
			},
			Moved:    func(_ *testing.T, reference string) (int64, int) { return server.Moved(reference) },
			Receiver: receiverOf(server), Notifications: server.Notifications,
			Outside: func(_ *testing.T, reference string, minor int64) { server.Outside(reference, minor, "CNY") },
			Now:     threeDaysOn,
			BreakList: func(*testing.T, string) {
				server.SpoilBills(func(bill []byte) []byte { return bill[:len(bill)/2] })
			},
			Traits: paymenttest.Traits{
				Reference: reference, SettlesLater: true, ForgetsDeclines: true,
				Lacks: map[paymenttest.Situation]string{
					paymenttest.Voids:            "WeChat Pay takes money at once: there is no authorisation to void",
					paymenttest.DeclinesDisputed: "no error code of a refund is about a dispute",
					paymenttest.DeclinesExceeds:  "it is INVALID_REQUEST like much else, and the texts must not be read",
					paymenttest.DeclinesOther:    "every documented error code has a class",
					paymenttest.RequiresAction:   "a refund has four states, and none of them is that",
					paymenttest.FailsLate:        "SUCCESS is final",
					paymenttest.ForgetsKey:       "no page says that a refund's number is forgotten",
					paymenttest.StoredError:      "no error is kept under a number",
				},
			},
		}
	})
}

func threeDaysOn() time.Time { return time.Now().Add(72 * time.Hour) }

// adapterOf is an adapter of the stand-in's merchant, by its clock, patient for a second and a half.
func adapterOf(t *testing.T, server *wechatpaytest.Server, config wechatpay.Config) *wechatpay.Adapter {
	t.Helper()
	terms := wechatpay.DefaultTerms()
	terms.CallTimeout = 1500 * time.Millisecond
	config.MerchantID, config.Terms, config.OwnKey = wechatpaytest.MerchantID, &terms, ownKey
	if config.Now == nil {
		config.Now = func() time.Time { return server.Now() }
	}
	if config.BaseURL == "" {
		config.BaseURL = server.URL
	}
	if config.Signer == nil {
		config.Signer = signer
	}
	if config.PlatformKeys == nil && !config.FetchCertificates {
		config.PlatformKeys = keys(wechatpaytest.Certificate)
	}
	a, err := wechatpay.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func signer() (wechatpay.Signer, error) {
	return wechatpay.Signer{SerialNumber: wechatpaytest.SerialNumber, PrivateKey: wechatpaytest.PrivateKey()}, nil
}

// keys are some of the platform's.
func keys(numbers ...string) func() (map[string]string, error) {
	texts := map[string]string{}
	for _, number := range numbers {
		texts[number] = wechatpaytest.PlatformKey(number)
	}
	return func() (map[string]string, error) { return texts, nil }
}

func apiV3Keys() ([]string, error) { return []string{wechatpaytest.APIv3Key}, nil }

// ownKey: the suite's keys are k1, k2 and so on.
func ownKey(number string) bool { return strings.HasPrefix(number, "k") }

func receiverOf(server *wechatpaytest.Server) wechatpay.Receiver {
	return wechatpay.Receiver{
		Name: "wechatpay", Account: "acct_1", PlatformKeys: keys(wechatpaytest.Certificate, wechatpaytest.NextCertificate), APIv3Keys: apiV3Keys,
		OwnKey: ownKey, Now: func() time.Time { return server.Now() },
	}
}

// closedAddress is an address where somebody listened a moment ago.
func closedAddress() string {
	web := httptest.NewServer(nil)
	defer web.Close()
	return web.URL
}

// instruction asks for 4500 fen.
func instruction(key string) payment.Instruction {
	return payment.Instruction{
		Key: key, Refund: "refund/m/o/r", Leg: "leg-1", Provider: "wechatpay", Account: "acct_1", Reference: reference, AmountMinor: 4500, Currency: "CNY",
	}
}
