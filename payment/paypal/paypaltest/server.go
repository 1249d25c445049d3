// Package paypaltest is a stateful stand-in for PayPal's API: access tokens, refunds of captures, the capture and the
// order that lists them, voids, the transaction search, and signed notifications, on the book of a paymenttest.Fake.
//
// It stands beside the path, and follows the shape of PayPal's published OpenAPI documents.
package paypaltest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// The credentials the server takes.
const (
	ClientID = "client-paypaltest"
	Secret   = "secret-paypaltest"
)

// Server is the stand-in. Payments are in Currency, which has two decimals.
type Server struct {
	*paymenttest.Fake
	URL      string
	Currency refund.Currency

	mu      sync.Mutex
	tokens  int
	revoked bool
	minimal bool
	// ended are the issues of authorisations that cannot be voided.
	ended    map[string]string
	requests []*http.Request
	disputes map[string][]dispute
	signer   signer
	slow     time.Duration
	fees     map[string]int64
	broken   bool
}

// New starts a server that ends with the test.
func New(t *testing.T) *Server {
	t.Helper()
	s := &Server{Fake: paymenttest.NewFake(), Currency: "USD", disputes: map[string][]dispute{}, ended: map[string]string{},
		slow: 10 * time.Second, fees: map[string]int64{}, signer: newSigner(t)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v2/payments/captures/{id}/refund", s.refund)
	mux.HandleFunc("GET /v2/payments/captures/{id}", s.capture)
	mux.HandleFunc("GET /v2/checkout/orders/{id}", s.order)
	mux.HandleFunc("GET /v2/payments/refunds/{id}", s.shown)
	mux.HandleFunc("POST /v2/payments/authorizations/{id}/void", s.void)
	mux.HandleFunc("GET /v2/payments/authorizations/{id}", s.authorization)
	mux.HandleFunc("GET /v1/reporting/transactions", s.transactions)
	all := http.NewServeMux()
	all.HandleFunc("POST /v1/oauth2/token", s.token)
	all.Handle("/", s.signedIn(mux))
	web := httptest.NewServer(all)
	t.Cleanup(web.Close)
	s.URL = web.URL
	return s
}

// SetFee has transactions say a fee for the refunds of a capture: negative where PayPal took it.
func (s *Server) SetFee(capture string, minor int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fees[capture] = minor
}

func (s *Server) feeOf(capture string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fees[capture]
}

// BreakLists has every page of a list but the first be answered with 500.
func (s *Server) BreakLists() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = true
}

func (s *Server) breaksOff(page int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken && page > 1
}

// Revoke ends the access tokens that were given out so far.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoked = true
}

// Tokens counts the access tokens that were given out.
func (s *Server) Tokens() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tokens
}

// AnswerMinimally leaves amounts and keys out of answers to a refund, as PayPal does unless asked for more.
func (s *Server) AnswerMinimally() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.minimal = true
}

// Requests are those that were let in, oldest first, without their bodies.
func (s *Server) Requests() []*http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*http.Request(nil), s.requests...)
}

func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	if id, secret, ok := r.BasicAuth(); !ok || id != ClientID || secret != Secret || r.FormValue("grant_type") != "client_credentials" {
		writeJSON(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client", "error_description": "Client Authentication failed"})
		return
	}
	s.mu.Lock()
	s.tokens, s.revoked = s.tokens+1, false
	value := s.bearer()
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{"access_token": value, "token_type": "Bearer", "expires_in": 32400})
}

func (s *Server) bearer() string { return "token-paypaltest-" + strconv.Itoa(s.tokens) }

func (s *Server) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		let := s.tokens > 0 && !s.revoked && r.Header.Get("Authorization") == "Bearer "+s.bearer()
		if let {
			s.requests = append(s.requests, r.Clone(r.Context()))
		}
		s.mu.Unlock()
		if !let {
			writeJSON(w, http.StatusUnauthorized, map[string]any{"error": "invalid_token", "error_description": "Token signature verification failed"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) refund(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Amount struct {
			Value    string          `json:"value"`
			Currency refund.Currency `json:"currency_code"`
		} `json:"amount"`
		CustomID string `json:"custom_id"`
	}
	value, err := decimal.Decimal{}, json.NewDecoder(r.Body).Decode(&body)
	if err == nil {
		value, err = decimal.NewFromString(body.Amount.Value)
	}
	key := r.Header.Get("PayPal-Request-Id")
	if err != nil || body.CustomID != "makegood_"+key || body.Amount.Currency != s.Currency {
		fail(w, http.StatusBadRequest, "MALFORMED_REQUEST_JSON", "amount, custom_id")
		return
	}
	s.answer(w, r, payment.Instruction{Key: key, Reference: r.PathValue("id"), AmountMinor: value.Shift(2).IntPart(), Currency: s.Currency})
}

// Expire ends an authorisation by itself.
func (s *Server) Expire(authorization string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended[authorization] = "AUTHORIZATION_EXPIRED"
}

// Captured takes an authorisation as a whole; one that was captured in part can be voided.
func (s *Server) Captured(authorization string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended[authorization] = "PREVIOUSLY_CAPTURED"
}

func (s *Server) issueOf(authorization string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended[authorization]
}

func (s *Server) void(w http.ResponseWriter, r *http.Request) {
	if issue := s.issueOf(r.PathValue("id")); issue != "" {
		fail(w, http.StatusUnprocessableEntity, issue, "The authorization cannot be voided.")
		return
	}
	in := payment.Instruction{Key: r.Header.Get("PayPal-Request-Id"), Reference: r.PathValue("id"), Currency: s.Currency, Void: true}
	for _, k := range s.Book(in.Reference) {
		if k.Instruction.Void && k.Instruction.Key != in.Key && k.Outcome.Kind == refund.OutcomeSettled {
			fail(w, http.StatusUnprocessableEntity, "PREVIOUSLY_VOIDED", "Authorization has been previously voided and hence cannot be voided again.")
			return
		}
	}
	s.answer(w, r, in)
}

// answer says what the book says, in PayPal's words. A key that is known is answered with its first refund as it
// stands, whatever is asked now.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, in payment.Instruction) {
	heard, err := s.Serve(r.Context(), in)
	if err != nil {
		fail(w, http.StatusBadRequest, "INVALID_PARAMETER_VALUE", err.Error())
		return
	}
	if limited, ok := heard.Err.(payment.RateLimited); ok {
		w.Header().Set("Retry-After", strconv.Itoa(int(limited.RetryAfter.Seconds())))
		fail(w, http.StatusTooManyRequests, "RATE_LIMIT_REACHED", "Too many requests.")
		return
	}
	// Every other outcome is answered as the book has it.
	//
	//exhaustive:ignore
	switch heard.Outcome.Kind {
	case refund.OutcomeUnknown:
		s.sayNothing(w, r, heard.Fault)
	case refund.OutcomeDeclined:
		fail(w, http.StatusUnprocessableEntity, issues[heard.Outcome.Class], "refused: "+string(heard.Outcome.Class))
	default:
		if in.Void {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		s.writeRefund(w, http.StatusCreated, func(k paymenttest.Kept) bool { return k.Instruction.Key == in.Key })
	}
}

func (s *Server) sayNothing(w http.ResponseWriter, r *http.Request, by paymenttest.Fault) {
	switch by {
	case paymenttest.FaultError:
		fail(w, http.StatusInternalServerError, "INTERNAL_SERVER_ERROR", "An internal server error has occurred.")
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

var issues = map[refund.DeclineClass]string{
	refund.DeclinedInstrument: "REFUND_NOT_SUPPORTED_FOR_PAYMENT_SOURCE", refund.DeclinedBalance: "REFUND_FAILED_INSUFFICIENT_FUNDS",
	refund.DeclinedDisputed: "TRANSACTION_DISPUTED", refund.DeclinedExceeds: "CAPTURE_FULLY_REFUNDED",
	refund.DeclinedInstruction: "REFUND_TIME_LIMIT_EXCEEDED", refund.DeclinedOther: "TRANSACTION_REFUSED",
}

func fail(w http.ResponseWriter, status int, issue, description string) {
	names := map[int]string{
		http.StatusBadRequest: "INVALID_REQUEST", http.StatusNotFound: "RESOURCE_NOT_FOUND",
		http.StatusUnprocessableEntity: "UNPROCESSABLE_ENTITY", http.StatusTooManyRequests: "RATE_LIMIT_REACHED",
		http.StatusInternalServerError: "INTERNAL_SERVER_ERROR",
	}
	writeJSON(w, status, map[string]any{
		"name": names[status], "message": "See details.", "debug_id": "90957fca61718",
		"details": []map[string]any{{"issue": issue, "description": description}},
	})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		panic(fmt.Sprint("paypaltest: ", err))
	}
}

// orderOf is the order of a capture.
func orderOf(capture string) string { return "ORDER-" + capture }

func captureOf(order string) string { return strings.TrimPrefix(order, "ORDER-") }
