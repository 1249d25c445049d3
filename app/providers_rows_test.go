package app

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/line/linetest"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/adyen/adyentest"
	"github.com/makegood/makegood/payment/alipay/alipaytest"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/paypal/paypaltest"
	"github.com/makegood/makegood/payment/stripe/stripetest"
	"github.com/makegood/makegood/payment/wechatpay/wechatpaytest"
	"github.com/makegood/makegood/refund"
)

// pretender is a provider's pretend server, and the settings that switch its adapter on.
type pretender struct {
	name string
	set  map[string]string
	// client downloads certificates in the place of the internet; nil: none are downloaded.
	client *http.Client
	// notifications are those of a payment; settled is what a refund comes to at once.
	notifications func(t *testing.T, reference string) []paymenttest.Notification
	settled       refund.OutcomeKind
	// spoil is a setting that is wrong, by which a check has to fail, or nothing.
	spoil map[string]string
}

const apiV3Key = "0123456789abcdef0123456789abcdef"

// file keeps a text in a file of the test's own.
func file(t *testing.T, text string) string { return linetest.File(t, "secret", []byte(text)) }

func pretenders(t *testing.T) []pretender {
	t.Helper()
	stripe, wechat, ali := stripetest.New(t), wechatpaytest.New(t), alipaytest.New(t)
	pal, ady := paypaltest.New(t), adyentest.New(t)
	pal.Currency, ady.Currency = "EUR", "EUR"
	return []pretender{
		{name: "stripe", notifications: stripe.Notifications, settled: refund.OutcomeSettled, set: map[string]string{
			"MAKEGOOD_STRIPE_URL": stripe.URL, "MAKEGOOD_STRIPE_KEY_FILE": file(t, stripetest.Key), "MAKEGOOD_STRIPE_WEBHOOK_SECRET_FILE": file(t, stripetest.Secret),
		}, spoil: map[string]string{"MAKEGOOD_STRIPE_KEY_FILE": file(t, "sk_wrong")}},
		{name: "wechatpay", notifications: wechat.Notifications, settled: refund.OutcomePending, set: map[string]string{
			"MAKEGOOD_WECHATPAY_URL": wechat.URL, "MAKEGOOD_WECHATPAY_MERCHANT_ID": wechatpaytest.MerchantID, "MAKEGOOD_WECHATPAY_SERIAL_NUMBER": wechatpaytest.SerialNumber,
			"MAKEGOOD_WECHATPAY_PRIVATE_KEY_FILE": file(t, wechatpaytest.PrivateKey()), "MAKEGOOD_WECHATPAY_API_V3_KEY_FILE": file(t, wechatpaytest.APIv3Key),
			"MAKEGOOD_WECHATPAY_PLATFORM_KEY_FILES": wechatpaytest.Certificate + "=" + file(t, wechatpaytest.PlatformKey(wechatpaytest.Certificate)),
		}, spoil: map[string]string{"MAKEGOOD_WECHATPAY_PRIVATE_KEY_FILE": file(t, "no key")}},
		{name: "alipay", settled: refund.OutcomePending, set: map[string]string{
			"MAKEGOOD_ALIPAY_URL": ali.URL, "MAKEGOOD_ALIPAY_APP_ID": alipaytest.AppID, "MAKEGOOD_ALIPAY_PRIVATE_KEY_FILE": file(t, alipaytest.PrivateKey()),
			"MAKEGOOD_ALIPAY_PUBLIC_KEY_FILES": file(t, alipaytest.AlipayKey(alipaytest.PublicKey)),
		}, notifications: func(t *testing.T, reference string) []paymenttest.Notification {
			return []paymenttest.Notification{ali.Notification(t, map[string]string{"app_id": alipaytest.AppID, "trade_no": reference, "refund_fee": "45.00"})}
		}, spoil: map[string]string{"MAKEGOOD_ALIPAY_PRIVATE_KEY_FILE": file(t, "no key")}},
		{name: "paypal", notifications: pal.Notifications, settled: refund.OutcomeSettled, client: &http.Client{Transport: pal.Certificates()}, set: map[string]string{
			"MAKEGOOD_PAYPAL_URL": pal.URL, "MAKEGOOD_PAYPAL_CLIENT_ID": paypaltest.ClientID, "MAKEGOOD_PAYPAL_CLIENT_SECRET_FILE": file(t, paypaltest.Secret),
			"MAKEGOOD_PAYPAL_WEBHOOK_IDS": paypaltest.WebhookID,
		}, spoil: map[string]string{"MAKEGOOD_PAYPAL_CLIENT_SECRET_FILE": file(t, "wrong")}},
		{name: "adyen", notifications: func(t *testing.T, reference string) []paymenttest.Notification {
			ady.Step(reference) // it notifies of what was processed
			return ady.Notifications(t, reference)
		}, settled: refund.OutcomePending, set: map[string]string{
			"MAKEGOOD_ADYEN_URL": ady.URL, "MAKEGOOD_ADYEN_API_KEY_FILE": file(t, adyentest.Key), "MAKEGOOD_ADYEN_MERCHANT_ACCOUNT": adyentest.Account,
			"MAKEGOOD_ADYEN_HMAC_KEY_FILE": file(t, adyentest.HMACKey), "MAKEGOOD_ADYEN_WEBHOOK_USER": adyentest.User, "MAKEGOOD_ADYEN_WEBHOOK_PASSWORD_FILE": file(t, adyentest.Password),
		}},
	}
}

func rowOfName(t *testing.T, name string) providerRow {
	t.Helper()
	for _, row := range providerRows() {
		if row.name == name {
			return row
		}
	}
	t.Fatalf("there is no provider %s", name)
	return providerRow{}
}

func about(provider string) payment.Instruction {
	in := ofStripe("pi_1")
	in.Provider, in.Key = provider, "mg"+strings.Repeat("a", 32)
	if provider == "paypal" || provider == "adyen" {
		in.Currency = "EUR"
	}
	return in
}

// TestEveryProviderIsSwitchedOnByItsSettings: refund, exchanges and trace go the same way for each.
func TestEveryProviderIsSwitchedOnByItsSettings(t *testing.T) {
	for _, p := range pretenders(t) {
		s := loaded(t, p.set)
		parts, err := New(Config{Settings: s, Logger: zap.NewNop(), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		books := &switches{}
		all, err := parts.guardedProviders(books)
		if err != nil || len(all.of) != 1 {
			t.Fatalf("%s: %v, %v", p.name, all.of, err)
		}
		got, err := all.of[p.name].Refund(t.Context(), about(p.name))
		all.close()
		if err != nil || got.Kind != p.settled && got.Kind != refund.OutcomeSettled {
			t.Errorf("%s: %+v, %v", p.name, got, err)
		}
		if len(books.kept) == 0 || books.kept[len(books.kept)-1].Status/100 != 2 || books.kept[len(books.kept)-1].Response == "" {
			t.Errorf("%s keeps %+v", p.name, books.kept)
		}
		text := fmt.Sprintf("%+v", books.kept)
		for _, value := range p.set {
			if kept, err := os.ReadFile(value); err == nil && strings.Contains(text, string(kept)) {
				t.Errorf("%s: a secret is kept", p.name)
			}
		}
		if strings.Contains(text, "access_token\":\"token") || strings.Contains(text, "sign=") && !strings.Contains(text, "sign=•••") {
			t.Errorf("%s keeps a token or a signature: %s", p.name, text)
		}
	}
}

func TestEveryAdapterLeadsTheTraceOn(t *testing.T) {
	for _, p := range pretenders(t) {
		heard := ""
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { heard = r.Header.Get("traceparent") }))
		s := loaded(t, withURL(p, web.URL))
		one, err := rowOfName(t, p.name).adapter(s, "", nil, func(_ context.Context, set func(key, value string)) { set("traceparent", "00-trace") })
		if err != nil {
			t.Fatal(err)
		}
		if _, err := one.Refund(t.Context(), about(p.name)); err != nil || heard != "00-trace" {
			t.Errorf("%s was asked with the trace %q, %v", p.name, heard, err)
		}
		web.Close()
	}
}

func withURL(p pretender, url string) map[string]string {
	set := map[string]string{}
	for name, value := range p.set {
		if strings.HasSuffix(name, "_URL") {
			value = url
		}
		set[name] = value
	}
	return set
}

func TestCheckingTriesTheCredentialsOfEachProvider(t *testing.T) {
	for _, p := range pretenders(t) {
		if p.name == "adyen" {
			continue // TestCheckingAdyenAsksForPaymentMethods
		}
		if problems, err := CheckProvider(t.Context(), loaded(t, p.set), p.name); err != nil || len(problems) != 0 {
			t.Errorf("%s: %q, %v", p.name, problems, err)
		}
		set := withURL(p, p.set["MAKEGOOD_"+strings.ToUpper(p.name)+"_URL"])
		for name, value := range p.spoil {
			set[name] = value
		}
		if problems, err := CheckProvider(t.Context(), loaded(t, set), p.name); err != nil || len(problems) != 1 {
			t.Errorf("%s with a wrong key: %q, %v", p.name, problems, err)
		}
	}
}

func TestCheckingAdyenAsksForPaymentMethods(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.URL.Path != "/paymentMethods" || r.Header.Get("X-API-Key") != "good" || string(body) != `{"merchantAccount":"Shop"}` {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = w.Write([]byte(`{"errorCode":"000","message":"HTTP Status Response - Unauthorized"}`))
			return
		}
		_, _ = w.Write([]byte(`{"paymentMethods":[]}`))
	}))
	defer web.Close()
	for key, problems := range map[string]int{"good": 0, "bad": 1} {
		s := loaded(t, map[string]string{"MAKEGOOD_ADYEN_URL": web.URL, "MAKEGOOD_ADYEN_API_KEY": key, "MAKEGOOD_ADYEN_MERCHANT_ACCOUNT": "Shop", "MAKEGOOD_ADYEN_HMAC_KEY": adyentest.HMACKey})
		if got, err := CheckProvider(t.Context(), s, "adyen"); err != nil || len(got) != problems {
			t.Errorf("with the %s key: %q, %v", key, got, err)
		}
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"merchant_id": "1900000001", "serial_number": "1D", "private_key": wechatpaytest.PrivateKey(), "api_v3_key": apiV3Key, "app_id": "2021"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pair := file(t, "client secret")
	for _, c := range []struct {
		provider, missing string
		set               map[string]string
	}{
		{"wechatpay", "MERCHANT_ID SERIAL_NUMBER PRIVATE_KEY_FILE PLATFORM_KEY_FILES", nil},
		{"wechatpay", "PLATFORM_KEY_FILES", map[string]string{"ACCOUNT_DIRS": "m1=" + folder}},
		{"wechatpay", "", map[string]string{"ACCOUNT_DIRS": "m1=" + folder, "FETCH_CERTIFICATES": "true"}},
		{"alipay", "APP_ID PRIVATE_KEY_FILE PUBLIC_KEY_FILES", nil},
		{"alipay", "", map[string]string{"ACCOUNT_DIRS": "m1=" + folder}},
		{"paypal", "CLIENT_ID CLIENT_SECRET_FILE", nil},
		{"paypal", "CLIENT_SECRET_FILE", map[string]string{"CLIENT_ID": "c"}},
		{"paypal", "", map[string]string{"ACCOUNT_KEY_FILES": "m1=" + pair}},
		{"adyen", "API_KEY_FILE HMAC_KEY_FILE", nil},
		{"adyen", "HMAC_KEY_FILE", map[string]string{"ACCOUNT_KEY_FILES": "m1=f"}},
	} {
		set, prefix := map[string]string{}, config.Prefix+strings.ToUpper(c.provider)+"_"
		for name, value := range c.set {
			set[prefix+name] = value
		}
		row := rowOfName(t, c.provider)
		s := loaded(t, set)
		if got := strings.ReplaceAll(strings.Join(row.missing(s), " "), prefix, ""); got != c.missing {
			t.Errorf("%s with %v lacks %q, want %q", c.provider, c.set, got, c.missing)
		}
		if c.missing == "" {
			if one, err := row.provider(s, wiring{}); err != nil || one.Of["m1"] == nil || one.Others != nil {
				t.Errorf("%s of an account: %+v, %v", c.provider, one, err)
			}
		}
	}
}
