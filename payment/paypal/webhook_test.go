package paypal_test

import (
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paypal"
	"github.com/makegood/makegood/payment/paypal/paypaltest"
	"github.com/makegood/makegood/refund"
)

// The event and its headers are the published example of PayPal's SDKs (PayPal-Python-SDK and PayPal-Ruby-SDK,
// samples of webhook verification); its CRC-32 is zlib's. The certificate of the example is not published any more,
// so that the signature cannot be held to it.
func TestWhatIsSignedIsPayPalsPublishedExample(t *testing.T) {
	body, err := os.ReadFile("testdata/published-event.json")
	if err != nil {
		t.Fatal(err)
	}
	const want = "dfb3be50-fd74-11e4-8bf3-77339302725b|2015-05-18T15:45:13Z|4JH86294D6297924G|2771810304"
	if got := paypal.SignedText("dfb3be50-fd74-11e4-8bf3-77339302725b", "2015-05-18T15:45:13Z", "4JH86294D6297924G", body); got != want {
		t.Errorf("signed is %q, want %q", got, want)
	}
}

func TestACertificateIsDownloadedFromPayPalAloneAndOnce(t *testing.T) {
	server := paypaltest.New(t)
	certificates := server.Certificates()
	r := receiverOf(t, paypal.ReceiverConfig{HTTPClient: &http.Client{Transport: certificates}})
	for range 3 {
		if n := server.Sign(t, "a body"); r.Verify(n.Header, n.Body) != nil {
			t.Fatal("a good notification is refused")
		}
	}
	for _, address := range []string{
		"http://api.paypal.com/v1/notifications/certs/CERT-1", "https://paypal.com.evil.example/v1/notifications/certs/CERT-1",
		"https://evilpaypal.com/v1/notifications/certs/CERT-1", "https://evil.example/v1/notifications/certs/CERT-1?.paypal.com",
		"https://u@api.paypal.com/v1/notifications/certs/CERT-1", "https://api.paypal.com:8443/v1/notifications/certs/CERT-1",
		"https://api.paypal.com/redirect?to=evil.example", "https://api.paypal.com/v1/notifications/certs/../../x", "://", "",
	} {
		n := server.Sign(t, "a body")
		n.Header.Set("PayPal-Cert-Url", address)
		if err := r.Verify(n.Header, n.Body); !errors.Is(err, payment.ErrForged) {
			t.Errorf("%q: got %v, want ErrForged", address, err)
		}
	}
	if got := certificates.Asked(); got != 1 {
		t.Errorf("%d downloads, want 1", got)
	}
}

func TestANotificationIsHeldToItsTimeItsAlgorithmAndItsWebhook(t *testing.T) {
	server := paypaltest.New(t)
	now := time.Now()
	at := func(offset time.Duration) *paypal.Receiver {
		return receiverOf(t, paypal.ReceiverConfig{HTTPClient: &http.Client{Transport: server.Certificates()}, Now: func() time.Time { return now.Add(offset) }})
	}
	n := server.Sign(t, "a body")
	for name, offset := range map[string]time.Duration{
		"a week later": 7 * 24 * time.Hour, "an hour before": -time.Hour, "after its certificate ended": 2 * time.Hour,
	} {
		if err := at(offset).Verify(n.Header, n.Body); !errors.Is(err, payment.ErrForged) {
			t.Errorf("%s: got %v, want ErrForged", name, err)
		}
	}
	other := server.Sign(t, "a body")
	other.Header.Set("PayPal-Auth-Algo", "SHA1withRSA")
	if err := at(0).Verify(other.Header, other.Body); !errors.Is(err, payment.ErrForged) {
		t.Errorf("another algorithm: got %v, want ErrForged", err)
	}
	elsewhere, err := paypal.NewReceiver(paypal.ReceiverConfig{
		Name: "paypal", HTTPClient: &http.Client{Transport: server.Certificates()}, WebhookIDs: func() ([]string, error) { return []string{"ANOTHER"}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := elsewhere.Verify(n.Header, n.Body); !errors.Is(err, payment.ErrForged) {
		t.Errorf("another webhook: got %v, want ErrForged", err)
	}
}

func TestACertificateIsHeldToTheRootsThatAreGiven(t *testing.T) {
	server := paypaltest.New(t)
	n := server.Sign(t, "a body")
	right, wrong := x509.NewCertPool(), x509.NewCertPool()
	right.AddCert(server.Root())
	if err := receiverOf(t, paypal.ReceiverConfig{HTTPClient: &http.Client{Transport: server.Certificates()}, Roots: right}).Verify(n.Header, n.Body); err != nil {
		t.Errorf("the right root: %v", err)
	}
	if err := receiverOf(t, paypal.ReceiverConfig{HTTPClient: &http.Client{Transport: server.Certificates()}, Roots: wrong}).Verify(n.Header, n.Body); !errors.Is(err, payment.ErrForged) {
		t.Errorf("another root: got %v, want ErrForged", err)
	}
}

func TestACertificateThatCannotBeDownloadedForgesNothing(t *testing.T) {
	server := paypaltest.New(t)
	n := server.Sign(t, "a body")
	n.Header.Set("PayPal-Cert-Url", "https://api.paypal.com/v1/notifications/certs/CERT-away")
	if err := receiver(t, server).Verify(n.Header, n.Body); err == nil || errors.Is(err, payment.ErrForged) {
		t.Errorf("got %v, want an error that is not ErrForged: PayPal sends it again", err)
	}
}

func TestADisputeHasTheStageOfItsLifeCycleAndOutcome(t *testing.T) {
	for _, c := range []struct {
		status, lifeCycle, outcome string
		want                       refund.DisputeStage // empty: a person has to look
	}{
		{"OPEN", "INQUIRY", "", refund.DisputeInquiry}, {"WAITING_FOR_SELLER_RESPONSE", "CHARGEBACK", "", refund.DisputeOpened},
		{"UNDER_REVIEW", "PRE_ARBITRATION", "", refund.DisputeOpened}, {"UNDER_REVIEW", "ARBITRATION", "", refund.DisputeOpened},
		{"RESOLVED", "CHARGEBACK", "RESOLVED_BUYER_FAVOUR", refund.DisputeLost}, {"RESOLVED", "INQUIRY", "RESOLVED_BUYER_FAVOUR", refund.DisputeLost},
		{"RESOLVED", "CHARGEBACK", "RESOLVED_SELLER_FAVOUR", refund.DisputeWon}, {"RESOLVED", "INQUIRY", "CANCELED_BY_BUYER", refund.DisputeClosed},
		{"RESOLVED", "CHARGEBACK", "RESOLVED_WITH_PAYOUT", refund.DisputeWon}, {"RESOLVED", "CHARGEBACK", "NONE", ""}, {"OPEN", "NEW_STAGE", "", ""},
	} {
		body := `{"id":"WH-1","event_type":"CUSTOMER.DISPUTE.UPDATED","create_time":"2026-01-02T03:04:05Z","resource":{"dispute_id":"PP-1","status":"` + c.status +
			`","dispute_life_cycle_stage":"` + c.lifeCycle + `","dispute_amount":{"currency_code":"USD","value":"3.00"},"disputed_transactions":[{"seller_transaction_id":"T1"}],` +
			`"dispute_outcome":{"outcome_code":"` + c.outcome + `"}}}`
		facts, err := (&paypal.Receiver{}).Facts([]byte(body))
		if c.want == "" {
			if !errors.Is(err, payment.ErrUnreadable) {
				t.Errorf("%+v: got %+v, %v; want ErrUnreadable", c, facts, err)
			}
			continue
		}
		if err != nil || len(facts) != 1 || facts[0].Dispute.Stage != c.want || facts[0].Reference != "T1" || facts[0].Dispute.AmountMinor != 300 {
			t.Errorf("%+v: got %+v, %v", c, facts, err)
		}
	}
}

func TestWhatCannotBeReadIsKeptForAPerson(t *testing.T) {
	const refunded = `{"id":"WH-1","event_type":"PAYMENT.CAPTURE.REFUNDED","create_time":"2026-01-02T03:04:05Z","resource":`
	for name, body := range map[string]string{
		"no event": `{}`, "a refund of no capture": refunded + `{"id":"R1","status":"COMPLETED","amount":{"currency_code":"USD","value":"1.00"}}}`,
		"a refund of no amount": refunded + `{"id":"R1","status":"COMPLETED","links":[{"rel":"up","href":"https://x/C1"}]}}`,
		"a dispute of two payments": `{"id":"WH-1","event_type":"CUSTOMER.DISPUTE.CREATED","create_time":"2026-01-02T03:04:05Z","resource":{"dispute_id":"PP-1","status":"OPEN",` +
			`"dispute_life_cycle_stage":"INQUIRY","dispute_amount":{"currency_code":"USD","value":"3.00"},"disputed_transactions":[{"seller_transaction_id":"T1"},{"seller_transaction_id":"T2"}]}}`,
	} {
		if facts, err := (&paypal.Receiver{}).Facts([]byte(body)); !errors.Is(err, payment.ErrUnreadable) {
			t.Errorf("%s: got %+v, %v; want ErrUnreadable", name, facts, err)
		}
	}
	if facts, err := (&paypal.Receiver{}).Facts([]byte(`{"id":"WH-1","event_type":"BILLING.PLAN.CREATED","create_time":"2026-01-02T03:04:05Z"}`)); err != nil || facts != nil {
		t.Errorf("an event about something else: got %+v, %v", facts, err)
	}
}
