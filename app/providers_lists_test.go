package app

import (
	"errors"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/adyen/adyentest"
)

// TestAGuardedProviderListsWhateverQueueItHas: what stands between the adapter and its caller hands the list on.
func TestAGuardedProviderListsWhateverQueueItHas(t *testing.T) {
	set := withKey("sk_test")
	for _, queues := range []string{"", "stripe"} {
		set["MAKEGOOD_PROVIDER_QUEUES"] = queues
		parts, err := New(Config{Settings: stripeAt(t, "http://127.0.0.1:1", set), Logger: zap.NewNop(), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		made, err := parts.guardedProviders(&switches{})
		if err != nil {
			t.Fatal(err)
		}
		stripe := made.of["stripe"]
		if by := stripe.Limits().ListsBy; by != payment.ListsByCreation {
			t.Errorf("with the queues %q its list goes by %q", queues, by)
		}
		var last error
		for _, last = range stripe.List(t.Context(), payment.ListQuery{}) {
		}
		if last == nil || errors.Is(last, payment.ErrNoList) {
			t.Errorf("with the queues %q nobody answers its list with %v, want that nobody is there", queues, last)
		}
		made.close()
	}
}

// TestAdyenListsByItsReportsWhereTheReportUserIsSet, with one user for every merchant account.
func TestAdyenListsByItsReportsWhereTheReportUserIsSet(t *testing.T) {
	server := adyentest.New(t)
	from := time.Now().Add(-5 * 24 * time.Hour)
	server.SetClock(func() time.Time { return from.Add(time.Hour) })
	server.Outside("PSP1", 4500, "EUR")
	set := map[string]string{
		"MAKEGOOD_ADYEN_URL": server.URL, "MAKEGOOD_ADYEN_API_KEY": adyentest.Key, "MAKEGOOD_ADYEN_HMAC_KEY": adyentest.HMACKey,
		"MAKEGOOD_ADYEN_MERCHANT_ACCOUNT": adyentest.Account, "MAKEGOOD_ADYEN_REPORT_URL": server.ReportsURL,
	}
	for _, c := range []struct {
		user string
		want error
	}{{"", payment.ErrNoList}, {adyentest.ReportUser, nil}} {
		if c.user != "" {
			set["MAKEGOOD_ADYEN_REPORT_USER"], set["MAKEGOOD_ADYEN_REPORT_PASSWORD_FILE"] = c.user, file(t, adyentest.ReportPassword)
		}
		of, err := adyenRow().provider(loaded(t, set), wiring{})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		var last error
		for l, err := range of.List(t.Context(), payment.ListQuery{Account: adyentest.Account, From: from, To: from.Add(24 * time.Hour)}) {
			if last = err; err == nil {
				ids = append(ids, l.Reference)
			}
		}
		if !errors.Is(last, c.want) || (len(ids) == 1) != (c.want == nil) {
			t.Errorf("with the user %q listed are %q, %v; want %v", c.user, ids, last, c.want)
		}
	}
}
