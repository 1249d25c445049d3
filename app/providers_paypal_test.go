package app

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paypal/paypaltest"
	"github.com/makegood/makegood/starter"
)

// payPalAccounts are settings with webhooks of accounts, and the receivers that they make.
func payPalAccounts(t *testing.T, server *paypaltest.Server, set map[string]string) (config.Settings, map[string]payment.Receiver) {
	t.Helper()
	s, all := loaded(t, set), map[string]payment.Receiver{}
	if err := payPalRow().addReceivers(s, &http.Client{Transport: server.Certificates()}, all); err != nil {
		t.Fatal(err)
	}
	return s, all
}

// TestANotificationOfOneAccountIsNotVerifiedWithAnothersWebhook: from the settings to what is stored and said.
func TestANotificationOfOneAccountIsNotVerifiedWithAnothersWebhook(t *testing.T) {
	server := paypaltest.New(t)
	s, receivers := payPalAccounts(t, server, map[string]string{
		"MAKEGOOD_PAYPAL_WEBHOOK_IDS": "OTHERS", "MAKEGOOD_PAYPAL_ACCOUNT_WEBHOOK_IDS": "a=OLD+" + paypaltest.WebhookID + ",b=ITS_OWN",
	})
	if len(receivers) != 3 || s.Providers.PayPal.WebhookIDsOf("b")[0] != "ITS_OWN" {
		t.Fatalf("receivers are %v", receivers)
	}
	books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = books.Close() }()
	intake, err := starter.NewWebhooks(starter.WebhooksConfig{
		Receivers: receivers, Books: books, Stories: noStories{}, TaskQueue: "refunds", Logger: zap.NewNop(), Metrics: prometheus.NewRegistry(), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	server.Outside("pi_1", 4500, "CNY")
	told := server.Notifications(t, "pi_1")[0]
	for address, want := range map[string]int{"paypal": 401, "paypal/b": 401, "paypal/nobody": 404, "paypal/a": 200} {
		answer, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/v1/webhooks/"+address, bytes.NewReader(told.Body))
		maps.Copy(r.Header, told.Header)
		intake.Handler().ServeHTTP(answer, r)
		if answer.Code != want {
			t.Errorf("%s answers %d, want %d", address, answer.Code, want)
		}
	}
	open, err := books.OpenNotifications(t.Context(), 10)
	if err != nil || len(open) != 1 || open[0].Provider != "paypal/a" {
		t.Fatalf("stored are %+v, %v", open, err)
	}
	facts, err := receivers[open[0].Provider].Facts(open[0].Body)
	if err != nil || len(facts) != 1 || facts[0].Provider != "paypal" || facts[0].Account != "a" {
		t.Errorf("it says %+v, %v", facts, err)
	}
}

func TestPayPalIsNotifiedWhereAnAccountsWebhooksAreSet(t *testing.T) {
	for set, want := range map[string]bool{"": false, "a=1": true} {
		s := loaded(t, map[string]string{"MAKEGOOD_PAYPAL_ACCOUNT_WEBHOOK_IDS": set})
		if got := payPalRow().state(s, nil).Receives; got != want {
			t.Errorf("with %q it says that notifications are taken: %t", set, got)
		}
	}
}
