package paypal_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/paypal"
	"github.com/makegood/makegood/payment/paypal/paypaltest"
	"github.com/makegood/makegood/refund"
)

// canned answers every call but that for a token in one way, and keeps the last body it was sent.
type canned struct {
	*httptest.Server
	path string
	body string
	sent int
}

func answering(t *testing.T, status int, body string) *canned {
	t.Helper()
	c := &canned{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/oauth2/token" {
			_, _ = io.WriteString(w, `{"access_token":"t","expires_in":3600}`)
			return
		}
		content, _ := io.ReadAll(r.Body)
		c.path, c.body, c.sent = r.URL.Path, string(content), c.sent+1
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(c.Close)
	return c
}

func complaint(name, issue string) string {
	return fmt.Sprintf(`{"name":%q,"message":"m","debug_id":"d1","details":[{"issue":%q,"description":"told"}]}`, name, issue)
}

func TestAnAmountIsWrittenWithTheDecimalsPayPalTakes(t *testing.T) {
	for _, c := range []struct {
		currency refund.Currency
		minor    int64
		want     string // empty: PayPal cannot be asked for it
	}{
		{"USD", 4500, "45.00"}, {"USD", 5, "0.05"}, {"JPY", 4500, "4500"}, {"HUF", 450000, "4500"}, {"HUF", 450050, ""},
		{"TWD", 100, "1"}, {"TWD", 99, ""}, {"XXX", 4500, ""},
	} {
		server := answering(t, http.StatusInternalServerError, "")
		in := ask("k1")
		in.AmountMinor, in.Currency = c.minor, c.currency
		got, err := adapter(t, server.URL).Refund(t.Context(), in)
		if c.want == "" {
			if !errors.Is(err, payment.ErrBadInstruction) || server.sent != 0 {
				t.Errorf("%d %s: got %+v, %v after %d requests, want a bad instruction", c.minor, c.currency, got, err, server.sent)
			}
			continue
		}
		if want := fmt.Sprintf(`{"amount":{"currency_code":%q,"value":%q},"custom_id":"makegood_k1"}`, c.currency, c.want); err != nil || server.body != want {
			t.Errorf("%d %s: sent %s, %v; want %s", c.minor, c.currency, server.body, err, want)
		}
	}
}

func TestARefusalHasTheClassOfItsIssue(t *testing.T) {
	const un, bad = http.StatusUnprocessableEntity, http.StatusBadRequest
	for _, c := range []struct {
		name   string
		status int
		body   string
		kind   refund.OutcomeKind
		class  refund.DeclineClass
	}{
		{"the balance is too low", un, complaint("UNPROCESSABLE_ENTITY", "REFUND_FAILED_INSUFFICIENT_FUNDS"), refund.OutcomeDeclined, refund.DeclinedBalance},
		{"the capture is disputed", un, complaint("UNPROCESSABLE_ENTITY", "TRANSACTION_DISPUTED"), refund.OutcomeDeclined, refund.DeclinedDisputed},
		{"the payer's account is closed", un, complaint("UNPROCESSABLE_ENTITY", "PAYER_ACCOUNT_LOCKED_OR_CLOSED"), refund.OutcomeDeclined, refund.DeclinedInstrument},
		{"the capture is older than 180 days", un, complaint("UNPROCESSABLE_ENTITY", "REFUND_TIME_LIMIT_EXCEEDED"), refund.OutcomeDeclined, refund.DeclinedInstruction},
		{"the capture is still pending", un, complaint("UNPROCESSABLE_ENTITY", "PENDING_CAPTURE"), refund.OutcomeDeclined, refund.DeclinedOther},
		{"an issue nobody knows", un, complaint("UNPROCESSABLE_ENTITY", "BRAND_NEW"), refund.OutcomeDeclined, refund.DeclinedInstruction},
		{"no such capture", http.StatusNotFound, complaint("RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID"), refund.OutcomeDeclined, refund.DeclinedInstruction},
		{"a malformed request", bad, complaint("INVALID_REQUEST", "MALFORMED_REQUEST_JSON"), refund.OutcomeDeclined, refund.DeclinedInstruction},
		{"another request is in progress", un, complaint("UNPROCESSABLE_ENTITY", "PREVIOUS_REQUEST_IN_PROGRESS"), refund.OutcomeUnknown, ""},
		{"a conflict", http.StatusConflict, complaint("RESOURCE_CONFLICT", "PREVIOUS_REQUEST_IN_PROGRESS"), refund.OutcomeUnknown, ""},
		{"a conflict of any other name", http.StatusConflict, complaint("RESOURCE_CONFLICT", "X"), refund.OutcomeUnknown, ""},
		{"no permission", http.StatusForbidden, complaint("NOT_AUTHORIZED", "PERMISSION_DENIED"), refund.OutcomeUnknown, ""},
		{"a server error", http.StatusInternalServerError, complaint("INTERNAL_SERVER_ERROR", ""), refund.OutcomeUnknown, ""},
		{"a 422 in a proxy's words", un, "<html>no</html>", refund.OutcomeUnknown, ""},
		{"a redirect", http.StatusFound, "", refund.OutcomeUnknown, ""},
		{"a request id that was used before", bad, complaint("INVALID_REQUEST", "DUPLICATE_REQUEST_ID"), refund.OutcomeAbnormal, ""},
		{"a refund without an id", http.StatusCreated, `{"status":"COMPLETED"}`, refund.OutcomeUnknown, ""},
	} {
		got, err := adapter(t, answering(t, c.status, c.body).URL).Refund(t.Context(), ask("k1"))
		if err != nil || got.Kind != c.kind || got.Class != c.class || got.Reason == "" {
			t.Errorf("%s: got %+v, %v; want %s %s", c.name, got, err, c.kind, c.class)
		}
	}
}

func TestEveryIssueHasOneClass(t *testing.T) {
	classes := adapter(t, "http://paypal.invalid").Limits().Classes
	if want := paypal.IssuesInAll(); len(classes) != want || want < 60 {
		t.Errorf("%d issues have a class, %d are listed: one has two classes, or a list was lost", len(classes), want)
	}
}

func TestThatNothingIsLeftToRefundIsNoRefusalWhenOurOwnRefundTookIt(t *testing.T) {
	server := paypaltest.New(t)
	a := adapter(t, server.URL)
	if got, err := a.Refund(t.Context(), ask("k1")); err != nil || got.Kind != refund.OutcomeSettled {
		t.Fatalf("got %+v, %v", got, err)
	}
	server.Script(captureID, paymenttest.AndForgets(paymenttest.Settles()), paymenttest.Declines(refund.DeclinedExceeds))
	if got, err := a.Refund(t.Context(), ask("k2")); err != nil || got.Kind != refund.OutcomeSettled {
		t.Fatalf("got %+v, %v", got, err)
	}
	server.PassTime()
	if got, err := a.Refund(t.Context(), ask("k2")); err != nil || got.Kind != refund.OutcomeSettled {
		t.Errorf("the repeated refund is %+v, %v; want settled, as it is", got, err)
	}
	if minor, count := server.Moved(captureID); minor != 9000 || count != 2 {
		t.Errorf("moved %d in %d movements, want 9000 in 2", minor, count)
	}
}

func TestAMinimalAnswerIsReadFromTheRefundItself(t *testing.T) {
	server := paypaltest.New(t)
	server.AnswerMinimally()
	got, err := adapter(t, server.URL).Refund(t.Context(), ask("k1"))
	if err != nil || got.Kind != refund.OutcomeSettled || got.BankReference == "" || got.Settlement == nil || got.Settlement.AmountMinor != 4500 {
		t.Errorf("got %+v, %v; want settled with the bank's reference and the settlement", got, err)
	}
}

func TestATokenIsKeptUntilItEndsOrIsRefused(t *testing.T) {
	server, now := paypaltest.New(t), time.Now()
	a := adapterOf(t, paypal.Config{BaseURL: server.URL, Now: func() time.Time { return now }})
	send := func(key string) {
		t.Helper()
		if got, err := a.Refund(t.Context(), ask(key)); err != nil || got.Kind != refund.OutcomeSettled {
			t.Fatalf("got %+v, %v", got, err)
		}
	}
	for step, c := range []struct {
		before func()
		tokens int
	}{
		{func() {}, 1}, {func() {}, 1}, {server.Revoke, 2}, {func() { now = now.Add(9*time.Hour - time.Second) }, 3},
	} {
		c.before()
		send(fmt.Sprint("k", step))
		if got := server.Tokens(); got != c.tokens {
			t.Errorf("step %d: %d tokens, want %d", step, got, c.tokens)
		}
	}
	if minor, count := server.Moved(captureID); minor != 4*4500 || count != 4 {
		t.Errorf("moved %d in %d movements, want 18000 in 4", minor, count)
	}
}

func TestCallsAtOnceTakeOneToken(t *testing.T) {
	server := paypaltest.New(t)
	a := adapter(t, server.URL)
	var group sync.WaitGroup
	for n := range 16 {
		group.Go(func() {
			if got, err := a.Refund(t.Context(), ask(fmt.Sprint("k", n))); err != nil || got.Kind != refund.OutcomeSettled {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	group.Wait()
	if got := server.Tokens(); got != 1 {
		t.Errorf("%d tokens, want 1", got)
	}
}

func TestWithoutATokenNothingWasSent(t *testing.T) {
	server := paypaltest.New(t)
	id := "nobody"
	a := adapterOf(t, paypal.Config{BaseURL: server.URL, Credentials: func() (paypal.Credentials, error) {
		return paypal.Credentials{ClientID: id, Secret: paypaltest.Secret}, nil
	}})
	if got, err := a.Refund(t.Context(), ask("k1")); err != nil || got.Kind != refund.OutcomeNotSent || got.Reason == "" {
		t.Errorf("got %+v, %v; want NotSent", got, err)
	}
	if got, err := a.Lookup(t.Context(), ask("k1")); err != nil || got.Absent || got.Outcome.Kind != refund.OutcomeUnknown {
		t.Errorf("the look-up is %+v, %v; want Unknown", got, err)
	}
	id = paypaltest.ClientID
	if got, err := a.Refund(t.Context(), ask("k1")); err != nil || got.Kind != refund.OutcomeSettled {
		t.Errorf("with the right credentials: got %+v, %v", got, err)
	}
	id = "nobody"
	if got, err := a.Refund(t.Context(), ask("k2")); err != nil || got.Kind != refund.OutcomeNotSent {
		t.Errorf("with changed credentials under the old token: got %+v, %v; want NotSent", got, err)
	}
}

func TestAPartnerNamesTheMerchant(t *testing.T) {
	server := paypaltest.New(t)
	in := ask("k1")
	in.Account = "MERCHANT1"
	if _, err := adapterOf(t, paypal.Config{BaseURL: server.URL, Partner: true}).Refund(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	const want = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJjbGllbnQtcGF5cGFsdGVzdCIsInBheWVyX2lkIjoiTUVSQ0hBTlQxIn0."
	if got := server.Requests()[0].Header.Get("PayPal-Auth-Assertion"); got != want {
		t.Errorf("the assertion is %q, want %q", got, want)
	}
}

func TestNoSecretIsInAnErrorOrAnOutcome(t *testing.T) {
	const secret, token = "secret-never-told", "token-never-told"
	var said []string
	hear := func(a *paypal.Adapter) {
		got, err := a.Refund(t.Context(), ask("k1"))
		found, lookErr := a.Lookup(t.Context(), ask("k1"))
		said = append(said, fmt.Sprintf("%+v %v %+v %v", got, err, found, lookErr))
		for _, err := range a.List(t.Context(), payment.ListQuery{}) {
			said = append(said, fmt.Sprint(err))
		}
	}
	for _, status := range []int{200, 302, 400, 401, 403, 422, 429, 500} {
		for _, tokens := range []bool{true, false} {
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if tokens && r.URL.Path == "/v1/oauth2/token" {
					_, _ = io.WriteString(w, `{"access_token":"`+token+`","expires_in":3600}`)
					return
				}
				w.WriteHeader(status)
			}))
			hear(adapterOf(t, paypal.Config{BaseURL: web.URL, Credentials: func() (paypal.Credentials, error) {
				return paypal.Credentials{ClientID: "id-never-told", Secret: secret}, nil
			}}))
			web.Close()
		}
	}
	for _, text := range said {
		if strings.Contains(text, "never-told") {
			t.Errorf("a secret in %q", text)
		}
	}
	if len(said) < 16 {
		t.Errorf("only %d outcomes were heard", len(said))
	}
}

// TestTheOnlyCaptureOfAnAuthorisationIsRefunded: the payment has the authorisation's id, which can only be voided.
func TestTheOnlyCaptureOfAnAuthorisationIsRefunded(t *testing.T) {
	server := answering(t, http.StatusInternalServerError, "")
	in := ask("k1")
	in.PaymentReference, in.Reference, in.CaptureReference = "AUTH1", "AUTH1", "CAPTURE1"
	pays := adapter(t, server.URL)
	if _, err := pays.Refund(t.Context(), in); err != nil || server.path != "/v2/payments/captures/CAPTURE1/refund" {
		t.Errorf("asked %s, %v", server.path, err)
	}
	if _, err := pays.Lookup(t.Context(), in); err != nil || server.path != "/v2/payments/captures/CAPTURE1" {
		t.Errorf("looked up %s, %v", server.path, err)
	}
	in.Void, in.AmountMinor = true, 0
	if _, err := pays.Refund(t.Context(), in); err != nil || server.path != "/v2/payments/authorizations/AUTH1/void" {
		t.Errorf("voided %s, %v", server.path, err)
	}
}
