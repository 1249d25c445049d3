package ledger_test

import (
	"testing"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// TestAnAccountIsItsMerchants: by its name, or by what follows its kind; a merchant may be called as a kind is.
func TestAnAccountIsItsMerchants(t *testing.T) {
	for account, want := range map[string]refund.MerchantID{
		"m1/refunds_payable":     "m1",
		"pay/m1/p/ref/held":      "m1",
		"prov/m1/p/balance":      "m1",
		"budget/m1/b/free":       "m1",
		"platform/m1/commission": "m1",
		"fund/sales_returns":     "fund",
		ledger.FundRef{Merchant: "m1", Provider: "p"}.Free():                "m1",
		ledger.FundRef{Merchant: "m/1", Provider: "p", Account: "a"}.Free(): "m/1",
	} {
		if got := ledger.MerchantOf(account); got != want {
			t.Errorf("%s is of %q, want %q", account, got, want)
		}
	}
}
