package messaging_test

import (
	"testing"

	"github.com/makegood/makegood/refund"
)

// What a marketplace and its sellers have agreed on is none of the customer's business.
func TestACustomerIsNotToldOfCommissionsAndSellersShares(t *testing.T) {
	for _, kind := range []refund.NoticeKind{refund.NoticeAcknowledged, refund.NoticeApproved, refund.NoticeSent} {
		n := notice(kind, "en")
		n.Steps = append(n.Steps,
			refund.Step{Name: "Commission given back on line l1", Formula: "12.00 CNY × 1 of 1", ResultMinor: 1200, Key: "commission.share"},
			refund.Step{Name: "Borne by seller acme-shop", Formula: "120.00 CNY less 12.00 CNY", ResultMinor: 10800, Key: "seller.share"})
		wantUnsaid(t, render(t, n), "commission", "borne by", "acme-shop", "12.00 CNY")
	}
}
