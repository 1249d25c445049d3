package stripe_test

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/stripe"
	"github.com/makegood/makegood/refund"
)

// stripeMock is Stripe's own program: it checks a request against the API's description and answers with a canned
// object, which has none of our amounts.
const stripeMock = "../../bin/stripe-mock"

// TestStripeMockTakesEveryRequestAndItsAnswersAreRead: a member that the API's description does not have is a 400 there.
func TestStripeMockTakesEveryRequestAndItsAnswersAreRead(t *testing.T) {
	url := startStripeMock(t)
	for _, connected := range []bool{false, true} {
		a := mocked(t, stripe.Config{BaseURL: url, Connected: connected, ReverseTransfer: connected, RefundApplicationFee: connected})
		for _, reference := range []string{"pi_123", "ch_123"} {
			in := asking(4500, "CNY")
			in.Reference = reference
			// The canned refund is of another amount and key: read whole, it is not the one asked for.
			if got, err := a.Refund(t.Context(), in); err != nil || got.Kind != refund.OutcomeAbnormal || got.ProviderRefundID == "" {
				t.Errorf("refund of %s: %+v, %v", reference, got, err)
			}
			if found, err := a.Lookup(t.Context(), in); err != nil || !found.Absent {
				t.Errorf("look-up at %s: %+v, %v", reference, found, err)
			}
			wantListed(t, a, payment.ListQuery{Account: "acct_1", Reference: reference})
		}
		// The canned refund was made at 1234567890, whatever period is asked for.
		wantListed(t, a, payment.ListQuery{Account: "acct_1", From: time.Unix(1234567890, 0), To: time.Unix(1234567891, 0)})
		wantVoid(t, a)
	}
}

// TestStripeMockRefusesWhatTheAPIDoesNotHave: the check above can fail.
func TestStripeMockRefusesWhatTheAPIDoesNotHave(t *testing.T) {
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, startStripeMock(t)+"/v1/refunds?no_such_member=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer sk_test_123")
	resp, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusBadRequest {
		t.Errorf("it answered %d", resp.StatusCode)
	}
}

func wantListed(t *testing.T, a *stripe.Adapter, q payment.ListQuery) {
	t.Helper()
	count := 0
	for one, err := range a.List(t.Context(), q) {
		if err != nil || one.ProviderRefundID == "" || one.AmountMinor == 0 || one.Currency == "" || one.Outcome.Kind == "" {
			t.Fatalf("list %+v: %+v, %v", q, one, err)
		}
		count++
	}
	if count == 0 {
		t.Errorf("list %+v is empty", q)
	}
}

func wantVoid(t *testing.T, a *stripe.Adapter) {
	t.Helper()
	in := asking(0, "CNY")
	in.Void = true
	if got, err := a.Refund(t.Context(), in); err != nil || got.Kind == refund.OutcomeUnknown || got.Kind == refund.OutcomeDeclined {
		t.Errorf("void: %+v, %v", got, err)
	}
	if found, err := a.Lookup(t.Context(), in); err != nil || found.Outcome.Kind == refund.OutcomeUnknown {
		t.Errorf("look-up of a void: %+v, %v", found, err)
	}
}

// mocked takes keys in the form of Stripe's, which the program checks.
func mocked(t *testing.T, config stripe.Config) *stripe.Adapter {
	t.Helper()
	config.Secret = key("sk_test_123")
	a, err := stripe.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// startStripeMock starts the program on a free port, for the test's time.
func startStripeMock(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(stripeMock)
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		t.Fatalf("there is no stripe-mock, which this test needs: make bin/stripe-mock: %v", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	_, port, _ := net.SplitHostPort(address)
	program := exec.CommandContext(t.Context(), path, "-http-addr", "127.0.0.1:"+port)
	program.WaitDelay = time.Second
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = program.Wait() }) // t.Context() ends before, and kills it
	waitFor(t, address)
	return "http://" + address
}

// waitFor waits until somebody listens.
func waitFor(t *testing.T, address string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	late := time.After(30 * time.Second)
	for {
		if conn, err := net.Dial("tcp", address); err == nil {
			_ = conn.Close()
			return
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatal("stripe-mock does not listen after 30 s")
		}
	}
}
