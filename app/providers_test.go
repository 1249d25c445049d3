package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/line/linetest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/stripe/stripetest"
	"github.com/makegood/makegood/refund"
)

// stripeAt are settings of a Stripe that stands somewhere else.
func stripeAt(t *testing.T, url string, more map[string]string) config.Settings {
	t.Helper()
	set := map[string]string{"MAKEGOOD_DATA_DIR": t.TempDir(), "MAKEGOOD_STRIPE_URL": url}
	for name, value := range more {
		set[name] = value
	}
	return loaded(t, set)
}

func withKey(key string) map[string]string { return map[string]string{"MAKEGOOD_STRIPE_KEY": key} }

func ofStripe(reference string) payment.Instruction {
	return payment.Instruction{Key: "k-" + reference, Refund: "refund/m/o/r", Leg: "1", Provider: "stripe", Reference: reference, AmountMinor: 4500, Currency: "CNY"}
}

func TestAProviderIsThereWhereItsCredentialsAre(t *testing.T) {
	server := stripetest.New(t)
	for name, s := range map[string]config.Settings{
		"none":             stripeAt(t, server.URL, nil),
		"in a variable":    stripeAt(t, server.URL, withKey(stripetest.Key)),
		"in a file":        stripeAt(t, server.URL, map[string]string{"MAKEGOOD_STRIPE_KEY_FILE": linetest.File(t, "key", []byte(stripetest.Key+"\n"))}),
		"of one's account": stripeAt(t, server.URL, map[string]string{"MAKEGOOD_STRIPE_ACCOUNT_KEY_FILES": "acct_1=" + linetest.File(t, "key", []byte(stripetest.Key))}),
	} {
		parts, err := New(Config{Settings: s, Logger: zap.NewNop(), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		all, err := parts.guardedProviders(&switches{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		defer all.close()
		if name == "none" {
			if len(all.of) != 0 || all.pause("stripe") != 0 {
				t.Errorf("without a key there is %v", all)
			}
			continue
		}
		in := ofStripe("pi_" + strings.ReplaceAll(name, " ", "_"))
		in.Account = "acct_1"
		if got, err := all.of["stripe"].Refund(t.Context(), in); err != nil || got.Kind != refund.OutcomeSettled {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// TestASilentProviderOpensItsCircuitInTheLedger: from the settings to the switch that the gate reads.
func TestASilentProviderOpensItsCircuitInTheLedger(t *testing.T) {
	parts, err := New(Config{Settings: stripeAt(t, "http://127.0.0.1:1", withKey("sk_test")), Logger: zap.NewNop(), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	books := &switches{thrown: make(chan ledger.Switch, 10)}
	all, err := parts.guardedProviders(books)
	if err != nil {
		t.Fatal(err)
	}
	defer all.close()
	for range 5 {
		if got, err := all.of["stripe"].Refund(t.Context(), ofStripe("pi_1")); err != nil || got.Kind != refund.OutcomeNotSent {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	got := <-books.thrown
	if got.Name != ledger.CircuitOf("stripe", "") || !got.On || got.Cause.Actor != refund.ActorMakegood || !strings.Contains(got.Cause.Reason, "connection refused") {
		t.Errorf("threw %+v", got)
	}
}

func TestCheckingAProviderTriesTheCredentialsOfEachAccount(t *testing.T) {
	server := stripetest.New(t)
	good, bad := linetest.File(t, "good", []byte(stripetest.Key)), linetest.File(t, "bad", []byte("sk_test_wrong"))
	for _, c := range []struct {
		name     string
		set      map[string]string
		problems int
	}{
		{"a good key", withKey(stripetest.Key), 0},
		{"a wrong key", withKey("sk_test_wrong"), 1},
		{"one of two accounts", map[string]string{"MAKEGOOD_STRIPE_ACCOUNT_KEY_FILES": "acct_1=" + good + ",acct_2=" + bad}, 1},
		{"a file that is not there", map[string]string{"MAKEGOOD_STRIPE_KEY_FILE": good + ".gone"}, 1},
	} {
		problems, err := CheckProvider(t.Context(), stripeAt(t, server.URL, c.set), "stripe")
		if err != nil || len(problems) != c.problems || strings.Contains(strings.Join(problems, " "), "sk_test_wrong") {
			t.Errorf("%s: %q, %v", c.name, problems, err)
		}
	}
	for name, code := range map[string]refund.Code{"stripe": CodeProviderNotConfigured, "nobody": CodeProviderUnknown} {
		_, err := CheckProvider(t.Context(), stripeAt(t, server.URL, nil), name)
		var coded Coded
		if !errors.As(err, &coded) || coded.Code != code {
			t.Errorf("%s without credentials: %v", name, err)
		}
	}
}

func TestNotificationsAreReadWhereTheirSecretIs(t *testing.T) {
	none, err := Receivers(stripeAt(t, "http://127.0.0.1:1", nil))
	if err != nil || len(none) != 0 {
		t.Errorf("without a secret: %v, %v", none, err)
	}
	server := stripetest.New(t)
	s := stripeAt(t, server.URL, map[string]string{"MAKEGOOD_STRIPE_WEBHOOK_SECRET_FILE": linetest.File(t, "s", []byte("whsec_other\n"+stripetest.Secret+"\n"))})
	all, err := Receivers(s)
	if err != nil || all["stripe"] == nil {
		t.Fatalf("%v, %v", all, err)
	}
	server.Outside("pi_1", 4500, "CNY")
	for _, one := range server.Notifications(t, "pi_1") {
		if err := all["stripe"].Verify(one.Header, one.Body); err != nil {
			t.Error(err)
		}
	}
	shown := ProviderStates(s, nil)
	at := slices.IndexFunc(shown, func(p ProviderState) bool { return p.Name == "stripe" })
	if at < 0 || !shown[at].Receives || shown[at].Configured {
		t.Errorf("shown as %+v", shown)
	}
}

// switches keeps what was thrown.
type switches struct {
	ledger.Switches
	ledger.Exchanges
	thrown chan ledger.Switch
	kept   []ledger.Exchange
}

func (s *switches) KeepExchanges(_ context.Context, all []ledger.Exchange) error {
	s.kept = append(s.kept, all...)
	return nil
}

func (s *switches) SetSwitch(_ context.Context, in ledger.Switch) error {
	s.thrown <- in
	return nil
}
