// Package stripetest is a stateful stand-in for Stripe's API: refunds, the list of them, cancelling a PaymentIntent,
// and signed notifications, on the book of a paymenttest.Fake.
//
// It stands beside the path. stripe-mock holds the shape of requests and answers (shape_test.go of the adapter);
// this server holds the behaviour that stripe-mock has none of.
package stripetest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// Key is the API key the server takes; Secret signs its notifications.
const (
	Key    = "sk_test_stripetest"
	Secret = "whsec_stripetest"
)

// Server is the stand-in. Payments are in Currency.
type Server struct {
	*paymenttest.Fake
	URL      string
	Currency refund.Currency

	mu       sync.Mutex
	disputes map[string][]dispute
	// expired are intents whose authorisation ended by itself, captured those of which something was captured.
	expired  map[string]bool
	captured map[string]int64
	slow     time.Duration
	// broken are the payments whose refunds a list breaks off at; balances what the balance transactions of a payment's
	// refunds say.
	broken   map[string]bool
	balances map[string]Balance
	// accounts are the connected accounts that refunds were asked for, by key.
	accounts map[string]string
}

// Balance is what a balance transaction says: what was settled, in which currency, and what Stripe took for it.
type Balance struct {
	Minor    int64
	Currency refund.Currency
	FeeMinor int64
}

// SetBalance has the balance transactions of a payment's refunds say something else than the amount without a fee.
func (s *Server) SetBalance(reference string, b Balance) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.balances[reference] = b
}

// BreakList has lists break off at the refunds of a payment: the page that has one of them is answered with 500.
func (s *Server) BreakList(reference string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken[reference] = true
}

type dispute struct {
	stage refund.DisputeStage
	at    time.Time
}

// New starts a server that ends with the test.
func New(t *testing.T) *Server {
	t.Helper()
	s := &Server{Fake: paymenttest.NewFake(), Currency: "CNY", disputes: map[string][]dispute{}, expired: map[string]bool{}, captured: map[string]int64{},
		slow: 10 * time.Second, broken: map[string]bool{}, balances: map[string]Balance{}, accounts: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/refunds", s.refund)
	mux.HandleFunc("GET /v1/refunds", s.list)
	mux.HandleFunc("POST /v1/payment_intents/{id}/cancel", s.cancel)
	mux.HandleFunc("GET /v1/payment_intents/{id}", s.intent)
	web := httptest.NewServer(s.signedIn(mux))
	t.Cleanup(web.Close)
	s.URL = web.URL
	return s
}

func (s *Server) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+Key {
			fail(w, http.StatusUnauthorized, "invalid_request_error", "", "Invalid API Key provided")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) refund(w http.ResponseWriter, r *http.Request) {
	amount, err := strconv.ParseInt(r.FormValue("amount"), 10, 64)
	if err != nil {
		fail(w, http.StatusBadRequest, "invalid_request_error", "parameter_invalid_integer", "amount")
		return
	}
	in := payment.Instruction{
		Key: r.Header.Get("Idempotency-Key"), Reference: r.FormValue("payment_intent") + r.FormValue("charge"), AmountMinor: amount,
		Currency: s.Currency, Refund: refund.ID(r.FormValue("metadata[makegood_refund]")),
	}
	s.mu.Lock()
	s.accounts[in.Key] = r.Header.Get("Stripe-Account")
	s.mu.Unlock()
	s.answer(w, r, in)
}

// Expire ends an intent's authorisation by itself.
func (s *Server) Expire(intent string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expired[intent] = true
}

// Captured says what was captured of an intent's authorisation; what was not is given back by that.
func (s *Server) Captured(intent string, minor int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.captured[intent] = minor
}

// ended is the state of an intent that cannot be cancelled; empty: it can.
func (s *Server) ended(intent string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.expired[intent]:
		return "canceled"
	case s.captured[intent] > 0:
		return "succeeded"
	}
	return ""
}

func (s *Server) cancel(w http.ResponseWriter, r *http.Request) {
	if status := s.ended(r.PathValue("id")); status != "" {
		fail(w, http.StatusBadRequest, "invalid_request_error", "payment_intent_unexpected_state",
			"You cannot cancel this PaymentIntent because it has a status of "+status+".")
		return
	}
	s.answer(w, r, payment.Instruction{Key: r.Header.Get("Idempotency-Key"), Reference: r.PathValue("id"), Currency: s.Currency, Void: true})
}

// answer says what the book says, in Stripe's words.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, in payment.Instruction) {
	heard, err := s.Serve(r.Context(), in)
	if err != nil {
		fail(w, http.StatusBadRequest, "invalid_request_error", "parameter_missing", err.Error())
		return
	}
	if limited, ok := heard.Err.(payment.RateLimited); ok {
		w.Header().Set("Retry-After", strconv.Itoa(int(limited.RetryAfter.Seconds())))
		fail(w, http.StatusTooManyRequests, "invalid_request_error", "rate_limit", "Too many requests")
		return
	}
	// Every other outcome is answered as the book has it.
	//
	//exhaustive:ignore
	switch heard.Outcome.Kind {
	case refund.OutcomeUnknown:
		s.sayNothing(w, r, heard.Fault)
	case refund.OutcomeDeclined:
		refuse(w, heard.Outcome.Class)
	case refund.OutcomeAbnormal:
		fail(w, http.StatusBadRequest, "idempotency_error", "", "Keys for idempotent requests can only be used with the same parameters they were first used with.")
	default:
		if in.Void {
			s.writeIntent(w, in.Reference)
			return
		}
		s.writeRefund(w, in.Reference, heard.Outcome.ProviderRefundID)
	}
}

func (s *Server) sayNothing(w http.ResponseWriter, r *http.Request, by paymenttest.Fault) {
	switch by {
	case paymenttest.FaultError:
		fail(w, http.StatusInternalServerError, "api_error", "", "An unknown error occurred")
	case paymenttest.FaultGarbage:
		_, _ = w.Write([]byte("<html>ok</html>"))
	case paymenttest.FaultSlow:
		select {
		case <-r.Context().Done():
		case <-time.After(s.slow):
		}
		panic(http.ErrAbortHandler)
	case paymenttest.FaultHangUp:
		panic(http.ErrAbortHandler)
	}
}

var codes = map[refund.DeclineClass]string{
	refund.DeclinedInstrument: "charge_not_refundable", refund.DeclinedBalance: "balance_insufficient", refund.DeclinedDisputed: "charge_disputed",
	refund.DeclinedExceeds: "charge_already_refunded", refund.DeclinedInstruction: "resource_missing", refund.DeclinedOther: "card_declined",
}

func refuse(w http.ResponseWriter, class refund.DeclineClass) {
	fail(w, http.StatusBadRequest, "invalid_request_error", codes[class], "refused: "+string(class))
}

func fail(w http.ResponseWriter, status int, kind, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"type": kind, "code": code, "message": message}})
}

func (s *Server) writeRefund(w http.ResponseWriter, reference, id string) {
	for _, k := range s.Book(reference) {
		if k.ID == id {
			writeJSON(w, s.refundObject(k))
			return
		}
	}
	fail(w, http.StatusInternalServerError, "api_error", "", "no refund "+id)
}

func (s *Server) intent(w http.ResponseWriter, r *http.Request) {
	s.Step(r.PathValue("id"))
	s.writeIntent(w, r.PathValue("id"))
}

func (s *Server) writeIntent(w http.ResponseWriter, id string) {
	status := cmp.Or(s.ended(id), "requires_capture")
	if s.Voided(id) > 0 {
		status = "canceled"
	}
	s.mu.Lock()
	received := s.captured[id]
	s.mu.Unlock()
	writeJSON(w, map[string]any{"id": id, "object": "payment_intent", "status": status, "amount_received": received})
}

func writeJSON(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(body); err != nil {
		panic(fmt.Sprint("stripetest: ", err))
	}
}
