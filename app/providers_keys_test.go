package app

import (
	"crypto/x509"
	"encoding/base64"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/payment/adyen/adyentest"
	"github.com/makegood/makegood/payment/alipay/alipaytest"
	"github.com/makegood/makegood/payment/rsa256"
	"github.com/makegood/makegood/payment/stripe/stripetest"
	"github.com/makegood/makegood/payment/wechatpay/wechatpaytest"
)

// badKey is a key that is no good, and who has to refuse to begin with it.
type badKey struct {
	setting, text, why string
	worker, starter    bool
}

// badKeys are those of each provider, by its name.
func badKeys() map[string][]badKey {
	const broken = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
	return map[string][]badKey{
		"stripe": {
			{"STRIPE_KEY_FILE", "", "is empty", true, false},
			{"STRIPE_KEY_FILE", "pk_test_1", "a publishable key", true, false},
			{"STRIPE_WEBHOOK_SECRET_FILE", stripetest.Secret + "\nsk_test_1", "an API key", false, true},
			{"STRIPE_WEBHOOK_SECRET_FILE", "\n", "is empty", false, true},
		},
		"wechatpay": {
			{"WECHATPAY_PRIVATE_KEY_FILE", broken, "no RSA key", true, false},
			{"WECHATPAY_PRIVATE_KEY_FILE", wechatpaytest.PlatformKey(wechatpaytest.Certificate), "no RSA key", true, false},
			{"WECHATPAY_PLATFORM_KEY_FILES", wechatpaytest.PrivateKey(), "a private key, not a public key", true, true},
			{"WECHATPAY_API_V3_KEY_FILE", apiV3Key + "\nshort", "32 characters", false, true},
		},
		"alipay": {
			{"ALIPAY_PRIVATE_KEY_FILE", broken, "no RSA key", true, false},
			{"ALIPAY_PUBLIC_KEY_FILES", "no key", "no RSA key", true, true},
			{"ALIPAY_PUBLIC_KEY_FILES", alipaytest.PrivateKey(), "a private key", true, true},
		},
		"paypal": {
			{"PAYPAL_CLIENT_SECRET_FILE", "", "is empty", true, false},
			{"PAYPAL_ACCOUNT_KEY_FILES", "only-an-id", "two lines", true, false},
		},
		"adyen": {
			{"ADYEN_API_KEY_FILE", "", "is empty", true, false},
			{"ADYEN_HMAC_KEY_FILE", adyentest.HMACKey + "\nnot hex", "hexadecimal", false, true},
			{"ADYEN_WEBHOOK_PASSWORD_FILE", "", "is empty", false, true},
		},
	}
}

// set is the pretender's settings with the bad key in place of the good one.
func (k badKey) set(t *testing.T, good map[string]string) map[string]string {
	set, at := maps.Clone(good), file(t, k.text)
	switch k.setting {
	case "WECHATPAY_PLATFORM_KEY_FILES":
		at = wechatpaytest.Certificate + "=" + at
	case "PAYPAL_ACCOUNT_KEY_FILES":
		at = "m1=" + at
	}
	set[config.Prefix+k.setting] = at
	return set
}

// refusedFor: a part refuses to begin, by the code and the setting's name.
func (k badKey) refusedFor(err error) bool {
	var coded Coded
	return errors.As(err, &coded) && coded.Code == CodeBadConfig && strings.Contains(err.Error(), config.Prefix+k.setting+": ") && strings.Contains(err.Error(), k.why)
}

// TestABadKeyIsFoundBeforeTheFirstCall: by whoever begins with it, the list of providers and the doctor's check.
func TestABadKeyIsFoundBeforeTheFirstCall(t *testing.T) {
	for _, p := range pretenders(t) {
		cases := badKeys()[p.name]
		if len(cases) == 0 {
			t.Errorf("%s has no case", p.name)
		}
		for _, k := range cases {
			s := loaded(t, k.set(t, p.set))
			parts, err := New(Config{Settings: s, Logger: zap.NewNop(), Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			guards, asWorker := parts.guardedProviders(&switches{})
			if asWorker == nil {
				guards.close()
			}
			_, asStarter := Receivers(s)
			if k.refusedFor(asWorker) != k.worker || k.refusedFor(asStarter) != k.starter {
				t.Errorf("%s %s %q: the worker says %v, the starter %v", p.name, k.setting, k.why, asWorker, asStarter)
			}
			states := ProviderStates(s, nil)
			at := slices.IndexFunc(states, func(one ProviderState) bool { return one.Name == p.name })
			if said := strings.Join(states[at].Problems, "; "); !strings.Contains(said, k.setting) || !strings.Contains(said, k.why) {
				t.Errorf("%s %s: it is shown with %q", p.name, k.setting, said)
			}
			if problems, err := CheckProvider(t.Context(), s, p.name); err != nil || !strings.Contains(strings.Join(problems, "; "), k.setting) {
				t.Errorf("%s %s: the check says %q, %v", p.name, k.setting, problems, err)
			}
		}
		if state := rowOfName(t, p.name).state(loaded(t, p.set), nil); len(state.Problems) != 0 {
			t.Errorf("%s with good keys: %q", p.name, state.Problems)
		}
	}
}

// TestARefundOfAlipayNamesWhatPayeesGiveBack: by the setting, and by the account's folder.
func TestARefundOfAlipayNamesWhatPayeesGiveBack(t *testing.T) {
	server, folder := alipaytest.New(t), t.TempDir()
	for name, text := range map[string]string{"app_id": alipaytest.AppID, "private_key": alipaytest.PrivateKey(), "royalties": "2088101126765727=0.2\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	set := map[string]string{
		"MAKEGOOD_ALIPAY_URL": server.URL, "MAKEGOOD_ALIPAY_APP_ID": alipaytest.AppID, "MAKEGOOD_ALIPAY_PRIVATE_KEY_FILE": file(t, alipaytest.PrivateKey()),
		"MAKEGOOD_ALIPAY_PUBLIC_KEY_FILES": file(t, alipaytest.AlipayKey(alipaytest.PublicKey)),
		"MAKEGOOD_ALIPAY_ACCOUNT_DIRS":     "a=" + folder, "MAKEGOOD_ALIPAY_ROYALTIES": "2088101126765726=0.1",
	}
	one, err := alipayRow().provider(loaded(t, set), wiring{})
	if err != nil {
		t.Fatal(err)
	}
	for account, want := range map[string]string{"": `"trans_out":"2088101126765726","trans_out_type":"userId","amount":"4.50"`, "a": `"trans_out":"2088101126765727","trans_out_type":"userId","amount":"9.00"`} {
		in := about("alipay")
		in.Account = account
		if _, err := one.Refund(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		asked := server.Requests()
		if got := asked[len(asked)-1].Parameters["biz_content"]; !strings.Contains(got, want) {
			t.Errorf("account %q asked with %s", account, got)
		}
	}
	set["MAKEGOOD_ALIPAY_ROYALTIES"] = "2088101126765726=2"
	if _, err := alipayRow().provider(loaded(t, set), wiring{}); err == nil || !strings.Contains(err.Error(), "MAKEGOOD_ALIPAY_ROYALTIES: the shares are more than the whole") {
		t.Errorf("twice the refund: %v", err)
	}
}

// TestTheApplicationsOwnKeyIsNotAlipays: the console shows both beside each other, and no answer could be verified.
func TestTheApplicationsOwnKeyIsNotAlipays(t *testing.T) {
	s := loaded(t, map[string]string{
		"MAKEGOOD_ALIPAY_APP_ID": "2021", "MAKEGOOD_ALIPAY_PRIVATE_KEY_FILE": file(t, alipaytest.PrivateKey()),
		"MAKEGOOD_ALIPAY_PUBLIC_KEY_FILES": file(t, ownPublicKey(t)), "MAKEGOOD_ALIPAY_APP_CERT_FILE": file(t, "no certificate"), "MAKEGOOD_ALIPAY_ROOT_CERT_FILE": file(t, ""),
	})
	said := strings.Join(rowOfName(t, "alipay").problemsAtStart(s), "; ")
	for _, want := range []string{"PUBLIC_KEY_FILES: ", errOwnPublicKey.Error(), "APP_CERT_FILE: it has no certificate", "ROOT_CERT_FILE: read a secret"} {
		if !strings.Contains(said, want) {
			t.Errorf("it says %q, want %q", said, want)
		}
	}
}

// ownPublicKey is the application's own, as the console shows it.
func ownPublicKey(t *testing.T) string {
	t.Helper()
	key, err := rsa256.ParsePrivateKey(alipaytest.PrivateKey())
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(der)
}
