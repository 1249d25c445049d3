package stripe_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/stripe"
	"github.com/makegood/makegood/payment/stripe/stripetest"
	"github.com/makegood/makegood/refund"
)

func all(t *testing.T, a *stripe.Adapter, q payment.ListQuery) []payment.Listed {
	t.Helper()
	list, err := paymenttest.Listed(t.Context(), a, q)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestTwoThousandFiveHundredRefundsAreListedOnceEach on 25 pages and one more.
func TestTwoThousandFiveHundredRefundsAreListedOnceEach(t *testing.T) {
	const count = 2501
	server := stripetest.New(t)
	for n := range count {
		server.Outside(fmt.Sprint("pi_", n%9), int64(n+1), "CNY")
	}
	amounts := map[int64]int{}
	for _, l := range all(t, adapter(t, server.URL), payment.ListQuery{From: time.Now().Add(-time.Hour)}) {
		amounts[l.AmountMinor]++
	}
	if len(amounts) != count {
		t.Errorf("%d refunds are listed, want %d", len(amounts), count)
	}
	for amount, times := range amounts {
		if times != 1 {
			t.Errorf("the refund of %d is listed %d times", amount, times)
		}
	}
}

// TestARefundMadeWhileAListIsReadChangesNoPage: it comes before the first page, and every later page begins after the
// last refund of the one before.
func TestARefundMadeWhileAListIsReadChangesNoPage(t *testing.T) {
	server := stripetest.New(t)
	for range 150 {
		server.Outside("pi_1", 1, "CNY")
	}
	seen := map[string]bool{}
	for one, err := range adapter(t, server.URL).List(t.Context(), payment.ListQuery{Reference: "pi_1"}) {
		if err != nil || seen[one.ProviderRefundID] {
			t.Fatalf("listed %+v, %v", one, err)
		}
		seen[one.ProviderRefundID] = true
		server.Outside("pi_1", 2, "CNY")
	}
	if len(seen) != 150 {
		t.Errorf("%d are listed, want the 150 that were there", len(seen))
	}
}

func TestTheFeeTheSettlementAndItsTimeComeFromTheBalanceTransaction(t *testing.T) {
	server := stripetest.New(t)
	server.SetBalance("pi_1", stripetest.Balance{Minor: 630, Currency: "USD", FeeMinor: 30})
	server.Outside("pi_1", 4500, "CNY")
	got := all(t, adapter(t, server.URL), payment.ListQuery{Reference: "pi_1"})
	if len(got) != 1 {
		t.Fatalf("listed are %+v", got)
	}
	l := got[0]
	if l.AmountMinor != 4500 || l.FeeMinor != 30 || l.FeeCurrency != "USD" || l.Outcome.Settlement == nil ||
		*l.Outcome.Settlement != (refund.Settlement{AmountMinor: 630, Currency: "USD"}) || time.Since(l.SettledAt) > time.Minute || l.Outcome.BankReference == "" {
		t.Errorf("listed as %+v with %+v", l, l.Outcome.Settlement)
	}
}

func TestAPendingRefundSaysNeitherFeeNorSettlement(t *testing.T) {
	a := adapter(t, answering(t, listed(refundOf(4500, "cny", "pending", `,"balance_transaction":null`))).URL)
	got := all(t, a, payment.ListQuery{})
	if len(got) != 1 || got[0].FeeCurrency != "" || got[0].Outcome.Settlement != nil || !got[0].SettledAt.IsZero() || got[0].FactID != "re_1/pending/" {
		t.Errorf("listed as %+v", got)
	}
}

func TestAConnectedAccountListsItsOwnRefundsAlone(t *testing.T) {
	server := stripetest.New(t)
	a := adapterOf(t, stripe.Config{BaseURL: server.URL, Connected: true})
	for n, account := range []string{"acct_1", "acct_2", "acct_1"} {
		in := instructionOf(fmt.Sprint("k", n))
		in.Account = account
		if _, err := a.Refund(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	for account, want := range map[string]int{"acct_1": 2, "acct_2": 1, "acct_3": 0} {
		got := all(t, a, payment.ListQuery{Account: account})
		if len(got) != want {
			t.Errorf("%s has %+v, want %d", account, got, want)
		}
		for _, l := range got {
			if l.Account != account {
				t.Errorf("listed for %s is %+v", account, l)
			}
		}
	}
}

// TestAPeriodThatBeginsWithinASecondIsAskedForInWholeOnes: Stripe's times have no fractions.
func TestAPeriodThatBeginsWithinASecondIsAskedForInWholeOnes(t *testing.T) {
	server := answering(t, listed())
	at := time.Date(2026, 11, 29, 9, 0, 0, 1, time.UTC)
	if got := all(t, adapter(t, server.URL), payment.ListQuery{From: at, To: at.Add(time.Hour)}); len(got) != 0 {
		t.Errorf("listed are %+v", got)
	}
	form := server.request(t, 0).form
	from, to := fmt.Sprint(at.Unix()+1), fmt.Sprint(at.Add(time.Hour).Unix()+1)
	if form.Get("created[gte]") != from || form.Get("created[lt]") != to || form.Get("limit") != "100" || form.Get("expand[0]") != "data.balance_transaction" {
		t.Errorf("asked %v, want from %s to %s", form, from, to)
	}
}

// TestWhatIsNoListProvesNothing: neither that there are no refunds, nor that a key was never used.
func TestWhatIsNoListProvesNothing(t *testing.T) {
	for name, says := range map[string]said{
		"another object": {http.StatusOK, `{}`}, "an error under 200": {http.StatusOK, `{"error":{"type":"api_error"}}`},
		"an empty page before others": {http.StatusOK, `{"object":"list","url":"/v1/refunds","has_more":true,"data":[]}`},
		"a list cut off":              {http.StatusOK, `{"object":"list","url":"/v1/refunds","data":[{"id":"re_1"`},
		"an entry that is no refund":  {http.StatusOK, `{"object":"list","url":"/v1/refunds","has_more":false,"data":[{"object":"refund","amount":1,"currency":"cny"}]}`},
	} {
		var last error
		for _, last = range adapter(t, answering(t, says).URL).List(t.Context(), payment.ListQuery{}) {
		}
		if last == nil {
			t.Errorf("%s: the list ended as if it were whole", name)
		}
		if name == "an entry that is no refund" {
			continue // it is none of the key that is looked for
		}
		found, err := adapter(t, answering(t, says).URL).Lookup(t.Context(), asking(4500, "CNY"))
		if err != nil || found.Absent || found.Outcome.Kind != refund.OutcomeUnknown {
			t.Errorf("%s: the look-up finds %+v, %v", name, found, err)
		}
	}
}
