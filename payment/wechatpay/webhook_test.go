package wechatpay_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/wechatpay"
	"github.com/makegood/makegood/payment/wechatpay/wechatpaytest"
	"github.com/makegood/makegood/refund"
)

func TestANotificationIsOpenedByEitherKeyWhileOneIsRotated(t *testing.T) {
	server := wechatpaytest.New(t)
	r := receiverOf(server)
	n := server.Notification(t, "EV-1", "REFUND.CLOSED", map[string]any{
		"refund_id": "5030", "out_refund_no": "k1", "transaction_id": reference, "refund_status": "CLOSED", "amount": map[string]any{"refund": 4500, "payer_refund": 4500},
	})
	other := strings.Repeat("y", 32)
	for name, c := range map[string]struct {
		keys  []string
		error error
	}{
		"the old one second": {[]string{other, wechatpaytest.APIv3Key}, nil}, "another alone": {[]string{other}, payment.ErrUnreadable},
		"a short one": {[]string{"short"}, payment.ErrUnreadable}, "none": {nil, payment.ErrUnreadable},
	} {
		r.APIv3Keys = func() ([]string, error) { return c.keys, nil }
		facts, err := r.Facts(n.Body)
		if !errors.Is(err, c.error) || (err == nil) != (len(facts) == 1) {
			t.Errorf("%s: got %v, %v; want %v", name, facts, err, c.error)
		}
		if err == nil && (facts[0].Refund.Outcome.Kind != refund.OutcomeFailed || facts[0].ID != "5030/CLOSED") {
			t.Errorf("%s: got %+v", name, facts[0])
		}
		if err != nil && strings.Contains(err.Error(), other) {
			t.Errorf("%s: the key is in %q", name, err)
		}
	}
}

func TestARefundWithACouponIsPendingUntilALookUpTellsWhatItCost(t *testing.T) {
	server := wechatpaytest.New(t)
	server.Script(reference, paymenttest.AnswersTo(paymenttest.SplitsCoupon)...)
	if _, err := adapterOf(t, server, wechatpay.Config{}).Refund(t.Context(), instruction("k1")); err != nil {
		t.Fatal(err)
	}
	facts, err := receiverOf(server).Facts(server.Notifications(t, reference)[0].Body)
	if err != nil || len(facts) != 1 {
		t.Fatalf("got %v, %v", facts, err)
	}
	if o := facts[0].Refund.Outcome; o.Kind != refund.OutcomePending || o.PayerMinor == nil || *o.PayerMinor != 4000 || o.Settlement != nil {
		t.Errorf("notified as %+v, want pending with 4000 for the payer", o)
	}
}

func TestANotificationOfAServiceProviderIsItsMerchants(t *testing.T) {
	server := wechatpaytest.New(t)
	r := receiverOf(server)
	r.Partner, r.ByTradeNumber = true, true
	n := server.Notification(t, "EV-1", "REFUND.ABNORMAL", map[string]any{
		"sp_mchid": "1900000100", "sub_mchid": "1900000109", "transaction_id": reference, "out_trade_no": "order-1", "out_refund_no": "k1",
		"refund_id": "5030", "refund_status": "ABNORMAL", "amount": map[string]any{"total": 10000, "refund": 4500, "payer_total": 10000, "payer_refund": 4500},
	})
	facts, err := r.Facts(n.Body)
	if err != nil || len(facts) != 1 {
		t.Fatalf("got %v, %v", facts, err)
	}
	if f := facts[0]; f.Account != "1900000109" || f.Reference != "order-1" || f.Refund.Key != "k1" || f.Refund.Outcome.Kind != refund.OutcomeAbnormal || f.OccurredAt.IsZero() {
		t.Errorf("got %+v of %+v", f, f.Refund)
	}
}

func TestANotificationThatIsSignedWronglyOnPurposeIsForged(t *testing.T) {
	server := wechatpaytest.New(t)
	n := server.Notification(t, "EV-1", "REFUND.SUCCESS", map[string]any{"refund_id": "5030"})
	n.Header.Set("Wechatpay-Signature", "WECHATPAY/SIGNTEST/"+n.Header.Get("Wechatpay-Signature"))
	if err := receiverOf(server).Verify(n.Header, n.Body); !errors.Is(err, payment.ErrForged) {
		t.Errorf("got %v, want ErrForged", err)
	}
}

func TestANotificationThatCannotBeReadIsSaidSo(t *testing.T) {
	server := wechatpaytest.New(t)
	r := receiverOf(server)
	empty := server.Notification(t, "EV-1", "REFUND.SUCCESS", map[string]any{})
	for name, body := range map[string][]byte{"no JSON": []byte("<xml>"), "no refund in it": empty.Body, "another algorithm": []byte(`{"event_type":"REFUND.SUCCESS","resource":{"algorithm":"ROT13"}}`)} {
		if facts, err := r.Facts(body); !errors.Is(err, payment.ErrUnreadable) || facts != nil {
			t.Errorf("%s: got %v, %v; want ErrUnreadable", name, facts, err)
		}
	}
	if facts, err := r.Facts([]byte(`{"event_type":"TRANSACTION.SUCCESS"}`)); facts != nil || err != nil {
		t.Errorf("about a payment: got %v, %v; want nothing", facts, err)
	}
	if status, _, body := r.Answer(); status != http.StatusNoContent || body != nil {
		t.Errorf("answered with %d %s", status, body)
	}
}
