package paypal_test

import (
	"fmt"
	"testing"

	"github.com/makegood/makegood/payment/paypal"
)

// TestAFeeIsBookedOnce: one that PayPal charges is the list's, beside the settlement; one that comes back is in the
// refund's net amount, and is no charge.
func TestAFeeIsBookedOnce(t *testing.T) {
	for name, c := range map[string]struct {
		net, fee         string
		settled, charged int64
	}{
		"it keeps the payment's fee":   {"45.00", "0.00", 4500, 0},
		"it charges for the refund":    {"45.00", "-0.30", 4500, 30},
		"the payment's fee comes back": {"43.70", "1.30", 4370, 0},
	} {
		outcome, err := paypal.ReadRefund(fmt.Sprintf(`{"id":"R1","status":"COMPLETED","amount":{"currency_code":"EUR","value":"45.00"},
			"seller_payable_breakdown":{"net_amount":{"currency_code":"EUR","value":%q}}}`, c.net))
		if err != nil || outcome.Settlement == nil || outcome.Settlement.AmountMinor != c.settled {
			t.Errorf("%s: settled as %+v, %v", name, outcome.Settlement, err)
		}
		listed, err := paypal.ReadTransaction(fmt.Sprintf(`{"transaction_id":"R1","paypal_reference_id":"C1","transaction_initiation_date":"2026-11-28T10:00:00+0000",
			"transaction_status":"S","transaction_amount":{"currency_code":"EUR","value":"-45.00"},"fee_amount":{"currency_code":"EUR","value":%q}}`, c.fee))
		if err != nil || listed.FeeMinor != c.charged || listed.AmountMinor != 4500 {
			t.Errorf("%s: listed as %+v, %v", name, listed, err)
		}
	}
}
