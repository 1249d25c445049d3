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

func TestABillHasWhatWasAskedForWhatItCostAndTheFee(t *testing.T) {
	server := alipaytest.New(t)
	server.Now = threeDaysOn
	server.Script(reference, paymenttest.AnswersTo(paymenttest.SplitsCoupon)...)
	a := adapterOf(t, server, alipay.Config{})
	if _, err := a.Refund(t.Context(), instruction("k1")); err != nil {
		t.Fatal(err)
	}
	all, err := paymenttest.Listed(t.Context(), a, around())
	if err != nil || len(all) != 1 {
		t.Fatalf("listed are %+v, %v; want the refund without the trade beside it", all, err)
	}
	if l := all[0]; l.AmountMinor != 4500 || l.Outcome.Settlement == nil || l.Outcome.Settlement.AmountMinor != 4000 || l.FeeMinor != -24 || time.Since(l.CreatedAt) > time.Minute {
		t.Errorf("listed as %+v with %+v, want 4500 for 4000, and 24 of fees given back", l, l.Outcome.Settlement)
	}
}

func TestABillThatIsNotWholeIsAnError(t *testing.T) {
	server := alipaytest.New(t)
	server.Now = threeDaysOn
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
		if all, err := paymenttest.Listed(t.Context(), a, around()); err == nil || len(all) != 0 {
			t.Errorf("%s: got %v, %v; want an error", name, all, err)
		}
	}
	server.SpoilBills(nil)
	server.Say("20000", "isp.unknow-error")
	if all, err := paymenttest.Listed(t.Context(), a, around()); err == nil || len(all) != 0 {
		t.Errorf("a fault: got %v, %v", all, err)
	}
	server.Say("40005", "isv.app-call-limited")
	if _, err := paymenttest.Listed(t.Context(), a, around()); !errors.As(err, &payment.RateLimited{}) {
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
	noon := time.Date(2026, 11, 30, 4, 0, 0, 0, time.UTC) // of the 30th in China, when the bill of the 29th is out
	if all, err := paymenttest.Listed(t.Context(), a, q); !errors.Is(err, payment.NotListedYet{CompleteAt: noon}) || len(all) != 0 {
		t.Fatalf("got %v, %v; want that it is complete at %s", all, err, noon)
	}
	var asked []string
	for _, r := range server.Requests() {
		asked = append(asked, r.Parameters["biz_content"])
	}
	if got := strings.Join(asked, " "); got != `{"bill_date":"2026-11-26","bill_type":"trade"} {"bill_date":"2026-11-27","bill_type":"trade"}` {
		t.Errorf("asked for %s, want the 26th, on which the period begins in China, and the 27th: the 28th is out at ten", got)
	}
	if _, err := paymenttest.Listed(t.Context(), a, payment.ListQuery{Reference: reference}); err == nil {
		t.Error("no period: no error")
	}
}

// TestAPeriodOverDaysHasTheirRefundsByTheClockOfChina: midnight UTC is eight in the morning there, so that each end of a
// period lies within a bill, of which a part is left out.
func TestAPeriodOverDaysHasTheirRefundsByTheClockOfChina(t *testing.T) {
	server := alipaytest.New(t)
	at := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	server.SetClock(func() time.Time { return at })
	server.Now = func() time.Time { return time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC) }
	for n := range 12 { // every six hours of three days
		at = time.Date(2026, 11, 25, 6*n, 0, 0, 0, time.UTC)
		server.Outside(reference, int64(n+1), "CNY")
	}
	a := adapterOf(t, server, alipay.Config{})
	from := time.Date(2026, 11, 25, 6, 0, 0, 0, time.UTC)
	all, err := paymenttest.Listed(t.Context(), a, payment.ListQuery{Account: "acct_1", From: from, To: from.Add(48 * time.Hour)})
	if err != nil || len(all) != 8 {
		t.Fatalf("listed are %d refunds, %v; want the eight of two days", len(all), err)
	}
	for n, l := range all {
		if want := from.Add(time.Duration(n) * 6 * time.Hour); l.AmountMinor != int64(n+2) || !l.CreatedAt.Equal(want) || l.Account != "acct_1" {
			t.Errorf("listed as number %d is %+v, want the one of %s", n, l, want)
		}
	}
}

// TestABillWithoutAColumnIsAnErrorAndNeverAShorterList: without the number every refund would be somebody else's.
func TestABillWithoutAColumnIsAnErrorAndNeverAShorterList(t *testing.T) {
	server := alipaytest.New(t)
	server.Now = threeDaysOn
	a := adapterOf(t, server, alipay.Config{})
	if _, err := a.Refund(t.Context(), instruction("k1")); err != nil {
		t.Fatal(err)
	}
	for _, column := range []string{"业务类型", "退款批次号/请求号", "完成时间", "商家实收"} {
		server.SpoilBills(func(bill []byte) []byte { return bytes.Replace(bill, []byte(column), []byte("别的"), 1) })
		if all, err := paymenttest.Listed(t.Context(), a, around()); err == nil || len(all) != 0 {
			t.Errorf("without %s: got %+v, %v; want an error", column, all, err)
		}
	}
}

// TestABillThatBreaksOffAmongOthersEndsTheList: the days before it are listed, and the error says which it was.
func TestABillThatBreaksOffAmongOthersEndsTheList(t *testing.T) {
	server := alipaytest.New(t)
	at := time.Time{}
	server.SetClock(func() time.Time { return at })
	server.Now = func() time.Time { return time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC) }
	for day := 24; day < 27; day++ {
		at = time.Date(2026, 11, day, 4, 0, 0, 0, time.UTC)
		server.Outside(reference, 100, "CNY")
	}
	server.SpoilBills(func(bill []byte) []byte {
		if bytes.Contains(bill, []byte("2026-11-25")) {
			return bill[:len(bill)/2]
		}
		return bill
	})
	q := payment.ListQuery{From: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)}
	all, err := paymenttest.Listed(t.Context(), adapterOf(t, server, alipay.Config{}), q)
	if err == nil || !strings.Contains(err.Error(), "2026-11-25") || len(all) != 1 {
		t.Errorf("got %+v, %v; want the refund of the 24th and an error of the 25th", all, err)
	}
}
