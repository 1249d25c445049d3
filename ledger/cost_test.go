package ledger

import (
	"errors"
	"testing"

	"github.com/makegood/makegood/refund"
)

// eur is a payment in EUR at the account that POSTINGS settles in USD.
var eur = PaymentRef{ID: "pe", Merchant: "m", ProviderAccount: "acct2", Currency: "EUR", Kind: refund.PaymentCard}

func TestWhatARefundCostAtItsProvider(t *testing.T) {
	split := Payout{Payment: p1, AmountMinor: 10800, Cost: Cost{AmountMinor: 10000, Currency: "CNY"}}
	dear := Payout{Payment: p1, AmountMinor: 10800, Cost: Cost{AmountMinor: 10900, Currency: "CNY"}}
	abroad := Payout{Payment: eur, AmountMinor: 10000, Cost: Cost{AmountMinor: 11200, Currency: "USD", BookedMinor: 11000}}
	for _, row := range []row{
		{"P17 FX, with the control half of P3",
			"fx/m/position USD 11000, m/fx_difference USD 200, m/refunds_payable EUR 10000, pay/pe/sent EUR 10000",
			"fx/m/position EUR 10000, pay/pe/returned EUR 10000, prov/acct2/balance USD 11200",
			func() (Posting, error) { return PostSettle(abroad) }},
		{"P6 of it takes back what was booked",
			"fx/m/position EUR 10000, pay/pe/returned EUR 10000, prov/acct2/balance USD 11200",
			"fx/m/position USD 11000, m/fx_difference USD 200, m/refunds_payable EUR 10000, pay/pe/held EUR 10000",
			func() (Posting, error) { return PostLateFailure(abroad, 0) }},
		{"P17x a first cost in another currency", "fx/m/position USD 11000, prov/acct2/balance EUR 10000",
			"fx/m/position EUR 10000, prov/acct2/balance USD 11000",
			func() (Posting, error) {
				return PostCostChanged(Payout{Payment: eur, AmountMinor: 10000}, NewCost(eur, 10000, refund.Settlement{AmountMinor: 11000, Currency: "USD"}, Cost{}))
			}},
		{"P17x another cost in that currency", "prov/acct2/balance USD 50", "m/fx_difference USD 50",
			func() (Posting, error) {
				return PostCostChanged(abroad, NewCost(eur, 10000, refund.Settlement{AmountMinor: 11150, Currency: "USD"}, abroad.Cost))
			}},
		{"P3 with a provider's coupon", "m/refunds_payable 10800, pay/p1/sent 10800",
			"m/promo_funding/provider/acct1 800, pay/p1/returned 10800, prov/acct1/balance 10000",
			func() (Posting, error) { return PostSettle(split) }},
		{"P3 that cost more", "m/provider_fees 100, m/refunds_payable 10800, pay/p1/sent 10800",
			"pay/p1/returned 10800, prov/acct1/balance 10900",
			func() (Posting, error) { return PostSettle(dear) }},
		{"P12 with a provider's coupon", "m/customer_receivable 10800, pay/p1/excess 10800",
			"m/promo_funding/provider/acct1 800, pay/p1/returned 10800, prov/acct1/balance 10000",
			func() (Posting, error) { return PostOverReturn(split, 0) }},
		{"P19 fee", "m/provider_fees 30", "prov/acct1/balance 30",
			func() (Posting, error) {
				return PostFee(p1, refund.Settlement{}, refund.Settlement{AmountMinor: 30, Currency: "CNY"})
			}},
		{"P19 another fee", "prov/acct1/balance 10", "m/provider_fees 10",
			func() (Posting, error) {
				return PostFee(p1, refund.Settlement{AmountMinor: 30, Currency: "CNY"}, refund.Settlement{AmountMinor: 20, Currency: "CNY"})
			}},
	} {
		row.holds(t)
	}
}

func TestASettlementOfTheLegsAmountIsNoCostOfItsOwn(t *testing.T) {
	if got := NewCost(p1, 10800, refund.Settlement{AmountMinor: 10800, Currency: "CNY"}, Cost{AmountMinor: 1, Currency: "CNY"}); got != (Cost{}) {
		t.Errorf("got %+v", got)
	}
}

func TestWhatNoProviderCarriesHasNoCost(t *testing.T) {
	if _, err := PostCostChanged(credit, Cost{AmountMinor: 1, Currency: "CNY"}); !errors.Is(err, ErrInvariant) {
		t.Errorf("got %v", err)
	}
}
