package wording_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

func TestSellersSharesAndPointsAreShown(t *testing.T) {
	steps := explain.Steps{Currency: "JPY"}
	steps.Say("seller.share", 900, explain.Word("seller", "s1"), steps.Amount("back", 1000), steps.Amount("commission", 100))
	steps.Say("seller.platform", 0, steps.Amount("total", 1000), steps.Amount("sellers", 1000))
	v := stored()
	v.Proposal = &refund.Proposal{Assessment: refund.Assessment{
		Currency: "JPY", TotalMinor: 1000, Steps: steps.All, Sellers: []refund.SellerShare{{SellerID: "s1", SellerMinor: 900, CommissionMinor: 100}},
		Components: []refund.Component{{Kind: refund.ComponentLine, LineID: "1", Quantity: 1, AmountMinor: 1000},
			{Kind: refund.ComponentEarnedPoints, Units: &refund.Units{Asset: "PTS:club", Amount: -40}}},
	}}
	for locale, all := range map[string][]string{
		explain.LocaleEnglish: {"Borne by seller s1", "900 JPY   1000 JPY goes back for what it sold, less 100 JPY of the platform's commission",
			"Borne by the platform, commission aside", "= points earned with the purchase are taken back: 40 points of club, and no money"},
		explain.LocaleChinese: {"由卖家 s1 承担", "由平台承担（佣金除外）", "= 扣回购物所得积分：club 40 分，不涉及金额"},
	} {
		got := shown(func(out *strings.Builder) { wording.Show(out, wording.RefundOf(v), speaker(t, locale)) })
		for _, want := range all {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", locale, want, got)
			}
		}
	}
}
