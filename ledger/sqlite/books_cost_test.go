package sqlite_test

import (
	"testing"

	"github.com/makegood/makegood/ledger/ledgertest"
)

// TestP17AndP19AsThePostingsPageHasThem: the books have P17's figures once the first cost, at which the payment's
// currency was booked, and then what it really cost are heard; P19 is beside it.
func TestP17AndP19AsThePostingsPageHasThem(t *testing.T) {
	d, db := file(t)
	id := d.Paid("o1", "c1", 1)
	d.Settle(ledgertest.Settlement(id, 11000, "USD"))
	d.Settle(ledgertest.Settlement(id, 11200, "USD"))
	fee := ledgertest.Settlement(id, 11200, "USD")
	fee.FeeMinor, fee.FeeCurrency = 30, "CNY"
	d.Settle(fee)
	balances(t, db, "USD", map[string]int64{"fx/m1/position": 11000, "m1/fx_difference": 200, "prov/m1/simulator//balance": -11200})
	balances(t, db, "CNY", map[string]int64{
		"fx/m1/position": -11300, "m1/refunds_payable": 0, "m1/provider_fees": 30, "prov/m1/simulator//balance": -30,
	})
	d.Record(id, "Failed")
	balances(t, db, "USD", map[string]int64{"fx/m1/position": 0, "m1/fx_difference": 0, "prov/m1/simulator//balance": 0})
	balances(t, db, "CNY", map[string]int64{
		"fx/m1/position": 0, "m1/refunds_payable": -11300, "m1/provider_fees": 30, "prov/m1/simulator//balance": -30,
	})
	d.BooksAgree()
}
