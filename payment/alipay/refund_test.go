package alipay_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/alipay"
	"github.com/makegood/makegood/payment/alipay/alipaytest"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

func TestEveryCodeOfARefundHasItsOutcome(t *testing.T) {
	for _, c := range []struct {
		code, subCode string
		kind          refund.OutcomeKind
		class         refund.DeclineClass
	}{
		{"40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH", refund.OutcomeDeclined, refund.DeclinedBalance},
		{"40004", "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", refund.OutcomeDeclined, refund.DeclinedExceeds},
		{"40004", "ACQ.REASON_TRADE_REFUND_FEE_ERR", refund.OutcomeDeclined, refund.DeclinedExceeds},
		{"40004", "ACQ.BUYER_NOT_EXIST", refund.OutcomeDeclined, refund.DeclinedInstrument},
		{"40004", "ACQ.REASON_TRADE_BEEN_FREEZEN", refund.OutcomeDeclined, refund.DeclinedDisputed},
		{"40004", "ACQ.TRADE_NOT_EXIST", refund.OutcomeDeclined, refund.DeclinedInstruction},
		{"40004", "ACQ.TRADE_HAS_FINISHED", refund.OutcomeDeclined, refund.DeclinedInstruction},
		{"40004", "ACQ.ALLOC_AMOUNT_VALIDATE_ERROR", refund.OutcomeDeclined, refund.DeclinedOther},
		{"40004", "ACQ.DISCORDANT_REPEAT_REQUEST", refund.OutcomeAbnormal, ""},
		{"40004", "ACQ.SYSTEM_ERROR", refund.OutcomeUnknown, ""}, // it may have been made, or not
		{"40004", "ACQ.REFUND_CHARGE_ERROR", refund.OutcomeUnknown, ""},
		{"40004", "ACQ.SOMETHING_NEW", refund.OutcomeUnknown, ""},
		{"20000", "isp.unknow-error", refund.OutcomeUnknown, ""},
		{"20001", "aop.invalid-app-auth-token", refund.OutcomeUnknown, ""},
		{"40002", "isv.invalid-timestamp", refund.OutcomeUnknown, ""},
		{"40006", "isv.insufficient-isv-permissions", refund.OutcomeUnknown, ""},
	} {
		server := alipaytest.New(t)
		server.Say(c.code, c.subCode)
		got, err := adapterOf(t, server, alipay.Config{}).Refund(t.Context(), instruction("k1"))
		if err != nil || got.Kind != c.kind || got.Class != c.class || !strings.Contains(got.Reason, c.subCode) {
			t.Errorf("%s: got %+v, %v; want %s %s", c.subCode, got, err, c.kind, c.class)
		}
	}
}

func TestTheSameNumberIsAskedForWithTheSameAmount(t *testing.T) {
	server := alipaytest.New(t)
	server.Now = func() time.Time { return time.Date(2026, 11, 29, 16, 30, 0, 0, time.UTC) }
	server.Script(reference, paymenttest.SilentBeforeMoving())
	a := adapterOf(t, server, alipay.Config{})
	for _, want := range []refund.OutcomeKind{refund.OutcomeUnknown, refund.OutcomePending} {
		if got, err := a.Refund(t.Context(), instruction("k1")); err != nil || got.Kind != want {
			t.Fatalf("got %+v, %v; want %s", got, err, want)
		}
	}
	asked := server.Requests()
	want := `{"trade_no":"` + reference + `","refund_amount":"45.00","out_request_no":"k1"}`
	if len(asked) != 2 || asked[0].Parameters["biz_content"] != want || asked[1].Parameters["biz_content"] != want {
		t.Errorf("asked with %+v", asked)
	}
	if at := asked[0].Parameters["timestamp"]; at != "2026-11-30 00:30:00" {
		t.Errorf("asked at %s, want the time in China", at)
	}
}

func TestAPayeesShareIsNamedOnlyWhereItIsConfigured(t *testing.T) {
	server := alipaytest.New(t)
	share := func(in payment.Instruction) []alipay.Royalty {
		return []alipay.Royalty{{Account: "2088101126765726", AmountMinor: in.AmountMinor / 10}}
	}
	a := adapterOf(t, server, alipay.Config{Royalties: share, ByTradeNumber: true})
	if _, err := a.Refund(t.Context(), instruction("k1")); err != nil {
		t.Fatal(err)
	}
	want := `{"out_trade_no":"` + reference + `","refund_amount":"45.00","out_request_no":"k1","refund_royalty_parameters":[` +
		`{"royalty_type":"transfer","trans_out":"2088101126765726","trans_out_type":"userId","amount":"4.50"}]}`
	if got := server.Requests()[0].Parameters["biz_content"]; got != want {
		t.Errorf("asked with %s", got)
	}
	if found, err := a.Lookup(t.Context(), instruction("k1")); err != nil || found.Outcome.Kind != refund.OutcomeSettled {
		t.Errorf("found %+v, %v", found, err)
	}
}

func TestAnAnswerToARefundIsHeldToItsTradeAndProvesNothing(t *testing.T) {
	for _, c := range []struct {
		node map[string]any
		kind refund.OutcomeKind
	}{
		{map[string]any{"code": "10000", "trade_no": reference, "fund_change": "Y"}, refund.OutcomePending},
		{map[string]any{"code": "10000", "trade_no": reference, "fund_change": "N"}, refund.OutcomePending},
		{map[string]any{"code": "10000", "trade_no": reference}, refund.OutcomePending},
		{map[string]any{"code": "10000", "trade_no": "another", "fund_change": "Y"}, refund.OutcomeUnknown},
		{map[string]any{"code": "10000"}, refund.OutcomeUnknown},
	} {
		server := alipaytest.New(t)
		server.SayNode(c.node)
		if got, err := adapterOf(t, server, alipay.Config{}).Refund(t.Context(), instruction("k1")); err != nil || got.Kind != c.kind {
			t.Errorf("%v: got %+v, %v; want %s", c.node, got, err, c.kind)
		}
	}
}

func TestALookUpIsHeldToWhatWasAskedFor(t *testing.T) {
	node := func(changes ...string) map[string]any {
		n := map[string]any{"code": "10000", "trade_no": reference, "out_request_no": "k1", "refund_amount": "45.00", "refund_status": "REFUND_SUCCESS"}
		for i := 0; i < len(changes); i += 2 {
			n[changes[i]] = changes[i+1]
		}
		return n
	}
	for _, c := range []struct {
		name string
		node map[string]any
		kind refund.OutcomeKind // "" is absent
	}{
		{"a success", node(), refund.OutcomeSettled},
		{"processing", node("refund_status", "REFUND_PROCESSING"), refund.OutcomePending},
		{"a failure", node("refund_status", "REFUND_FAIL"), refund.OutcomeFailed},
		{"nothing at all", map[string]any{"code": "10000"}, ""},
		{"no state", node("refund_status", ""), refund.OutcomeUnknown},
		{"a state that is not known", node("refund_status", "REFUND_ODD"), refund.OutcomeAbnormal},
		{"another amount", node("refund_amount", "45.01"), refund.OutcomeAbnormal},
		{"a part of a fen", node("refund_amount", "45.001"), refund.OutcomeAbnormal},
		{"another number", node("out_request_no", "k2"), refund.OutcomeUnknown},
		{"another trade", node("trade_no", "another"), refund.OutcomeUnknown},
		{"a refusal", map[string]any{"code": "40004", "sub_code": "ACQ.TRADE_NOT_EXIST"}, refund.OutcomeUnknown},
		{"a fault", map[string]any{"code": "20000"}, refund.OutcomeUnknown},
	} {
		server := alipaytest.New(t)
		server.SayNode(c.node)
		got, err := adapterOf(t, server, alipay.Config{}).Lookup(t.Context(), instruction("k1"))
		if err != nil || got.Absent != (c.kind == "") || got.Outcome.Kind != c.kind {
			t.Errorf("%s: got %+v, %v; want %q", c.name, got, err, c.kind)
		}
	}
}

func TestWhatTheAccountPaidIsReadOnlyWhereTheFundsAreTold(t *testing.T) {
	server := alipaytest.New(t)
	server.SayNode(map[string]any{
		"code": "10000", "trade_no": reference, "out_request_no": "k1", "refund_amount": "45.00", "refund_status": "REFUND_SUCCESS", "send_back_fee": "0.00",
	})
	got, err := adapterOf(t, server, alipay.Config{}).Lookup(t.Context(), instruction("k1"))
	if err != nil || got.Outcome.Kind != refund.OutcomeSettled || got.Outcome.Settlement != nil || got.Outcome.PayerMinor != nil {
		t.Errorf("got %+v, %v; 0.00 is what Alipay answers where the funds were not asked for", got, err)
	}
	if asked := server.Requests()[0].Parameters["biz_content"]; !strings.Contains(asked, `"query_options":["refund_detail_item_list"]`) {
		t.Errorf("asked with %s", asked)
	}
}

func TestWhatAlipayCannotBeAskedIsNotSent(t *testing.T) {
	server := alipaytest.New(t)
	a := adapterOf(t, server, alipay.Config{})
	dollars, long, void := instruction("k1"), instruction("k1"), instruction("k1")
	dollars.Currency = "USD"
	long.Key = "k" + strings.Repeat("1", 64)
	void.Void, void.AmountMinor = true, 0
	for name, c := range map[string]struct {
		in   payment.Instruction
		code refund.Code
	}{
		"another currency": {dollars, refund.CodeCurrencyMismatch}, "65 characters": {long, refund.CodeBadID}, "a void": {void, refund.CodeMalformed},
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
