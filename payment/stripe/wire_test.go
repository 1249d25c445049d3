package stripe_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// said is one answer of Stripe's, and heard one request to it.
type said struct {
	status int
	body   string
}

type heard struct {
	method, path string
	header       http.Header
	form         url.Values
}

// script answers with one answer after another, the last of them for ever.
type script struct {
	URL string

	mu       sync.Mutex
	answers  []said
	requests []heard
}

func answering(t *testing.T, answers ...said) *script {
	t.Helper()
	s := &script{answers: answers}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	s.URL = web.URL
	return s
}

// ServeHTTP implements http.Handler.
func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = r.ParseForm()
	s.requests = append(s.requests, heard{method: r.Method, path: r.URL.Path, header: r.Header, form: r.Form})
	next := s.answers[0]
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(next.status)
	_, _ = io.WriteString(w, next.body)
}

func (s *script) request(t *testing.T, i int) heard {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.requests) <= i {
		t.Fatalf("%d requests arrived, want more than %d", len(s.requests), i)
	}
	return s.requests[i]
}

// failure is an error in Stripe's words.
func failure(status int, kind, code string) said {
	return said{status, fmt.Sprintf(`{"error":{"type":%q,"code":%q,"message":"no"}}`, kind, code)}
}

// refundOf is a refund in Stripe's words, with more members.
func refundOf(amount int64, currency, status, more string) said {
	return said{http.StatusOK, fmt.Sprintf(`{"id":"re_1","object":"refund","amount":%d,"currency":%q,"status":%q,"created":1700000000,
		"payment_intent":"pi_1","metadata":{"makegood_key":"k1"}%s}`, amount, currency, status, more)}
}

// listed is a page of a list.
func listed(page ...said) said {
	body := `{"object":"list","url":"/v1/refunds","has_more":false,"data":[`
	for i, one := range page {
		if i > 0 {
			body += ","
		}
		body += one.body
	}
	return said{http.StatusOK, body + "]}"}
}

func asking(minor int64, currency refund.Currency) payment.Instruction {
	return payment.Instruction{
		Key: "k1", Refund: "refund/m/o/r", Leg: "leg-1", Provider: "stripe", Account: "acct_1", Reference: "pi_1", AmountMinor: minor, Currency: currency,
	}
}

// instructionOf asks the stateful stand-in, which is in CNY.
func instructionOf(key string) payment.Instruction {
	in := asking(4500, "CNY")
	in.Key = key
	return in
}

func key(secret string) func() (string, error) {
	return func() (string, error) { return secret, nil }
}
