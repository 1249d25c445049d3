package wording_test

import (
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

func TestWhatALegCostAndWhatItsPayerGotIsShown(t *testing.T) {
	payer, at := int64(900), time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	c := stored()
	c.Settlements = []refund.LegSettlement{{
		Leg: "1", Settlement: &refund.Settlement{AmountMinor: 1120, Currency: "USD"}, Fee: &refund.Settlement{AmountMinor: 30, Currency: "USD"},
		PayerMinor: &payer, BankReference: "7402", SettledAt: &at, TookSeconds: 90, Changes: 1,
	}}
	for locale, all := range map[string][]string{
		explain.LocaleEnglish: {"the payer gets 900 JPY", "cost 11.20 USD on the account", "fee is 0.30 USD", "payer's bank: 7402",
			"said otherwise before, 1 times", "settled at 2026-11-21T08:00:00Z, 1m30s after"},
		explain.LocaleChinese: {"付款人实得 900 JPY", "实际扣减 11.20 USD", "手续费 0.30 USD", "参考号：7402", "共 1 次", "距开始 1m30s"},
	} {
		got := shown(func(out foreign.Terminal) { wording.Show(out, wording.RefundOf(c), speaker(t, locale)) })
		for _, want := range all {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", locale, want, got)
			}
		}
	}
}
