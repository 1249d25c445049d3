// Package wechatpaytest is a stateful stand-in for WeChat Pay's API v3: orders, refunds, bills, certificates and
// signed notifications, on the book of a paymenttest.Fake.
//
// It stands beside the path. It holds every request to its signature, signs every answer as WeChat Pay does, and
// keeps the rules that the adapter is held to: a refund is accepted first and succeeds later, a number with other
// parameters is INVALID_REQUEST, what was refused is not found.
package wechatpaytest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// OrderTotal is what every order was paid with, in fen. An order whose number begins with "unknown" does not exist.
const OrderTotal = 1_000_000

// Server is the stand-in. Its clock is Now.
type Server struct {
	*paymenttest.Fake
	URL string
	Now func() time.Time

	mu sync.Mutex
	// told are the numbers whose end was told in an answer.
	told map[string]bool
	// signing is the platform's key that answers are signed with; unsigned lets them go without, unsignAt from so many
	// requests on.
	signing  platformKey
	unsigned bool
	unsignAt int
	asked    []Asked
	says     []said
	spoil    func(bill []byte) []byte
	slow     time.Duration
}

// New starts a server that ends with the test.
func New(t *testing.T) *Server {
	t.Helper()
	merchantKey() // made here: the first call of a test must not wait for it
	s := &Server{Fake: paymenttest.NewFake(), Now: time.Now, told: map[string]bool{}, signing: platformKeys()[0], slow: 10 * time.Second}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v3/pay/transactions/id/{number}", s.order)
	mux.HandleFunc("GET /v3/pay/transactions/out-trade-no/{number}", s.order)
	mux.HandleFunc("GET /v3/pay/partner/transactions/out-trade-no/{number}", s.order)
	mux.HandleFunc("POST /v3/refund/domestic/refunds", s.refund)
	mux.HandleFunc("GET /v3/refund/domestic/refunds/{number}", s.find)
	mux.HandleFunc("GET /v3/bill/tradebill", s.bill)
	mux.HandleFunc("GET /v3/billdownload/file", s.download)
	mux.HandleFunc("GET /v3/certificates", s.certificates)
	web := httptest.NewServer(s.signedIn(mux))
	t.Cleanup(web.Close)
	s.URL = web.URL
	return s
}

// signedIn refuses what the merchant has not signed, and keeps what was asked.
func (s *Server) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || !isMerchants(r, body) {
			w.WriteHeader(http.StatusUnauthorized) // without a signature, as at WeChat Pay
			_, _ = w.Write([]byte(`{"code":"SIGN_ERROR","message":"the signature is wrong"}`))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.mu.Lock()
		s.asked = append(s.asked, Asked{Method: r.Method, URI: r.URL.RequestURI(), Header: r.Header, Body: string(body)})
		s.mu.Unlock()
		if say, has := s.saying(r); has {
			s.fail(w, say.status, say.code)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Asked is one request.
type Asked struct {
	Method, URI string
	Header      http.Header
	Body        string
}

// Requests are what was asked with a good signature, in order.
func (s *Server) Requests() []Asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// said is an answer that is not the book's.
type said struct {
	path, code string
	status     int
}

// Say answers the next request whose method and path begin so with an error code, and does nothing of what it asked for.
func (s *Server) Say(path string, status int, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.says = append(s.says, said{path, code, status})
}

// saying takes what shall be said to a request.
func (s *Server) saying(r *http.Request) (said, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.says, func(say said) bool { return strings.HasPrefix(r.Method+" "+r.URL.Path, say.path) })
	if at < 0 {
		return said{}, false
	}
	say := s.says[at]
	s.says = slices.Delete(s.says, at, at+1)
	return say, true
}

func (s *Server) order(w http.ResponseWriter, r *http.Request) {
	number := r.PathValue("number")
	if strings.HasPrefix(number, "unknown") {
		s.fail(w, http.StatusNotFound, "ORDER_NOT_EXIST")
		return
	}
	s.write(w, http.StatusOK, map[string]any{
		"mchid": MerchantID, "transaction_id": number, "out_trade_no": number, "trade_state": "SUCCESS",
		"amount": map[string]any{"total": OrderTotal, "payer_total": OrderTotal, "currency": "CNY"},
	})
}

// asking is the body of a refund.
type asking struct {
	TransactionID string `json:"transaction_id"`
	TradeNumber   string `json:"out_trade_no"`
	RefundNumber  string `json:"out_refund_no"`
	Amount        struct {
		Refund   int64           `json:"refund"`
		Total    int64           `json:"total"`
		Currency refund.Currency `json:"currency"`
	} `json:"amount"`
}

func (s *Server) refund(w http.ResponseWriter, r *http.Request) {
	var in asking
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.Amount.Total != OrderTotal {
		s.fail(w, http.StatusBadRequest, "PARAM_ERROR")
		return
	}
	heard, err := s.Serve(r.Context(), payment.Instruction{
		Key: in.RefundNumber, Reference: in.TransactionID + in.TradeNumber, AmountMinor: in.Amount.Refund, Currency: in.Amount.Currency,
	})
	if err != nil {
		s.fail(w, http.StatusBadRequest, "PARAM_ERROR")
		return
	}
	s.answer(w, r, heard, in.RefundNumber)
}

// answer says what the book says, in WeChat Pay's words.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, heard paymenttest.Heard, number string) {
	if limited, ok := heard.Err.(payment.RateLimited); ok {
		w.Header().Set("Retry-After", strconv.Itoa(int(limited.RetryAfter.Seconds())))
		s.fail(w, http.StatusTooManyRequests, "RATELIMIT_EXCEEDED")
		return
	}
	switch heard.Outcome.Kind {
	case refund.OutcomeUnknown:
		s.sayNothing(w, r, heard.Fault)
	case refund.OutcomeDeclined:
		said := refusals[heard.Outcome.Class]
		s.fail(w, said.status, said.code)
	case refund.OutcomeAbnormal:
		if k, found := s.kept(number); found && k.Outcome.Kind == refund.OutcomeAbnormal {
			s.write(w, http.StatusOK, s.object(k, true))
			return
		}
		s.fail(w, http.StatusBadRequest, "INVALID_REQUEST") // the number was used with other parameters
	case refund.OutcomeSettled, refund.OutcomePending, refund.OutcomeNotSent, refund.OutcomeFailed, refund.OutcomeRequiresAction:
		if k, found := s.kept(number); found {
			s.write(w, http.StatusOK, s.object(k, s.wasTold(number)))
		}
	}
}

var refusals = map[refund.DeclineClass]struct {
	status int
	code   string
}{
	refund.DeclinedInstrument:  {http.StatusForbidden, "USER_ACCOUNT_ABNORMAL"},
	refund.DeclinedBalance:     {http.StatusForbidden, "NOT_ENOUGH"},
	refund.DeclinedInstruction: {http.StatusBadRequest, "INVALID_REQUEST"},
}

func (s *Server) sayNothing(w http.ResponseWriter, r *http.Request, by paymenttest.Fault) {
	switch by {
	case paymenttest.FaultError:
		s.fail(w, http.StatusInternalServerError, "SYSTEM_ERROR")
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

// find is a look-up by a number. What was refused left nothing.
func (s *Server) find(w http.ResponseWriter, r *http.Request) {
	number := r.PathValue("number")
	k, found := s.kept(number)
	if found && k.Outcome.Kind != refund.OutcomeDeclined {
		_, err := s.Lookup(r.Context(), k.Instruction) // one step on in its truth
		if k, found = s.kept(number); err == nil && found {
			s.tell(number)
			s.write(w, http.StatusOK, s.object(k, true))
			return
		}
	}
	s.fail(w, http.StatusNotFound, "RESOURCE_NOT_EXISTS")
}

func (s *Server) kept(number string) (paymenttest.Kept, bool) {
	for _, k := range s.Book("") {
		if numberOf(k) == number {
			return k, true
		}
	}
	return paymenttest.Kept{}, false
}

// numberOf is a refund's number: one that was made in the console has one too.
func numberOf(k paymenttest.Kept) string {
	if k.Instruction.Key == "" {
		return "console_" + k.ID
	}
	return k.Instruction.Key
}

func (s *Server) tell(number string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told[number] = true
}

func (s *Server) wasTold(number string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.told[number]
}

var statuses = map[refund.OutcomeKind]string{
	refund.OutcomeSettled: "SUCCESS", refund.OutcomePending: "PROCESSING", refund.OutcomeFailed: "CLOSED", refund.OutcomeAbnormal: "ABNORMAL",
}

// object is a refund as WeChat Pay writes it: until its end was told it is being processed.
func (s *Server) object(k paymenttest.Kept, told bool) map[string]any {
	status := statuses[k.Outcome.Kind]
	if !told {
		status = "PROCESSING"
	}
	return map[string]any{
		"refund_id": k.ID, "out_refund_no": numberOf(k), "transaction_id": k.Instruction.Reference, "out_trade_no": k.Instruction.Reference,
		"channel": "ORIGINAL", "user_received_account": "支付用户零钱", "create_time": k.MadeAt.Format(time.RFC3339), "status": status,
		"amount": amounts(k),
	}
}

func amounts(k paymenttest.Kept) map[string]any {
	asked := k.Instruction.AmountMinor
	payer, settlement := asked, asked
	if p := k.Outcome.PayerMinor; p != nil {
		payer = *p
	}
	if s := k.Outcome.Settlement; s != nil {
		settlement = s.AmountMinor
	}
	return map[string]any{
		"total": OrderTotal, "refund": asked, "payer_total": OrderTotal, "payer_refund": payer, "settlement_refund": settlement,
		"settlement_total": OrderTotal, "discount_refund": asked - payer, "currency": "CNY",
	}
}
