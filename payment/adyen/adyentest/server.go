// Package adyentest is a stateful stand-in for Adyen's Checkout API: refunds, reversals, signed notifications and daily
// reports, on the book of a paymenttest.Fake. Everything is `received` first, and becomes what it becomes step by step.
//
// It stands beside the path, and follows the shape of Adyen's published API documents.
package adyentest

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

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// What the server takes and signs with.
const (
	Key      = "key-adyentest"
	HMACKey  = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"
	User     = "adyen"
	Password = "password-adyentest"
	Account  = "TestMerchant"
)

// Server is the stand-in. Payments are in Currency.
type Server struct {
	*paymenttest.Fake
	URL      string
	Currency refund.Currency
	// ReportsURL is where its reports are, of the account's clock in Amsterdam.
	ReportsURL string

	mu       sync.Mutex
	disputes map[string][]dispute
	// refunds has reversals tell that they refunded.
	refunds bool
	// captured is what was captured of payments; reversed are the keys of reversals that refund that.
	captured map[string]int64
	reversed map[string]bool
	// cancelled are the keys of cancellations.
	cancelled map[string]bool
	slow      time.Duration
	// accounts are the merchant accounts that were asked, by key; what reports say is in the others.
	accounts map[string]string
	fees     map[string]Fees
	spoil    func([]byte) []byte
	without  string
}

// New starts a server that ends with the test.
func New(t *testing.T) *Server {
	t.Helper()
	s := &Server{Fake: paymenttest.NewFake(), Currency: "EUR", disputes: map[string][]dispute{}, captured: map[string]int64{}, reversed: map[string]bool{}, cancelled: map[string]bool{},
		slow: 10 * time.Second, accounts: map[string]string{}, fees: map[string]Fees{}}
	s.AcceptOnly()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v71/payments/{psp}/refunds", s.modify)
	mux.HandleFunc("POST /v71/payments/{psp}/reversals", s.modify)
	mux.HandleFunc("POST /v71/payments/{psp}/cancels", s.modify)
	all := http.NewServeMux()
	all.HandleFunc("GET /reports/download/MerchantAccount/{account}/{file}", s.report)
	all.Handle("/", signedIn(mux))
	web := httptest.NewServer(all)
	t.Cleanup(web.Close)
	s.URL, s.ReportsURL = web.URL+"/v71", web.URL+"/reports/download"
	return s
}

// ReversalsRefund has reversals tell that they refunded, because the payment had been captured.
func (s *Server) ReversalsRefund() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refunds = true
}

// Captured says what was captured of a payment: a reversal refunds all of it.
func (s *Server) Captured(psp string, minor int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.captured[psp] = minor
}

// reverse is a reversal: of what was captured it is a refund.
func (s *Server) reverse(in payment.Instruction) payment.Instruction {
	s.mu.Lock()
	defer s.mu.Unlock()
	if minor := s.captured[in.Reference]; minor > 0 {
		in.Void, in.AmountMinor, s.reversed[in.Key] = false, minor, true
	}
	return in
}

// cancel is a cancellation: of what was captured Adyen gives nothing back by it, and the rest a capture has ended.
func (s *Server) cancel(in payment.Instruction) {
	s.mu.Lock()
	captured := s.captured[in.Reference]
	s.cancelled[in.Key] = true
	s.mu.Unlock()
	if captured > 0 {
		s.Script(in.Reference, paymenttest.PendingThen(refund.Outcome{Kind: refund.OutcomeFailed}, 1))
	}
}

func (s *Server) isReversal(in payment.Instruction) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return in.Void || s.reversed[in.Key]
}

func signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-API-Key") != Key {
			fail(w, http.StatusUnauthorized, "000", "HTTP Status Response - Unauthorized")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) modify(w http.ResponseWriter, r *http.Request) {
	var body struct {
		MerchantAccount string `json:"merchantAccount"`
		Reference       string `json:"reference"`
		Amount          struct {
			Currency refund.Currency `json:"currency"`
			Value    int64           `json:"value"`
		} `json:"amount"`
	}
	key := r.Header.Get("Idempotency-Key")
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.MerchantAccount == "" || body.Reference != "makegood_"+key {
		fail(w, http.StatusUnprocessableEntity, "702", "malformed")
		return
	}
	in := payment.Instruction{
		Key: key, Reference: r.PathValue("psp"), AmountMinor: body.Amount.Value, Currency: s.Currency, Void: !strings.HasSuffix(r.URL.Path, "/refunds"),
	}
	switch {
	case strings.HasSuffix(r.URL.Path, "/reversals"):
		in = s.reverse(in)
	case in.Void:
		s.cancel(in)
	}
	s.mu.Lock()
	s.accounts[key] = body.MerchantAccount
	s.mu.Unlock()
	s.answer(w, r, in)
}

// answer says what the book says. A key that is known is answered with its first answer, whatever is asked now.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, in payment.Instruction) {
	heard, err := s.Serve(r.Context(), in)
	if err != nil {
		fail(w, http.StatusUnprocessableEntity, "137", err.Error())
		return
	}
	if limited, ok := heard.Err.(payment.RateLimited); ok {
		w.Header().Set("Retry-After", strconv.Itoa(int(limited.RetryAfter.Seconds())))
		fail(w, http.StatusTooManyRequests, "", "too many requests")
		return
	}
	// Every other outcome is answered as the book has it.
	//
	//exhaustive:ignore
	switch heard.Outcome.Kind {
	case refund.OutcomeUnknown:
		s.sayNothing(w, r, heard.Fault)
	case refund.OutcomeDeclined:
		fail(w, http.StatusUnprocessableEntity, "167", "Original pspReference required for this operation")
	case refund.OutcomeAbnormal:
		s.received(w, func(k paymenttest.Kept) bool { return k.Instruction.Key == in.Key })
	default:
		s.received(w, func(k paymenttest.Kept) bool { return k.ID == heard.Outcome.ProviderRefundID })
	}
}

func (s *Server) sayNothing(w http.ResponseWriter, r *http.Request, by paymenttest.Fault) {
	switch by {
	case paymenttest.FaultError:
		fail(w, http.StatusInternalServerError, "903", "Internal error")
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

func (s *Server) received(w http.ResponseWriter, is func(paymenttest.Kept) bool) {
	for _, k := range s.Book("") {
		if !is(k) {
			continue
		}
		in := k.Instruction
		answer := map[string]any{
			"merchantAccount": Account, "paymentPspReference": in.Reference, "pspReference": k.ID, "reference": "makegood_" + in.Key, "status": "received",
		}
		if !s.isReversal(in) {
			answer["amount"] = map[string]any{"currency": in.Currency, "value": in.AmountMinor}
		}
		writeJSON(w, http.StatusCreated, answer)
		return
	}
	fail(w, http.StatusInternalServerError, "903", "no such modification")
}

func fail(w http.ResponseWriter, status int, code, message string) {
	writeJSON(w, status, map[string]any{"status": status, "errorCode": code, "message": message, "errorType": "validation"})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		panic(fmt.Sprint("adyentest: ", err))
	}
}
