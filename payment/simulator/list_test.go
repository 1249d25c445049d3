package simulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
)

// TestTwoThousandFiveHundredRefundsAreListedOnceEach over the pages of the real server.
func TestTwoThousandFiveHundredRefundsAreListedOnceEach(t *testing.T) {
	const count = 2500
	url, _ := startSimulator(t)
	a := newAdapter(t, url)
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for n := worker; n < count; n += 4 {
				in := instruction(fmt.Sprint("ch_", n%7))
				in.Key = fmt.Sprint("k", n)
				if got, err := a.Refund(t.Context(), in); err != nil || got.Kind != refund.OutcomeSettled {
					t.Errorf("%s: got %+v, %v", in.Key, got, err)
				}
			}
		})
	}
	group.Wait()
	seen := map[string]int{}
	for l, err := range a.List(t.Context(), payment.ListQuery{Account: "acct_1", From: time.Now().Add(-time.Hour)}) {
		if err != nil {
			t.Fatal(err)
		}
		seen[l.Key]++
	}
	if len(seen) != count {
		t.Errorf("%d keys are listed, want %d", len(seen), count)
	}
	for key, times := range seen {
		if times != 1 {
			t.Errorf("%s is listed %d times", key, times)
		}
	}
}

func TestFeesSettlementsAndTimesAreRead(t *testing.T) {
	url, _ := startSimulator(t)
	a := newAdapter(t, url)
	in := instruction("ch_1~list_fee:-24~list_settlement:630USD")
	if _, err := a.Refund(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	for l, err := range a.List(t.Context(), payment.ListQuery{Account: "acct_1"}) {
		if err != nil {
			t.Fatal(err)
		}
		if l.FeeMinor != -24 || l.FeeCurrency != "CNY" || l.Outcome.Settlement == nil || *l.Outcome.Settlement != (refund.Settlement{AmountMinor: 630, Currency: "USD"}) {
			t.Errorf("listed as %+v with %+v", l, l.Outcome.Settlement)
		}
		if l.FactID != l.ProviderRefundID+"/settled" || l.Account != "acct_1" || time.Since(l.SettledAt) > time.Minute || l.SettledAt.Before(l.CreatedAt) {
			t.Errorf("listed as %+v", l)
		}
	}
}

func TestAListOfWhatIsDifferentSaysWhatTheSimulatorSays(t *testing.T) {
	url, _ := startSimulator(t)
	a := newAdapter(t, url)
	for _, reference := range []string{"ch_1~list_missing", "ch_2~list_extra:700", "ch_3~list_status:failed", "ch_4~decline:balance"} {
		in := instruction(reference)
		in.Key = "k " + reference
		if _, err := a.Refund(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := simulator.RefundOutside(t.Context(), url, simulator.Refund{Reference: "ch_5", Account: "acct_1", AmountMinor: 300, Currency: "CNY"}); err != nil {
		t.Fatal(err)
	}
	var got []string
	for l, err := range a.List(t.Context(), payment.ListQuery{Account: "acct_1"}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%.4s %t %d %s%s", l.Reference, l.Key != "", l.AmountMinor, l.Outcome.Kind, l.Outcome.Class))
	}
	want := "ch_2 true 4500 Settled; ch_2 false 700 Settled; ch_3 true 4500 Failed; ch_4 true 4500 DeclinedBALANCE; ch_5 false 300 Settled"
	if list := strings.Join(got, "; "); list != want {
		t.Errorf("listed are %s, want %s", list, want)
	}
}

// TestWhatIsNoListIsAnErrorAndNeverAShorterOne: an empty list would say that every refund is missing.
func TestWhatIsNoListIsAnErrorAndNeverAShorterOne(t *testing.T) {
	good := `{"id":"sim_1","kind":"refund","reference":"ch_1","amount_minor":1,"currency_code":"CNY","status":"settled","created_at":"2026-11-05T00:00:00Z"}`
	for name, c := range map[string]struct {
		status int
		body   string
	}{
		"no JSON": {http.StatusOK, "<html>"}, "another object": {http.StatusOK, "{}"}, "null": {http.StatusOK, `{"refunds":null}`},
		"cut off": {http.StatusOK, `{"refunds":[` + good}, "a 500": {http.StatusInternalServerError, `{"error":"internal"}`},
		"a refund without an id":      {http.StatusOK, `{"refunds":[` + good + `,` + strings.Replace(good, "sim_1", "", 1) + `]}`},
		"a refund without a currency": {http.StatusOK, `{"refunds":[` + strings.Replace(good, "CNY", "", 1) + `]}`},
		"a refund of no time":         {http.StatusOK, `{"refunds":[` + strings.Replace(good, "2026-11-05T00:00:00Z", "0001-01-01T00:00:00Z", 1) + `]}`},
	} {
		a := adapterOver(t, answering(t, c.status, c.body, ""), nil)
		var last error
		for _, last = range a.List(t.Context(), payment.ListQuery{}) {
		}
		if last == nil {
			t.Errorf("%s: the list ended as if it were whole", name)
		}
	}
}
