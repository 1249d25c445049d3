package wechatpay_test

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/wechatpay"
	"github.com/makegood/makegood/payment/wechatpay/wechatpaytest"
	"github.com/makegood/makegood/refund"
)

const refunds = "POST /v3/refund/domestic/refunds"

func TestEveryErrorCodeOfARefundHasItsOutcome(t *testing.T) {
	for _, c := range []struct {
		status int
		code   string
		kind   refund.OutcomeKind
		class  refund.DeclineClass
	}{
		{403, "NOT_ENOUGH", refund.OutcomeDeclined, refund.DeclinedBalance},
		{403, "USER_ACCOUNT_ABNORMAL", refund.OutcomeDeclined, refund.DeclinedInstrument},
		{404, "RESOURCE_NOT_EXISTS", refund.OutcomeDeclined, refund.DeclinedInstruction}, // the order is not paid, or is none
		{404, "MCH_NOT_EXISTS", refund.OutcomeDeclined, refund.DeclinedInstruction},
		{400, "PARAM_ERROR", refund.OutcomeDeclined, refund.DeclinedInstruction},
		{400, "INVALID_REQUEST", refund.OutcomeDeclined, refund.DeclinedInstruction}, // and nothing lies under the number
		{403, "NO_AUTH", refund.OutcomeUnknown, ""},
		{401, "SIGN_ERROR", refund.OutcomeUnknown, ""},
		{429, "FREQUENCY_LIMITED", refund.OutcomeUnknown, ""},
		{500, "SYSTEM_ERROR", refund.OutcomeUnknown, ""},
		{403, "SOMETHING_NEW", refund.OutcomeUnknown, ""},
		{202, "", refund.OutcomeUnknown, ""},
	} {
		server := wechatpaytest.New(t)
		server.Say(refunds, c.status, c.code)
		got, err := adapterOf(t, server, wechatpay.Config{}).Refund(t.Context(), instruction("k1"))
		if err != nil || got.Kind != c.kind || got.Class != c.class || got.Reason == "" {
			t.Errorf("%d %s: got %+v, %v; want %s %s", c.status, c.code, got, err, c.kind, c.class)
		}
		if minor, _ := server.Moved(reference); minor != 0 {
			t.Errorf("%d %s: moved %d", c.status, c.code, minor)
		}
	}
}

func TestTheSameNumberIsAskedForWithTheSameParameters(t *testing.T) {
	server := wechatpaytest.New(t)
	server.Script(reference, paymenttest.SilentBeforeMoving())
	a := adapterOf(t, server, wechatpay.Config{NotifyURL: "https://makegood.example/wechatpay"})
	for _, want := range []refund.OutcomeKind{refund.OutcomeUnknown, refund.OutcomePending} {
		if got, err := a.Refund(t.Context(), instruction("k1")); err != nil || got.Kind != want {
			t.Fatalf("got %+v, %v; want %s", got, err, want)
		}
	}
	var bodies []string
	for _, r := range server.Requests() {
		if r.Method == "POST" {
			bodies = append(bodies, r.Body)
		}
	}
	want := `{"transaction_id":"` + reference + `","out_refund_no":"k1","notify_url":"https://makegood.example/wechatpay","amount":{"refund":4500,"total":1000000,"currency":"CNY"}}`
	if len(bodies) != 2 || bodies[0] != want || bodies[1] != want {
		t.Errorf("asked with %q", bodies)
	}
}

func TestAnOrderThatIsNotThereIsDeclinedAndOneThatIsNotReadIsNotSent(t *testing.T) {
	for _, c := range []struct {
		status int
		code   string
		kind   refund.OutcomeKind
	}{
		{404, "ORDER_NOT_EXIST", refund.OutcomeDeclined}, {500, "SYSTEM_ERROR", refund.OutcomeNotSent}, {400, "PARAM_ERROR", refund.OutcomeNotSent},
	} {
		server := wechatpaytest.New(t)
		server.Say("GET /v3/pay/", c.status, c.code)
		got, err := adapterOf(t, server, wechatpay.Config{}).Refund(t.Context(), instruction("k1"))
		if err != nil || got.Kind != c.kind {
			t.Errorf("%s: got %+v, %v; want %s", c.code, got, err, c.kind)
		}
		if asked := server.Requests(); len(asked) != 1 {
			t.Errorf("%s: %d requests were made, want the order's alone", c.code, len(asked))
		}
	}
}

func TestALookUpThatWasRefusedProvesNothing(t *testing.T) {
	server := wechatpaytest.New(t)
	a := adapterOf(t, server, wechatpay.Config{})
	for code, status := range map[string]int{"SYSTEM_ERROR": 500, "PARAM_ERROR": 400, "SIGN_ERROR": 401, "MCH_NOT_EXISTS": 404} {
		server.Say("GET /v3/refund/", status, code)
		if got, err := a.Lookup(t.Context(), instruction("k1")); err != nil || got.Absent || got.Outcome.Kind != refund.OutcomeUnknown {
			t.Errorf("%s: got %+v, %v; want unknown", code, got, err)
		}
	}
	server.Say("GET /v3/refund/", 429, "RATELIMIT_EXCEEDED")
	if _, err := a.Lookup(t.Context(), instruction("k1")); !errors.As(err, &payment.RateLimited{}) {
		t.Errorf("got %v, want a rate limit", err)
	}
}

func TestAnAbnormalRefundSaysWhatToDo(t *testing.T) {
	server := wechatpaytest.New(t)
	server.Script(reference, paymenttest.AnswersTo(paymenttest.IsAbnormal)...)
	a := adapterOf(t, server, wechatpay.Config{})
	if _, err := a.Refund(t.Context(), instruction("k1")); err != nil {
		t.Fatal(err)
	}
	got, err := a.Lookup(t.Context(), instruction("k1"))
	if err != nil || got.Outcome.Reason != "ABNORMAL: the payer's account does not take it; send it to another bank card or the merchant's own account under the same number, never under another" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestWhatWeChatPayCannotBeAskedIsNotSent(t *testing.T) {
	server := wechatpaytest.New(t)
	a := adapterOf(t, server, wechatpay.Config{})
	dollars, long, odd, void := instruction("k1"), instruction("k1"), instruction("k1"), instruction("k1")
	dollars.Currency = "USD"
	long.Key = "k1234567890123456789012345678901234567890123456789012345678901234"
	odd.Key = "k/1"
	void.Void, void.AmountMinor = true, 0
	for name, c := range map[string]struct {
		in   payment.Instruction
		code refund.Code
	}{
		"another currency": {dollars, refund.CodeCurrencyMismatch}, "65 characters": {long, refund.CodeBadID}, "a slash": {odd, refund.CodeBadID}, "a void": {void, refund.CodeMalformed},
	} {
		_, err := a.Refund(t.Context(), c.in)
		_, errFound := a.Lookup(t.Context(), c.in)
		problem, _ := refund.ProblemIn(err)
		if !errors.Is(err, payment.ErrBadInstruction) || problem.Code != c.code || !errors.Is(errFound, payment.ErrBadInstruction) {
			t.Errorf("%s: got %v and %v, want %s", name, err, errFound, c.code)
		}
	}
	if asked := server.Requests(); len(asked) != 0 {
		t.Errorf("%d requests were made", len(asked))
	}
}

func TestAServiceProviderNamesItsMerchant(t *testing.T) {
	server := wechatpaytest.New(t)
	a := adapterOf(t, server, wechatpay.Config{Partner: true, ByTradeNumber: true})
	in := instruction("k1")
	in.Account = "1900000109"
	if got, err := a.Refund(t.Context(), in); err != nil || got.Kind != refund.OutcomePending {
		t.Fatalf("got %+v, %v", got, err)
	}
	if got, err := a.Lookup(t.Context(), in); err != nil || got.Outcome.Kind != refund.OutcomeSettled {
		t.Fatalf("got %+v, %v", got, err)
	}
	asked := server.Requests()
	for i, want := range []string{
		"/v3/pay/partner/transactions/out-trade-no/" + reference + "?sp_mchid=1900009191&sub_mchid=1900000109",
		"/v3/refund/domestic/refunds", "/v3/refund/domestic/refunds/k1?sub_mchid=1900000109",
	} {
		if i >= len(asked) || asked[i].URI != want {
			t.Fatalf("asked for %+v, want %s", asked, want)
		}
	}
	if want := `{"sub_mchid":"1900000109","out_trade_no":"` + reference + `","out_refund_no":"k1","amount":{"refund":4500,"total":1000000,"currency":"CNY"}}`; asked[1].Body != want {
		t.Errorf("asked with %s", asked[1].Body)
	}
}

func TestMakegoodsKeysAreToldByTheirForm(t *testing.T) {
	for number, want := range map[string]bool{
		refund.ProviderKey("refund/m/o/r", "leg-1", 1): true, "50000000382019052709732678859": false, "mg": false, "": false,
	} {
		if got := wechatpay.OwnKey(number); got != want {
			t.Errorf("%q: %t, want %t", number, got, want)
		}
	}
}
