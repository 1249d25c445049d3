package app

import (
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/line/linetest"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/payment/adyen/adyentest"
	"github.com/makegood/makegood/payment/alipay/alipaytest"
	"github.com/makegood/makegood/payment/wechatpay/wechatpaytest"
	"github.com/makegood/makegood/refund"
)

// known is a secret of a setting, which nothing else resembles.
func known(setting string) string {
	return "s3cret-of-" + strings.ToLower(setting) + "-" + strings.Repeat("x", 24)
}

// secretsOf gives every setting that is a secret, or may hold one, a known one: as the value, or in a file.
func secretsOf(t *testing.T, inFiles bool) map[string]string {
	t.Helper()
	whole, part := config.Secrets()
	set := map[string]string{"TEMPORAL_API_KEY": known("TEMPORAL_API_KEY")}
	for _, name := range whole {
		set[name] = known(name)
	}
	for _, name := range []string{"MAKEGOOD_SMS_SECRET", "MAKEGOOD_PUSH_SECRET"} {
		set[name] = "whsec_" + base64.StdEncoding.EncodeToString([]byte(known(name)))
	}
	if inFiles {
		for name, value := range maps.Clone(set) {
			delete(set, name)
			set["MAKEGOOD_"+strings.TrimPrefix(name, "MAKEGOOD_")+"_FILE"] = linetest.File(t, "secret", []byte(value+"\n"))
		}
	}
	for _, name := range part {
		set[name] = "https://127.0.0.1:1/?key=" + known(name)
	}
	delete(set, "MAKEGOOD_LEDGER_URL") // the ledger's database is a case of its own
	maps.Copy(set, map[string]string{
		"MAKEGOOD_KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "MAKEGOOD_KAFKA_SASL_USER": "makegood", "MAKEGOOD_SMTP_HOST": "127.0.0.1", "MAKEGOOD_SMTP_PORT": "1",
		"MAKEGOOD_SMTP_USER": "makegood", "MAKEGOOD_OFFER_LINK_URL": "https://shop.example/", "MAKEGOOD_WORKER_METRICS_ADDRESS": "off", "MAKEGOOD_STARTER_METRICS_ADDRESS": "off",
		"MAKEGOOD_STRIPE_URL": "https://127.0.0.1:1", "MAKEGOOD_WECHATPAY_URL": "https://127.0.0.1:1", "MAKEGOOD_ALIPAY_URL": "https://127.0.0.1:1",
		"MAKEGOOD_PAYPAL_URL": "https://127.0.0.1:1", "MAKEGOOD_ADYEN_URL": "https://127.0.0.1:1", "MAKEGOOD_WECHATPAY_MERCHANT_ID": "1900009191",
		"MAKEGOOD_WECHATPAY_SERIAL_NUMBER": "1DDE", "MAKEGOOD_WECHATPAY_FETCH_CERTIFICATES": "true", "MAKEGOOD_ALIPAY_APP_ID": "2021",
		"MAKEGOOD_ALIPAY_PUBLIC_KEY_FILES": linetest.File(t, "alipay", []byte("no key")), "MAKEGOOD_PAYPAL_CLIENT_ID": "client", "MAKEGOOD_ADYEN_WEBHOOK_USER": "adyen", "MAKEGOOD_ADYEN_REPORT_USER": "report@Company.X",
	})
	return set
}

// wellFormed are the settings with keys that a worker and a starter begin with, in a data folder of their own.
func wellFormed(t *testing.T, of map[string]string) map[string]string {
	t.Helper()
	set := maps.Clone(of)
	for name, text := range map[string]string{
		"WECHATPAY_PRIVATE_KEY": wechatpaytest.PrivateKey(), "WECHATPAY_API_V3_KEY": apiV3Key, "ALIPAY_PRIVATE_KEY": alipaytest.PrivateKey(),
		"ADYEN_HMAC_KEY": adyentest.HMACKey,
	} {
		delete(set, "MAKEGOOD_"+name)
		set["MAKEGOOD_"+name+"_FILE"] = linetest.File(t, "key", []byte(text))
	}
	set["MAKEGOOD_ALIPAY_PUBLIC_KEY_FILES"] = linetest.File(t, "alipay", []byte(alipaytest.AlipayKey(alipaytest.PublicKey)))
	set["MAKEGOOD_DATA_DIR"] = t.TempDir()
	return set
}

func TestNoSecretShowsWhereverALineFails(t *testing.T) {
	for name, inFiles := range map[string]bool{"in the environment": false, "in files": true} {
		t.Run(name, func(t *testing.T) {
			set := secretsOf(t, inFiles)
			sqlite := maps.Clone(set)
			maps.DeleteFunc(sqlite, func(name, _ string) bool { return strings.HasPrefix(name, "MAKEGOOD_LEDGER_") })
			set["MAKEGOOD_LEDGER_URL"] = "postgres://u:" + known("LEDGER_URL") + "@127.0.0.1:1/x"
			said := failures(t, loaded(t, sqlite), loaded(t, set)) + failures(t, loaded(t, wellFormed(t, sqlite)), loaded(t, set))
			for _, expected := range []string{"TEMPORAL_WRONG", "KAFKA_WRONG", "LEDGER_AWAY", "SMTP_WRONG", "SMS_WRONG", "PUSH_WRONG", "PROVIDER_WRONG", "stripe does not answer", "MAKEGOOD_WECHATPAY_PRIVATE_KEY", "MAKEGOOD_ALIPAY_PRIVATE_KEY", "MAKEGOOD_ADYEN_HMAC_KEY", "wechatpay does not answer", "alipay does not answer", "paypal does not answer", "adyen does not answer",
				"Temporal is away", "deliver m-1", "worker: ", "starter: "} {
				if !strings.Contains(said, expected) {
					t.Errorf("nothing failed with %s: the test sees too little to mean anything", expected)
				}
			}
			for _, begins := range []string{"s3cret-of-", strings.ToLower(base64.StdEncoding.EncodeToString([]byte("s3cret-of")))} {
				if at := strings.Index(strings.ToLower(said), begins); at >= 0 {
					t.Errorf("a secret shows: %s", said[max(0, at-200):min(len(said), at+80)])
				}
			}
		})
	}
}

// failures runs every part on lines that lead nowhere, and returns all that it said: logs, errors, and the doctor.
func failures(t *testing.T, s, elsewhere config.Settings) string {
	t.Helper()
	core, logs := observer.New(zapcore.DebugLevel)
	if _, err := CreateLedger(t.Context(), s, time.Now); err != nil {
		t.Fatal(err)
	}
	parts, err := New(Config{Settings: s, Logger: zap.New(core), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	for name, run := range map[string]func(context.Context) error{"worker": parts.RunWorker, "starter": parts.RunStarter} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		fmt.Fprintf(&said, "%s: %v\n", name, run(ctx))
		cancel()
	}
	deliveries(t, parts, &said)
	doctors(t, s, elsewhere, &said)
	for _, entry := range logs.All() {
		fmt.Fprintln(&said, entry.Message, entry.ContextMap())
	}
	fmt.Fprintf(&said, "%+v %+v", temporalSettings(s.Temporal), KafkaLine(s.Kafka))
	return said.String()
}

// deliveries sends a message by every way, and keeps the errors.
func deliveries(t *testing.T, parts *App, said *strings.Builder) {
	t.Helper()
	ways, err := parts.channels(&messagingtest.Dispatches{})
	if err != nil {
		t.Fatal(err)
	}
	if len(ways.all) != 3 {
		t.Errorf("there are %d ways to the customer, want mail, sms and push", len(ways.all))
	}
	for _, way := range ways.all {
		err := way.Deliver(t.Context(), messaging.Message{ID: "m-1", Subject: "s", Body: "b", Short: "b", Locale: "en",
			To: refund.Contact{Email: "li.lei@example.test", Phone: "+8613800000000", PushToken: "token"}})
		fmt.Fprintf(said, "%s: %v\n", way.Name(), err)
	}
}

// doctors examines the lines with a ledger elsewhere, which cannot be opened.
func doctors(t *testing.T, s, elsewhere config.Settings, said *strings.Builder) {
	t.Helper()
	_, cause := OpenLedger(t.Context(), elsewhere, time.Now, nil)
	patient, release := Patient(t.Context(), s, nil, time.Now)
	defer release()
	report, err := doctor.ExamineLines(t.Context(), patient, cause)
	fmt.Fprintf(said, "%+v %v\n", report, err)
	_, err = CreateLedger(t.Context(), elsewhere, time.Now)
	fmt.Fprintf(said, "%v\n", err)
}
