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

	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/starter"
)

// noStories is a Temporal that nobody asks.
type noStories struct{ starter.Stories }

// TestANotificationOfEachProviderIsStoredAndAForgedOneIsRefused: from the settings to the ledger.
func TestANotificationOfEachProviderIsStoredAndAForgedOneIsRefused(t *testing.T) {
	for _, p := range pretenders(t) {
		receiver, err := rowOfName(t, p.name).receiver(loaded(t, p.set), p.client)
		if err != nil || receiver == nil {
			t.Fatalf("%s: %v, %v", p.name, receiver, err)
		}
		books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = books.Close() }()
		metrics := prometheus.NewRegistry()
		intake, err := starter.NewWebhooks(starter.WebhooksConfig{
			Receivers: map[string]payment.Receiver{p.name: receiver}, Books: books, Stories: noStories{}, TaskQueue: "refunds",
			Logger: zap.NewNop(), Metrics: metrics, Now: time.Now,
		})
		if err != nil {
			t.Fatal(err)
		}
		one, err := rowOfName(t, p.name).adapter(loaded(t, p.set), "", nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := one.Refund(t.Context(), about(p.name)); err != nil {
			t.Fatal(err)
		}
		told := p.notifications(t, "pi_1")
		if len(told) == 0 {
			t.Fatalf("%s tells nothing", p.name)
		}
		post := func(body []byte) int {
			answer, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/v1/webhooks/"+p.name, bytes.NewReader(body))
			maps.Copy(r.Header, told[0].Header)
			intake.Handler().ServeHTTP(answer, r)
			return answer.Code
		}
		forged := bytes.Replace(told[0].Body, []byte("pi_1"), []byte("pi_2"), 1)
		if p.name == "wechatpay" { // what it says is sealed
			forged = append(bytes.Clone(told[0].Body), ' ')
		}
		if got := post(forged); got != http.StatusUnauthorized {
			t.Errorf("%s: a forged one is answered with %d", p.name, got)
		}
		if got := post(told[0].Body); got/100 != 2 {
			t.Errorf("%s: its own is answered with %d", p.name, got)
		}
		open, err := books.OpenNotifications(t.Context(), 10)
		if err != nil || len(open) != 1 || open[0].Provider != p.name {
			t.Errorf("%s: stored are %+v, %v", p.name, open, err)
		}
		if n := forgedCount(t, metrics); n != 1 {
			t.Errorf("%s: %v forged ones are counted", p.name, n)
		}
	}
}

// forgedCount is what the intake has counted as forged.
func forgedCount(t *testing.T, metrics *prometheus.Registry) (n float64) {
	t.Helper()
	families, err := metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			for _, label := range m.GetLabel() {
				if family.GetName() == starter.MetricWebhooks && label.GetValue() == "forged" {
					n += m.GetCounter().GetValue()
				}
			}
		}
	}
	return n
}
