package paypal_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/payment/paypal"
	"github.com/makegood/makegood/payment/paypal/paypaltest"
	"github.com/makegood/makegood/refund"
)

func TestTheListGoesOverPagesAndWindowsAndNamesEachRefundOnce(t *testing.T) {
	server := paypaltest.New(t)
	for range 5 {
		server.Outside(captureID, 100, "USD")
	}
	server.Outside("ANOTHER", 100, "USD")
	now := time.Now().UTC()
	a := adapterOf(t, paypal.Config{BaseURL: server.URL, Now: fourHoursOn})
	all, err := paymenttest.Listed(t.Context(), a, payment.ListQuery{Account: "acct_1", Reference: captureID, From: now.Add(-70 * 24 * time.Hour), To: now.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, l := range all {
		if l.Reference != captureID || l.AmountMinor != 100 || l.Outcome.Kind != refund.OutcomeSettled || l.Account != "acct_1" {
			t.Errorf("listed %+v", l)
		}
		seen[l.ProviderRefundID] = true
	}
	windows := map[string]bool{}
	for _, r := range server.Requests() {
		windows[r.URL.Query().Get("start_date")] = true
	}
	if len(seen) != 5 || len(windows) != 3 {
		t.Errorf("listed %d refunds in %d windows, want 5 in 3", len(seen), len(windows))
	}
}

func TestAFeeIsWhatPayPalTookAndOneGivenBackIsNone(t *testing.T) {
	for said, want := range map[int64]int64{-59: 59, 59: 0, 0: 0} {
		server := paypaltest.New(t)
		server.SetFee(captureID, said)
		server.Outside(captureID, 100, "USD")
		all, err := paymenttest.Listed(t.Context(), adapter(t, server.URL), payment.ListQuery{Reference: captureID})
		if err != nil || len(all) != 1 || all[0].FeeMinor != want || all[0].FeeCurrency != "USD" || all[0].SettledAt.IsZero() {
			t.Errorf("a fee of %d: listed as %+v, %v; want %d", said, all, err, want)
		}
	}
}

// entry is a transaction in PayPal's words.
func entry(id, value, status string) string {
	return fmt.Sprintf(`{"transaction_info":{"transaction_id":%q,"paypal_reference_id":"C1","transaction_status":%q,
		"transaction_amount":{"currency_code":"USD","value":%q},"transaction_initiation_date":"2026-11-20T09:00:00+0000"}}`, id, status, value)
}

// ofPage is a page of the list with so many items in all.
func ofPage(items, pages int, entries ...string) string {
	return fmt.Sprintf(`{"transaction_details":[%s],"total_items":%d,"total_pages":%d}`, strings.Join(entries, ","), items, pages)
}

const reporting = "/v1/reporting/transactions"

func lately() payment.ListQuery {
	from := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	return payment.ListQuery{From: from, To: from.Add(24 * time.Hour)}
}

// noon is when the period of lately is listed.
func noon() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

func TestAStateIsTheFactOfItsNotification(t *testing.T) {
	for status, want := range map[string]string{"S": "R1/COMPLETED/", "P": "R1/PENDING/", "D": "", "V": ""} {
		a := adapterOf(t, paypal.Config{BaseURL: resources(t, map[string]string{reporting: ofPage(1, 1, entry("R1", "-45.00", status))}), Now: noon})
		all, err := paymenttest.Listed(t.Context(), a, lately())
		if err != nil || len(all) != 1 || all[0].FactID != want || all[0].AmountMinor != 4500 {
			t.Errorf("%s: listed as %+v, %v; want the fact %q", status, all, err, want)
		}
	}
}

func TestARefundThatTheAccountReceivedIsNoneOfItsOwn(t *testing.T) {
	a := adapterOf(t, paypal.Config{BaseURL: resources(t, map[string]string{reporting: ofPage(2, 1, entry("R1", "-45.00", "S"), entry("R2", "45.00", "S"))}), Now: noon})
	if all, err := paymenttest.Listed(t.Context(), a, lately()); err != nil || len(all) != 1 || all[0].ProviderRefundID != "R1" {
		t.Errorf("listed are %+v, %v; want what left the account", all, err)
	}
}

func TestWhatIsNotTheWholeListIsAnErrorAndNeverAShorterOne(t *testing.T) {
	good := entry("R1", "-45.00", "S")
	for name, text := range map[string]string{
		"no JSON": "<html>", "another object": "{}", "no number of items": `{"transaction_details":[],"total_pages":0}`,
		"fewer than PayPal says": ofPage(2, 1, good), "an entry without an id": ofPage(1, 1, entry("", "-45.00", "S")),
		"an amount that is none": ofPage(1, 1, entry("R1", "-many", "S")),
	} {
		a := adapterOf(t, paypal.Config{BaseURL: resources(t, map[string]string{reporting: text}), Now: noon})
		if all, err := paymenttest.Listed(t.Context(), a, lately()); err == nil {
			t.Errorf("%s: got %+v, want an error", name, all)
		}
	}
}

func TestThreeHoursHaveToPassBeforeAPeriodIsWhole(t *testing.T) {
	url := resources(t, map[string]string{reporting: ofPage(1, 1, entry("R1", "-45.00", "S"))})
	complete := lately().To.Add(3 * time.Hour)
	for name, c := range map[string]struct {
		now  time.Time
		want error
	}{
		"a second too early": {complete.Add(-time.Second), payment.NotListedYet{CompleteAt: complete}}, "then": {complete, nil},
	} {
		a := adapterOf(t, paypal.Config{BaseURL: url, Now: func() time.Time { return c.now }})
		if all, err := paymenttest.Listed(t.Context(), a, lately()); len(all) != 1 || !errors.Is(err, c.want) {
			t.Errorf("%s: got %+v, %v; want the refund and %v", name, all, err, c.want)
		}
	}
}
