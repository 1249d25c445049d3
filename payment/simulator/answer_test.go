package simulator_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	adapter "github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/refund"
)

// settledBody is a settled refund under k1 as the simulator writes it.
func settledBody(reference, currency string, minor int64) string {
	return fmt.Sprintf(`{"id":"sim_1","kind":"refund","key":"k1","reference":%q,"amount_minor":%d,"currency_code":%q,"status":"settled"}`,
		reference, minor, currency)
}

const pendingBody = `{"id":"sim_1","kind":"refund","key":"k1","reference":"ch_1","amount_minor":4500,"currency_code":"CNY",` +
	`"status":"pending","expected_by":"2026-11-05T00:00:00Z"}`

func TestOnlyTheProvidersClearWordCounts(t *testing.T) {
	absent := refund.OutcomeKind("absent")
	for _, c := range []struct {
		name         string
		status       int
		body         string
		sent, lookup refund.OutcomeKind
	}{
		{"settled", 200, settledBody("ch_1", "CNY", 4500), refund.OutcomeSettled, refund.OutcomeSettled},
		{"pending", 200, pendingBody, refund.OutcomePending, refund.OutcomePending},
		{"another amount", 200, settledBody("ch_1", "CNY", 45), refund.OutcomeAbnormal, refund.OutcomeAbnormal},
		{"another currency", 200, settledBody("ch_1", "USD", 4500), refund.OutcomeAbnormal, refund.OutcomeAbnormal},
		{"another reference", 200, settledBody("ch_2", "CNY", 4500), refund.OutcomeAbnormal, refund.OutcomeAbnormal},
		{"a status nobody knows", 200, `{"id":"sim_1","kind":"refund","key":"k1","reference":"ch_1","amount_minor":4500,"currency_code":"CNY","status":"paused"}`,
			refund.OutcomeAbnormal, refund.OutcomeAbnormal},
		{"a decline that settled", 402, settledBody("ch_1", "CNY", 4500), refund.OutcomeAbnormal, refund.OutcomeUnknown},
		{"an empty body", 200, "", refund.OutcomeUnknown, refund.OutcomeUnknown},
		{"a body of another kind", 200, `{"status":"ok"}`, refund.OutcomeUnknown, refund.OutcomeUnknown},
		{"an amount in words", 200, `{"id":"sim_1","kind":"refund","key":"k1","amount_minor":"45.00"}`, refund.OutcomeUnknown, refund.OutcomeUnknown},
		{"a redirect", 307, "", refund.OutcomeUnknown, refund.OutcomeUnknown},
		{"not allowed", 401, `{"error":"unauthorized"}`, refund.OutcomeUnknown, refund.OutcomeUnknown},
		{"forbidden", 403, `{"error":"forbidden"}`, refund.OutcomeUnknown, refund.OutcomeUnknown},
		{"too slow a request", 408, `{"error":"timeout"}`, refund.OutcomeUnknown, refund.OutcomeUnknown},
		{"too early", 425, `{"error":"too_early"}`, refund.OutcomeUnknown, refund.OutcomeUnknown},
		{"a refused instruction", 400, `{"error":"bad_request","detail":"charge older than 180 days"}`, refund.OutcomeDeclined, refund.OutcomeUnknown},
		{"a payment that is gone", 410, `{"error":"gone"}`, refund.OutcomeDeclined, refund.OutcomeUnknown},
		{"an amount that is refused", 422, `{"error":"unprocessable"}`, refund.OutcomeDeclined, refund.OutcomeUnknown},
		{"a key with another body", 409, `{"error":"conflict"}`, refund.OutcomeAbnormal, refund.OutcomeUnknown},
		{"a 404 of somebody on the way", 404, "<html>no such page</html>", refund.OutcomeUnknown, refund.OutcomeUnknown},
		{"the provider's own 404", 404, `{"error":"not_found"}`, refund.OutcomeDeclined, absent},
		{"a 404 of another kind", 404, `{"error":"no_such_route"}`, refund.OutcomeDeclined, refund.OutcomeUnknown},
		{"a 409 of somebody on the way", 409, "", refund.OutcomeUnknown, refund.OutcomeUnknown},
		{"a 400 of somebody on the way", 400, "", refund.OutcomeUnknown, refund.OutcomeUnknown},
		{"bad gateway", 502, "", refund.OutcomeUnknown, refund.OutcomeUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := adapterOver(t, answering(t, c.status, c.body, ""), nil)
			wantOutcome(t, a, c.sent)
			found, err := a.Lookup(t.Context(), instruction("ch_1"))
			got := found.Outcome.Kind
			if found.Absent {
				got = absent
			}
			if err != nil || got != c.lookup {
				t.Errorf("look-up: got %+v, %v; want %s", found, err, c.lookup)
			}
		})
	}
}

func TestARefusedInstructionHasTheProvidersWordsBounded(t *testing.T) {
	long := strings.Repeat("ü", 300)
	for _, c := range []struct{ body, want string }{
		{`{"error":"bad_request","detail":"charge older than 180 days"}`, "bad_request: charge older than 180 days"},
		{`{"error":"charge_too_old"}`, "charge_too_old"},
		{`{"error":"` + long + `"}`, strings.Repeat("ü", 150)},
		{`{"error":"x","detail":"` + long + `"}`, "x: " + strings.Repeat("ü", 148)},
	} {
		got, err := adapterOver(t, answering(t, 400, c.body, ""), nil).Refund(t.Context(), instruction("ch_1"))
		if err != nil || got.Class != refund.DeclinedInstruction || got.Reason != c.want {
			t.Errorf("%.60s: got %+v, %v; want %q", c.body, got, err, c.want)
		}
	}
}

func TestARefusedLookUpSaysWhyAndProvesNothing(t *testing.T) {
	body := `{"error":"bad_request","detail":"no such key format"}`
	found, err := adapterOver(t, answering(t, 400, body, ""), nil).Lookup(t.Context(), instruction("ch_1"))
	want := payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeUnknown, Reason: "answered 400: bad_request: no such key format"}}
	if err != nil || found != want {
		t.Errorf("got %+v, %v; want %+v", found, err, want)
	}
}

func TestAPendingRefundSaysWhenItIsExpected(t *testing.T) {
	got, err := adapterOver(t, answering(t, 200, pendingBody, ""), nil).Refund(t.Context(), instruction("ch_1"))
	want := time.Date(2026, 11, 5, 0, 0, 0, 0, time.UTC)
	if err != nil || got.ExpectedBy == nil || !got.ExpectedBy.Equal(want) || got.ProviderRefundID != "sim_1" {
		t.Errorf("got %+v, %v; want it by %v", got, err, want)
	}
}

func TestARateLimitIsBounded(t *testing.T) {
	for header, want := range map[string]time.Duration{
		"3": 3 * time.Second, "": time.Second, "soon": time.Second, "-1": time.Second, "86400": 5 * time.Minute,
	} {
		a := adapterOver(t, answering(t, 429, `{"error":"rate_limited"}`, header), nil)
		_, sendErr := a.Refund(t.Context(), instruction("ch_1"))
		_, lookupErr := a.Lookup(t.Context(), instruction("ch_1"))
		for _, err := range []error{sendErr, lookupErr} {
			var limited payment.RateLimited
			if !errors.As(err, &limited) || limited.RetryAfter != want {
				t.Errorf("Retry-After %q: got %v, want %s", header, err, want)
			}
		}
	}
}

func TestTheConfigurationIsCheckedAtOnce(t *testing.T) {
	for _, address := range []string{"", "localhost:4242", "ftp://host", "http://", "http://host\x7f"} {
		if _, err := adapter.New(adapter.Config{BaseURL: address}); err == nil {
			t.Errorf("the address %q was accepted", address)
		}
	}
	for name, terms := range map[string]payment.Terms{
		"no call timeout":  {LookupDelays: []time.Duration{1}},
		"no look-ups":      {CallTimeout: 1},
		"no delay between": {CallTimeout: 1, LookupDelays: []time.Duration{1, 0}},
		"an answer before": {CallTimeout: 1, LookupDelays: []time.Duration{1}, UsualAnswer: -1},
	} {
		if _, err := adapter.New(adapter.Config{BaseURL: "http://host", Terms: &terms}); err == nil {
			t.Errorf("terms with %s were accepted", name)
		}
	}
}

func TestTheDefaultTermsAreTheSimulators(t *testing.T) {
	a, err := adapter.New(adapter.Config{BaseURL: "http://127.0.0.1:4242/"})
	if err != nil {
		t.Fatal(err)
	}
	got := a.Terms()
	if got.CallTimeout != 5*time.Second || got.SettlingDelay != 2*time.Second || len(got.LookupDelays) != 6 ||
		got.UsualAnswer != 200*time.Millisecond || !got.Quick() {
		t.Errorf("got %+v", got)
	}
	got.LookupDelays[0] = time.Hour
	if a.Terms().LookupDelays[0] != 500*time.Millisecond {
		t.Error("a caller changed the adapter's terms")
	}
}

// answering is a server with one answer to everything.
func answering(t *testing.T, status int, body, retryAfter string) string {
	t.Helper()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.Header().Set("Location", "http://elsewhere.test/")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(web.Close)
	return web.URL
}
