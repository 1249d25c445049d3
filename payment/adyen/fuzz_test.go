package adyen

import (
	"testing"
	"time"
)

func FuzzAReportIsReadOrRefused(f *testing.F) {
	const names = "Merchant Account,Psp Reference,Booking Date,TimeZone,Record Type,Payment Currency,Captured (PC),Settlement Currency,Payable (SC)," +
		"Commission (SC),Markup (SC),Scheme Fees (SC),Interchange (SC),Modification Merchant Reference,Modification Psp Reference\n"
	f.Add([]byte(names + "M,P1,2026-11-29 10:00:00,UTC,Refunded,EUR,45.00,EUR,-45.10,0.10,,,,makegood_k1,R1\n"))
	f.Add([]byte(names + "M,P1,2026-11-29 10:00:00,UTC,RefundedReversed,EUR,-45.00,USD,49.00,,,,,ORDER-1,R1\n"))
	f.Add([]byte("\"\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		r := rows{account: "M", zone: time.UTC}
		if r.read(content) != nil {
			return
		}
		for _, l := range r.all {
			if l.ProviderRefundID == "" || l.Reference == "" || l.AmountMinor <= 0 || !l.Currency.Valid() || l.CreatedAt.IsZero() || l.Outcome.Kind == "" {
				t.Errorf("listed is %+v", l)
			}
		}
	})
}
