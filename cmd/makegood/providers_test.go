package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment/stripe/stripetest"
	"github.com/makegood/makegood/refund"
)

func TestAKillSwitchOfAMerchantStopsThatMerchantAlone(t *testing.T) {
	s := newShell(t)
	store, _ := ledgerWithOne(t, s)
	now := held(t, store)
	for _, throw := range []struct {
		args []string
		want refund.Code
	}{
		{[]string{"--on", "--merchant", "another"}, ""},
		{[]string{"--on", "--provider", now.Legs[0].Provider}, refund.CodeKillSwitch},
	} {
		args := append([]string{"kill-switch", "--by", "ann", "--note", "double bookings"}, throw.args...)
		if status, _, problems := s.run(t, args...); status != 0 {
			t.Fatalf("status %d: %s", status, problems)
		}
		if throw.want == "" { // asked before the one that stops
			thrown, err := store.Thrown(t.Context())
			if err != nil || len(thrown) != 1 || thrown[0].Name != ledger.SwitchOf("", "another") {
				t.Errorf("%v: %+v, %v", throw.args, thrown, err)
			}
			continue
		}
		if begun := begin(t, store, now.Refund, now.Legs[0].LegID); begun.Code != throw.want {
			t.Errorf("%v: %+v", throw.args, begun)
		}
	}
	_, out, _ := s.run(t, "providers")
	for _, want := range []string{"STOPPED by the kill switch for merchant another", "STOPPED by the kill switch, thrown", "by ann: double bookings"} {
		if !strings.Contains(out, want) {
			t.Errorf("providers lacks %q:\n%s", want, out)
		}
	}
}

func TestProvidersSaysWhatIsMissingAndWhatStops(t *testing.T) {
	s := newShell(t)
	store, _ := ledgerWithOne(t, s)
	cause := refund.Cause{Actor: refund.ActorMakegood, Reason: "no answer to 5 calls"}
	if err := store.SetSwitch(t.Context(), ledger.Switch{Name: ledger.CircuitOf("stripe", "acct_1"), On: true, Cause: cause}); err != nil {
		t.Fatal(err)
	}
	_, out, _ := s.run(t, "providers")
	for _, want := range []string{
		"simulator    configured", "stripe       not used: set MAKEGOOD_STRIPE_KEY_FILE", "keys of 255 bytes are told apart for 24h; a refund that settled may fail late",
		"CIRCUIT OPEN for acct_1", "no answer to 5 calls", "https://docs.stripe.com/refunds",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("it lacks %q:\n%s", want, out)
		}
	}
	_, out, _ = s.run(t, "providers", "--json")
	var states []app.ProviderState
	if err := json.Unmarshal([]byte(out), &states); err != nil || len(states) < 3 {
		t.Fatalf("%v: %s", err, out)
	}
	at := slices.IndexFunc(states, func(s app.ProviderState) bool { return s.Name == "stripe" })
	if at < 0 {
		t.Fatalf("as JSON it lacks Stripe: %s", out)
	}
	stripe := states[at]
	if stripe.Configured || stripe.Missing[0] != "MAKEGOOD_STRIPE_KEY_FILE" || len(stripe.Stopped) != 1 || stripe.Limits.StepsMinor["KWD"] != 10 {
		t.Errorf("as JSON: %+v", stripe)
	}
}

func TestCheckingAProviderHasAStatusAndACode(t *testing.T) {
	server := stripetest.New(t)
	for _, c := range []struct {
		key, name string
		status    int
		says      string
	}{
		{stripetest.Key, "stripe", 0, "stripe answers"},
		{"sk_test_wrong", "stripe", 1, "PROVIDER_WRONG"},
		{"", "stripe", 1, "PROVIDER_NOT_CONFIGURED"},
		{"", "nobody", 1, "PROVIDER_UNKNOWN"},
	} {
		s := newShell(t)
		s.set("STRIPE_URL", server.URL)
		if c.key != "" {
			s.set("STRIPE_KEY", c.key)
		}
		status, out, problems := s.run(t, "providers", "check", c.name)
		if status != c.status || !strings.Contains(out+problems, c.says) || strings.Contains(out+problems, "sk_test_wrong") {
			t.Errorf("%+v: status %d: %s%s", c, status, out, problems)
		}
	}
}
