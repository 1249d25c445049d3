package adyen_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/adyen"
	"github.com/makegood/makegood/payment/adyen/adyentest"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
)

// around is a period of two days about now.
func around() payment.ListQuery {
	return payment.ListQuery{Account: adyentest.Account, From: time.Now().Add(-24 * time.Hour), To: time.Now().Add(24 * time.Hour)}
}

func TestAReportHasTheFeesAndTheSettlementBeforeThem(t *testing.T) {
	for name, c := range map[string]struct {
		fees        adyentest.Fees
		settlement  *refund.Settlement
		fee         int64
		feeCurrency refund.Currency
	}{
		"no fees":          {adyentest.Fees{Currency: "EUR", Rate: "1"}, nil, 0, ""},
		"two fees":         {adyentest.Fees{Currency: "EUR", Rate: "1", Commission: "0.10", Markup: "0.255"}, nil, 36, "EUR"},
		"a fee given back": {adyentest.Fees{Currency: "EUR", Rate: "1", Commission: "-0.24"}, nil, -24, "EUR"},
		"another currency": {adyentest.Fees{Currency: "USD", Rate: "1.1", Commission: "0.11"}, &refund.Settlement{AmountMinor: 4950, Currency: "USD"}, 11, "USD"},
		"fees of nothing":  {adyentest.Fees{Currency: "EUR", Rate: "1", Commission: "0.00"}, nil, 0, "EUR"},
	} {
		server := adyentest.New(t)
		server.SetFees(psp, c.fees)
		server.Outside(psp, 4500, "EUR")
		all, err := paymenttest.Listed(t.Context(), listing(t, server, server.ReportsURL), around())
		if err != nil || len(all) != 1 {
			t.Fatalf("%s: listed are %+v, %v", name, all, err)
		}
		l := all[0]
		same := (l.Outcome.Settlement == nil) == (c.settlement == nil) && (c.settlement == nil || *l.Outcome.Settlement == *c.settlement)
		if l.AmountMinor != 4500 || l.Currency != "EUR" || l.FeeMinor != c.fee || l.FeeCurrency != c.feeCurrency || !same || !l.SettledAt.Equal(l.CreatedAt) {
			t.Errorf("%s: listed as %+v with %+v", name, l, l.Outcome.Settlement)
		}
	}
}

// TestARefundThatCameBackIsListedOnceAsFailed: settled and reversed on one day it is one refund in its last state.
func TestARefundThatCameBackIsListedOnceAsFailed(t *testing.T) {
	server := adyentest.New(t)
	server.Outside(psp, 4500, "EUR")
	settled, err := paymenttest.Listed(t.Context(), listing(t, server, server.ReportsURL), around())
	if err != nil || len(settled) != 1 || settled[0].Outcome.Kind != refund.OutcomeSettled {
		t.Fatalf("settled it is %+v, %v", settled, err)
	}
	id := settled[0].ProviderRefundID
	server.SpoilReports(func(report []byte) []byte {
		lines := strings.SplitAfter(string(report), "\n")
		for _, line := range lines {
			if strings.Contains(line, id) {
				return append(report, strings.ReplaceAll(line, "Refunded", "RefundedReversed")...)
			}
		}
		return report
	})
	all, err := paymenttest.Listed(t.Context(), listing(t, server, server.ReportsURL), around())
	if err != nil || len(all) != 1 || all[0].Outcome.Kind != refund.OutcomeFailed || all[0].FactID != id+"/REFUNDED_REVERSED/true" {
		t.Errorf("reversed it is %+v, %v", all, err)
	}
}

func TestAReportIsOfTheAccountThatIsAskedFor(t *testing.T) {
	server := adyentest.New(t)
	server.Outside(psp, 4500, "EUR")
	server.SpoilReports(func(report []byte) []byte {
		lines := strings.SplitAfter(string(report), "\n")
		return append(report, strings.ReplaceAll(lines[len(lines)-2], adyentest.Account, "AnotherMerchant")...)
	})
	if all, err := paymenttest.Listed(t.Context(), listing(t, server, server.ReportsURL), around()); err != nil || len(all) != 1 || all[0].Account != adyentest.Account {
		t.Errorf("listed are %+v, %v; want the account's own", all, err)
	}
}

// TestWhatIsNoWholeReportIsAnErrorAndNeverAShorterList: a refund that is missing would be taken for one that never was.
func TestWhatIsNoWholeReportIsAnErrorAndNeverAShorterList(t *testing.T) {
	spoils := map[string]func([]byte) []byte{
		"cut off":                      func(r []byte) []byte { return r[:len(r)-20] },
		"empty":                        func([]byte) []byte { return nil },
		"a page to sign in at":         func([]byte) []byte { return []byte("<html>sign in</html>") },
		"an amount that is none":       func(r []byte) []byte { return bytes.ReplaceAll(r, []byte("45.00"), []byte("many")) },
		"an amount of parts of a cent": func(r []byte) []byte { return bytes.ReplaceAll(r, []byte("45.00"), []byte("45.001")) },
		"a currency that is none":      func(r []byte) []byte { return bytes.ReplaceAll(r, []byte("EUR"), []byte("EUX")) },
		"a refund without an id":       func(r []byte) []byte { return bytes.ReplaceAll(r, []byte("fake_1"), nil) },
		"the clock of another zone": func(r []byte) []byte {
			return bytes.ReplaceAll(bytes.ReplaceAll(r, []byte(",CEST,"), []byte(",CET,")), []byte(",CET,"), []byte(",PST,"))
		},
		"without the record types":      without("Record Type"),
		"without the refund's own id":   without("Modification Psp Reference"),
		"without our reference":         without("Modification Merchant Reference"),
		"without what was settled":      without("Payable (SC)"),
		"without one of the fees' rows": without("Markup (SC)"),
	}
	for name, spoil := range spoils {
		server := adyentest.New(t)
		server.Outside(psp, 4500, "EUR")
		server.SpoilReports(spoil)
		if all, err := paymenttest.Listed(t.Context(), listing(t, server, server.ReportsURL), around()); err == nil || len(all) != 0 {
			t.Errorf("%s: got %+v, %v; want an error", name, all, err)
		}
	}
}

func without(column string) func([]byte) []byte {
	return func(r []byte) []byte { return bytes.Replace(r, []byte(column), []byte("Reserved10"), 1) }
}

func TestADayWithoutAReportIsNoEmptyDay(t *testing.T) {
	server := adyentest.New(t)
	server.Outside(psp, 4500, "EUR")
	amsterdam, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	server.WithoutReport(time.Now().Add(-24 * time.Hour).In(amsterdam).Format(time.DateOnly))
	if all, err := paymenttest.Listed(t.Context(), listing(t, server, server.ReportsURL), around()); err == nil || len(all) != 0 || !strings.Contains(err.Error(), "generated automatically") {
		t.Errorf("got %+v, %v; want what has to be set", all, err)
	}
}

func TestWithoutTheReportUsersCredentialsThereIsNoList(t *testing.T) {
	server := adyentest.New(t)
	if _, err := paymenttest.Listed(t.Context(), adapter(t, server.URL), around()); !errors.Is(err, payment.ErrNoList) {
		t.Errorf("got %v", err)
	}
	if l := adapter(t, server.URL).Limits(); l.ListsBy != "" || l.Bills != nil {
		t.Errorf("its limits are %+v", l)
	}
	a := listing(t, server, server.ReportsURL)
	if l := a.Limits(); l.ListsBy != payment.ListsBySettlement || l.Bills == nil || l.Bills.Zone.String() != "Europe/Amsterdam" {
		t.Errorf("with them its limits are %+v", l)
	}
	if _, err := paymenttest.Listed(t.Context(), a, payment.ListQuery{Account: adyentest.Account}); err == nil {
		t.Error("without a period it was listed")
	}
	for name, credentials := range map[string]func() (string, string, error){
		"a wrong password":        func() (string, string, error) { return adyentest.ReportUser, "hunter2", nil },
		"a password that is away": func() (string, string, error) { return "", "", errors.New("no such file") },
	} {
		wrong := adapterOf(t, adyen.Config{BaseURL: server.URL, Now: fourDaysOn, Reports: adyen.Reports{BaseURL: server.ReportsURL, Credentials: credentials}})
		if _, err := paymenttest.Listed(t.Context(), wrong, around()); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestAPeriodOverDaysHasTheirRefundsByTheClockOfTheAccount over the night in which Amsterdam's clock is set back.
func TestAPeriodOverDaysHasTheirRefundsByTheClockOfTheAccount(t *testing.T) {
	server := adyentest.New(t)
	at := time.Time{}
	server.SetClock(func() time.Time { return at })
	for n := range 18 { // every four hours of three days
		at = time.Date(2026, 10, 24, 4*n, 30, 0, 0, time.UTC)
		server.Outside(psp, int64(n+1), "EUR")
	}
	from := time.Date(2026, 10, 24, 20, 30, 0, 0, time.UTC)
	all, err := paymenttest.Listed(t.Context(), listing(t, server, server.ReportsURL), payment.ListQuery{Account: adyentest.Account, From: from, To: from.Add(32 * time.Hour)})
	if err != nil || len(all) != 8 {
		t.Fatalf("listed are %d refunds, %v; want eight", len(all), err)
	}
	for n, l := range all {
		if want := from.Add(time.Duration(n) * 4 * time.Hour); !l.CreatedAt.Equal(want) || l.AmountMinor != int64(n+6) {
			t.Errorf("number %d is %+v, want the one of %s", n, l, want)
		}
	}
}
