package adyen_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/adyen"
	"github.com/makegood/makegood/payment/adyen/adyentest"
	"github.com/makegood/makegood/refund"
)

// canned answers everything in one way, and keeps what it was sent.
type canned struct {
	*httptest.Server
	header http.Header
	path   string
	body   string
	sent   int
}

func answering(t *testing.T, status int, body string, header ...string) *canned {
	t.Helper()
	c := &canned{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content, _ := io.ReadAll(r.Body)
		c.header, c.path, c.body, c.sent = r.Header, r.URL.Path, string(content), c.sent+1
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(c.Close)
	return c
}

func TestAnAmountIsInAdyensOwnUnits(t *testing.T) {
	for _, c := range []struct {
		currency refund.Currency
		minor    int64
		want     int64 // 0: Adyen cannot be asked for it
	}{
		{"EUR", 4500, 4500}, {"JPY", 4500, 4500}, {"BHD", 4500, 4500}, {"CLP", 45, 4500}, {"ISK", 45, 4500}, {"IDR", 450000, 4500}, {"CVE", 450000, 4500},
		{"IDR", 450050, 0}, {"CVE", 1, 0},
	} {
		server := answering(t, http.StatusInternalServerError, "")
		in := ask("k1")
		in.AmountMinor, in.Currency = c.minor, c.currency
		got, err := adapter(t, server.URL).Refund(t.Context(), in)
		if c.want == 0 {
			if !errors.Is(err, payment.ErrBadInstruction) || server.sent != 0 {
				t.Errorf("%d %s: got %+v, %v after %d requests, want a bad instruction", c.minor, c.currency, got, err, server.sent)
			}
			continue
		}
		want := fmt.Sprintf(`{"merchantAccount":"TestMerchant","amount":{"currency":%q,"value":%d},"reference":"makegood_k1"}`, c.currency, c.want)
		if err != nil || server.body != want || server.path != "/payments/"+psp+"/refunds" || server.header.Get("Idempotency-Key") != "k1" {
			t.Errorf("%d %s: sent %s to %s, %v; want %s", c.minor, c.currency, server.body, server.path, err, want)
		}
	}
}

func TestAnAnswerThatIsNotReceivedIsNoAcceptance(t *testing.T) {
	const un = http.StatusUnprocessableEntity
	refused := func(code string) string {
		return fmt.Sprintf(`{"status":422,"errorCode":%q,"message":"told","errorType":"validation","pspReference":"P1"}`, code)
	}
	received := func(payment, reference, amount string) string {
		return fmt.Sprintf(`{"paymentPspReference":%q,"pspReference":"P1","reference":%q,"status":"received"%s}`, payment, reference, amount)
	}
	const euros = `,"amount":{"currency":"EUR","value":4500}`
	for _, c := range []struct {
		name   string
		status int
		body   string
		header []string
		kind   refund.OutcomeKind
		class  refund.DeclineClass
	}{
		{"it is received", http.StatusCreated, received(psp, "makegood_k1", euros), nil, refund.OutcomePending, ""},
		{"the first answer to another amount", http.StatusCreated, received(psp, "makegood_k1", `,"amount":{"currency":"EUR","value":4501}`), nil, refund.OutcomeAbnormal, ""},
		{"the first answer to another payment", http.StatusCreated, received("OTHER", "makegood_k1", euros), nil, refund.OutcomeAbnormal, ""},
		{"the first answer to another reference", http.StatusCreated, received(psp, "makegood_k2", euros), nil, refund.OutcomeAbnormal, ""},
		{"the first answer to a reversal", http.StatusCreated, received(psp, "makegood_k1", ""), nil, refund.OutcomeAbnormal, ""},
		{"another status", http.StatusCreated, strings.Replace(received(psp, "makegood_k1", euros), "received", "odd", 1), nil, refund.OutcomeUnknown, ""},
		{"no such payment", un, refused("167"), nil, refund.OutcomeDeclined, refund.DeclinedInstruction},
		{"a code nobody knows", un, refused("999"), nil, refund.OutcomeDeclined, refund.DeclinedInstruction},
		{"another request with the key is in progress", un, refused("704"), nil, refund.OutcomeUnknown, ""},
		{"a transient error", un, refused("137"), []string{"Transient-Error", "true"}, refund.OutcomeUnknown, ""},
		{"a conflict", http.StatusConflict, refused("137"), nil, refund.OutcomeUnknown, ""},
		{"a wrong key", http.StatusUnauthorized, refused("000"), nil, refund.OutcomeUnknown, ""},
		{"no permission", http.StatusForbidden, refused("901"), nil, refund.OutcomeUnknown, ""},
		{"a server error", http.StatusInternalServerError, refused("903"), nil, refund.OutcomeUnknown, ""},
		{"a 422 in a proxy's words", un, "<html>no</html>", nil, refund.OutcomeUnknown, ""},
	} {
		got, err := adapter(t, answering(t, c.status, c.body, c.header...).URL).Refund(t.Context(), ask("k1"))
		if err != nil || got.Kind != c.kind || got.Class != c.class || c.kind != refund.OutcomePending && got.Reason == "" {
			t.Errorf("%s: got %+v, %v; want %s %s", c.name, got, err, c.kind, c.class)
		}
	}
}

func TestALookUpCallsNobody(t *testing.T) {
	server := answering(t, http.StatusCreated, "{}")
	got, err := adapter(t, server.URL).Lookup(t.Context(), ask("k1"))
	if err != nil || !got.Repeatable || got.Absent || server.sent != 0 {
		t.Errorf("got %+v, %v after %d requests", got, err, server.sent)
	}
}

func TestAKeyThatNobodyAnsweredMovesMoneyOnceWhenItIsAskedAgain(t *testing.T) {
	server := adyentest.New(t)
	a := adapter(t, server.URL)
	for range 5 {
		if got, err := a.Refund(t.Context(), ask("k1")); err != nil || got.Kind != refund.OutcomePending {
			t.Fatalf("got %+v, %v", got, err)
		}
		server.Step(psp)
	}
	if minor, count := server.Moved(psp); minor != 4500 || count != 1 {
		t.Errorf("moved %d in %d movements, want 4500 in 1", minor, count)
	}
	if got := a.Terms().RemembersKeys; got != a.Limits().KeyLifetime || got <= 0 {
		t.Errorf("keys are sent again for %s, and told apart for %s", got, a.Limits().KeyLifetime)
	}
}

func TestAnInstructionWithoutAnAccountNeedsTheDefaultOne(t *testing.T) {
	server := answering(t, http.StatusInternalServerError, "")
	in := ask("k1")
	in.Account = ""
	if _, err := adapter(t, server.URL).Refund(t.Context(), in); !errors.Is(err, payment.ErrBadInstruction) || server.sent != 0 {
		t.Errorf("got %v after %d requests, want a bad instruction", err, server.sent)
	}
	if _, err := adapterOf(t, adyen.Config{BaseURL: server.URL, MerchantAccount: "Default"}).Refund(t.Context(), in); err != nil || !strings.Contains(server.body, `"merchantAccount":"Default"`) {
		t.Errorf("sent %s, %v", server.body, err)
	}
}

func TestNoSecretIsInAnErrorOrAnOutcome(t *testing.T) {
	const secret = "key-never-told"
	key := func() (string, error) { return secret, nil }
	urls := []string{closedAddress(), "http://127.0.0.1:1/" + "x"}
	for _, status := range []int{200, 201, 302, 400, 401, 403, 422, 429, 500} {
		urls = append(urls, answering(t, status, `{"errorCode":"999","message":"m"}`).URL)
	}
	for _, url := range urls {
		got, err := adapterOf(t, adyen.Config{BaseURL: url, Key: key}).Refund(t.Context(), ask("k1"))
		if text := fmt.Sprintf("%+v %v", got, err); strings.Contains(text, "never-told") {
			t.Errorf("a secret in %q", text)
		}
	}
	got, err := adapterOf(t, adyen.Config{BaseURL: urls[0], Key: func() (string, error) { return "", errors.New("no file") }}).Refund(t.Context(), ask("k1"))
	if err != nil || got.Kind != refund.OutcomeNotSent || got.Reason == "" {
		t.Errorf("without a key: got %+v, %v; want NotSent", got, err)
	}
	r := receiver()
	r.HMACKeys = func() ([]string, error) { return []string{"not-hex-" + secret}, nil }
	n := adyentest.Sign(t, adyentest.Item{Psp: "P1", Event: "REFUND"})
	if err := r.Verify(n.Header, n.Body); err == nil || errors.Is(err, payment.ErrForged) || strings.Contains(err.Error(), secret) {
		t.Errorf("with a bad HMAC key: %v", err)
	}
}

// TestTheRestOfWhatWasCapturedInPartIsCancelledAndNothingIsRefundedByIt: a reversal would give back what was captured.
func TestTheRestOfWhatWasCapturedInPartIsCancelledAndNothingIsRefundedByIt(t *testing.T) {
	for _, c := range []struct {
		name       string
		knownMinor int64
		movedMinor int64
		told       string
	}{
		{"the books know of the capture", 4500, 0, "CANCELLATION"},
		{"the books do not", 0, 4500, "CANCEL_OR_REFUND"},
	} {
		server := adyentest.New(t)
		server.Captured(psp, 4500)
		in := ask("k1")
		in.AmountMinor, in.Void, in.CapturedMinor = 0, true, c.knownMinor
		if got, err := adapter(t, server.URL).Refund(t.Context(), in); err != nil || got.Kind != refund.OutcomePending {
			t.Fatalf("%s: got %+v, %v", c.name, got, err)
		}
		server.Step(psp)
		if minor, _ := server.Moved(psp); minor != c.movedMinor {
			t.Errorf("%s: moved %d, want %d", c.name, minor, c.movedMinor)
		}
		if told := server.Notifications(t, psp); len(told) != 1 || !bytes.Contains(told[0].Body, []byte(`"`+c.told+`"`)) {
			t.Errorf("%s: told %s, want %s", c.name, told[0].Body, c.told)
		}
	}
}

// TestTheRefundOfACaptureIsAskedOfItsPayment: a capture's own pspReference is that of a modification.
func TestTheRefundOfACaptureIsAskedOfItsPayment(t *testing.T) {
	server := answering(t, http.StatusCreated, "")
	in := ask("k1")
	in.PaymentReference, in.Reference = in.Reference, "CAPTURE1"
	if _, err := adapter(t, server.URL).Refund(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if want := "/payments/" + in.PaymentReference + "/refunds"; server.path != want {
		t.Errorf("asked %s, want %s", server.path, want)
	}
}
