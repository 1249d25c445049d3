// Package alipaytest is a stateful stand-in for Alipay's gateway: refunds, look-ups, bills and signed notifications,
// on the book of a paymenttest.Fake.
//
// It stands beside the path. It holds every request to its signature, signs the node of every answer as Alipay does,
// and keeps the rules that the adapter is held to: an answer to a refund names the trade's total alone, a look-up
// that finds nothing is a success without fields, a number with another amount is a discordant request.
package alipaytest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
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

// AppID is the application's. A trade whose number begins with "unknown" does not exist.
const AppID = "2021000119683733"

// Server is the stand-in. Its clock is Now.
type Server struct {
	*paymenttest.Fake
	// URL is the gateway's.
	URL string
	Now func() time.Time

	mu sync.Mutex
	// signing is the key that answers are signed with; unsigned lets them go without.
	signing  signingKey
	unsigned bool
	asked    []Asked
	says     []map[string]any
	spoil    func(bill []byte) []byte
	slow     time.Duration
}

// Asked is one request.
type Asked struct {
	URI        string
	Parameters map[string]string
}

// New starts a server that ends with the test.
func New(t *testing.T) *Server {
	t.Helper()
	merchantKey() // made here: the first call of a test must not wait for it
	s := &Server{Fake: paymenttest.NewFake(), Now: time.Now, signing: alipayKeys()[0], slow: 10 * time.Second}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /gateway.do", s.gateway)
	mux.HandleFunc("GET /downloadBillFile.resource", s.download)
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	s.URL = web.URL + "/gateway.do"
	return s
}

// Requests are what was asked with a good signature, in order.
func (s *Server) Requests() []Asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// Say answers the next request with a code and a sub-code, and does nothing of what it asked for.
func (s *Server) Say(code, subCode string) {
	s.SayNode(map[string]any{"code": code, "msg": "the stand-in says so", "sub_code": subCode})
}

// SayNode answers the next request with a node, and does nothing of what it asked for.
func (s *Server) SayNode(node map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.says = append(s.says, node)
}

func (s *Server) saying() map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.says) == 0 {
		return nil
	}
	say := s.says[0]
	s.says = s.says[1:]
	return say
}

// gateway is Alipay's one address.
func (s *Server) gateway(w http.ResponseWriter, r *http.Request) {
	parameters := map[string]string{}
	if r.ParseForm() == nil {
		for name := range r.Form {
			parameters[name] = r.Form.Get(name)
		}
	}
	method := parameters["method"]
	if !isMerchants(parameters) {
		s.unsign(w, map[string]any{"error_response": map[string]string{"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-signature"}})
		return
	}
	s.mu.Lock()
	s.asked = append(s.asked, Asked{r.URL.RequestURI(), parameters})
	s.mu.Unlock()
	if say := s.saying(); say != nil {
		s.write(w, method, say)
		return
	}
	var business map[string]any
	if json.Unmarshal([]byte(parameters["biz_content"]), &business) != nil {
		s.refuse(w, method, "ACQ.INVALID_PARAMETER")
		return
	}
	s.answer(w, r, method, business)
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, method string, business map[string]any) {
	switch method {
	case "alipay.trade.refund":
		s.refund(w, r, business)
	case "alipay.trade.fastpay.refund.query":
		s.find(w, r, business)
	case "alipay.data.dataservice.bill.downloadurl.query":
		s.bill(w, business)
	default:
		s.write(w, method, map[string]string{"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-method"})
	}
}

func said(business map[string]any, name string) string {
	value, _ := business[name].(string)
	return value
}

func tradeOf(business map[string]any) string {
	return said(business, "trade_no") + said(business, "out_trade_no")
}

func (s *Server) refund(w http.ResponseWriter, r *http.Request, business map[string]any) {
	const method = "alipay.trade.refund"
	amount, err := decimal.NewFromString(said(business, "refund_amount"))
	minor, errMinor := refund.MinorOf(amount, "CNY")
	if err != nil || errMinor != nil || strings.HasPrefix(tradeOf(business), "unknown") {
		s.refuse(w, method, "ACQ.TRADE_NOT_EXIST")
		return
	}
	before, _ := s.Moved(tradeOf(business))
	heard, err := s.Serve(r.Context(), payment.Instruction{
		Key: said(business, "out_request_no"), Reference: tradeOf(business), AmountMinor: minor, Currency: "CNY",
	})
	if err != nil {
		s.refuse(w, method, "ACQ.INVALID_PARAMETER")
		return
	}
	if limited, ok := heard.Err.(payment.RateLimited); ok {
		w.Header().Set("Retry-After", strconv.Itoa(int(limited.RetryAfter.Seconds())))
		s.write(w, method, map[string]string{"code": "40005", "msg": "Call Limited", "sub_code": "isv.app-call-limited"})
		return
	}
	s.refunded(w, r, heard, tradeOf(business), before)
}

// refunded says what the book says, in Alipay's words.
func (s *Server) refunded(w http.ResponseWriter, r *http.Request, heard paymenttest.Heard, trade string, before int64) {
	const method = "alipay.trade.refund"
	switch heard.Outcome.Kind {
	case refund.OutcomeUnknown:
		s.sayNothing(w, r, method, heard.Fault)
	case refund.OutcomeDeclined:
		s.refuse(w, method, refusals[heard.Outcome.Class])
	case refund.OutcomeAbnormal:
		s.refuse(w, method, "ACQ.DISCORDANT_REPEAT_REQUEST")
	case refund.OutcomeSettled, refund.OutcomePending, refund.OutcomeNotSent, refund.OutcomeFailed, refund.OutcomeRequiresAction:
		total, _ := s.Moved(trade)
		change := "N"
		if total != before {
			change = "Y"
		}
		s.write(w, method, map[string]string{
			"code": "10000", "msg": "Success", "trade_no": trade, "out_trade_no": trade, "buyer_logon_id": "159****5620",
			"fund_change": change, "refund_fee": yuan(total), "send_back_fee": "0.00",
		})
	}
}

var refusals = map[refund.DeclineClass]string{
	refund.DeclinedInstrument: "ACQ.BUYER_NOT_EXIST", refund.DeclinedBalance: "ACQ.SELLER_BALANCE_NOT_ENOUGH",
	refund.DeclinedDisputed: "ACQ.REASON_TRADE_BEEN_FREEZEN", refund.DeclinedExceeds: "ACQ.REASON_TRADE_REFUND_FEE_ERR",
	refund.DeclinedInstruction: "ACQ.TRADE_HAS_FINISHED", refund.DeclinedOther: "ACQ.REFUNDALLOC_UNAUTH_LIMIT",
}

func (s *Server) sayNothing(w http.ResponseWriter, r *http.Request, method string, by paymenttest.Fault) {
	switch by {
	case paymenttest.FaultError:
		s.write(w, method, map[string]string{"code": "20000", "msg": "Service Currently Unavailable", "sub_code": "isp.unknow-error"})
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

// find is a look-up by a number. What was refused, or never came, is a success without fields.
func (s *Server) find(w http.ResponseWriter, r *http.Request, business map[string]any) {
	const method = "alipay.trade.fastpay.refund.query"
	number := said(business, "out_request_no")
	k, found := s.kept(number)
	if found && k.Outcome.Kind != refund.OutcomeDeclined {
		_, err := s.Lookup(r.Context(), k.Instruction) // one step on in its truth
		if k, found = s.kept(number); err == nil && found {
			s.write(w, method, object(k))
			return
		}
	}
	s.write(w, method, map[string]string{"code": "10000", "msg": "Success"})
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

var statuses = map[refund.OutcomeKind]string{
	refund.OutcomeSettled: "REFUND_SUCCESS", refund.OutcomePending: "REFUND_PROCESSING", refund.OutcomeFailed: "REFUND_FAIL",
}

// object is a refund as Alipay writes it.
func object(k paymenttest.Kept) map[string]any {
	asked := k.Instruction.AmountMinor
	buyer, sent := asked, asked
	if p := k.Outcome.PayerMinor; p != nil {
		buyer = *p
	}
	if settled := k.Outcome.Settlement; settled != nil {
		sent = settled.AmountMinor
	}
	return map[string]any{
		"code": "10000", "msg": "Success", "trade_no": k.Instruction.Reference, "out_trade_no": k.Instruction.Reference, "out_request_no": numberOf(k),
		"total_amount": "10000.00", "refund_amount": yuan(asked), "refund_status": statuses[k.Outcome.Kind],
		"refund_detail_item_list": []map[string]string{{"fund_channel": "ALIPAYACCOUNT", "amount": yuan(buyer)}},
		"send_back_fee":           yuan(sent), "present_refund_buyer_amount": yuan(buyer),
	}
}

func yuan(minor int64) string { return decimal.New(minor, -2).StringFixed(2) }

func (s *Server) refuse(w http.ResponseWriter, method, subCode string) {
	s.write(w, method, map[string]string{"code": "40004", "msg": "Business Failed", "sub_code": subCode, "sub_msg": fmt.Sprint("the stand-in says ", subCode)})
}
