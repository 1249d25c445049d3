package alipay_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/alipay"
	"github.com/makegood/makegood/payment/alipay/alipaytest"
	"github.com/makegood/makegood/payment/paymenttest"
)

// around is a period of two days about now.
func around() payment.ListQuery {
	return payment.ListQuery{From: time.Now().Add(-24 * time.Hour), To: time.Now().Add(24 * time.Hour)}
}

func list(t *testing.T, a *alipay.Adapter, q payment.ListQuery) (all []payment.Listed, err error) {
	t.Helper()
	for listed, err := range a.List(t.Context(), q) {
		if err != nil {
			return all, err
		}
		all = append(all, listed)
	}
	return all, nil
}

func TestABillHasWhatWasAskedForWhatItCostAndTheFee(t *testing.T) {
	server := alipaytest.New(t)
	server.Now = twoDaysOn
	server.Script(reference, paymenttest.AnswersTo(paymenttest.SplitsCoupon)...)
	a := adapterOf(t, server, alipay.Config{})
	if _, err := a.Refund(t.Context(), instruction("k1")); err != nil {
		t.Fatal(err)
	}
	all, err := list(t, a, around())
	if err != nil || len(all) != 1 {
		t.Fatalf("listed are %+v, %v; want the refund without the trade beside it", all, err)
	}
	if l := all[0]; l.AmountMinor != 4500 || l.Outcome.Settlement == nil || l.Outcome.Settlement.AmountMinor != 4000 || l.FeeMinor != -24 || time.Since(l.CreatedAt) > time.Minute {
		t.Errorf("listed as %+v with %+v, want 4500 for 4000, and 24 of fees given back", l, l.Outcome.Settlement)
	}
}

func TestABillThatIsNotWholeIsAnError(t *testing.T) {
	server := alipaytest.New(t)
	server.Now = twoDaysOn
	a := adapterOf(t, server, alipay.Config{})
	if _, err := a.Refund(t.Context(), instruction("k1")); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func([]byte) []byte{
		"cut off":                   func(bill []byte) []byte { return bill[:bytes.Index(bill, []byte("业务明细列表结束"))] },
		"a field less":              func(bill []byte) []byte { return bytes.Replace(bill, []byte("洗衣订单,"), nil, 1) },
		"an amount that is none":    func(bill []byte) []byte { return bytes.ReplaceAll(bill, []byte("-45.00"), []byte("many")) },
		"a file without its trades": func([]byte) []byte { return []byte("#") },
	} {
		server.SpoilBills(spoil)
		if all, err := list(t, a, around()); err == nil || len(all) != 0 {
			t.Errorf("%s: got %v, %v; want an error", name, all, err)
		}
	}
	server.SpoilBills(nil)
	server.Say("20000", "isp.unknow-error")
	if all, err := list(t, a, around()); err == nil || len(all) != 0 {
		t.Errorf("a fault: got %v, %v", all, err)
	}
	server.Say("40005", "isv.app-call-limited")
	if _, err := list(t, a, around()); !errors.As(err, &payment.RateLimited{}) {
		t.Errorf("got %v, want a rate limit", err)
	}
}

func TestOnlyBillsThatAreOutAreAskedForAndOnlyByTheDay(t *testing.T) {
	server := alipaytest.New(t)
	a := adapterOf(t, server, alipay.Config{})
	// At nine in the morning of 29 November in China.
	at := time.Date(2026, 11, 29, 1, 0, 0, 0, time.UTC)
	server.Now = func() time.Time { return at }
	q := payment.ListQuery{From: time.Date(2026, 11, 26, 15, 0, 0, 0, time.UTC), To: at}
	if all, err := list(t, a, q); err != nil || len(all) != 0 {
		t.Fatalf("got %v, %v", all, err)
	}
	var asked []string
	for _, r := range server.Requests() {
		asked = append(asked, r.Parameters["biz_content"])
	}
	if got := strings.Join(asked, " "); got != `{"bill_date":"2026-11-26","bill_type":"trade"} {"bill_date":"2026-11-27","bill_type":"trade"}` {
		t.Errorf("asked for %s, want the 26th, on which the period begins in China, and the 27th: the 28th is out at ten", got)
	}
	if _, err := list(t, a, payment.ListQuery{Reference: reference}); err == nil {
		t.Error("no period: no error")
	}
}
