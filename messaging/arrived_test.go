package messaging_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

func TestThePayerIsToldWhatThePayerGets(t *testing.T) {
	for _, c := range []struct {
		kind   refund.NoticeKind
		locale string
		said   []string
	}{
		{refund.NoticeRefunded, "en", []string{"CN¥90.00 of it goes to you.", "The other CN¥10.00 was paid by a coupon of your payment provider", "name the reference 7402."}},
		{refund.NoticePartlyRefunded, "en", []string{"CN¥90.00 of it goes to you.", "name the reference 7402."}},
		{refund.NoticeSent, "en", []string{"CN¥90.00 of it goes to you.", "name the reference 7402."}},
		{refund.NoticeRefunded, "zh-CN", []string{"90.00 退还给您", "10.00 由支付服务商的优惠券支付", "参考号：7402"}},
		{refund.NoticePartlyRefunded, "zh-CN", []string{"90.00 退还给您", "参考号：7402"}},
		{refund.NoticeSent, "zh-CN", []string{"90.00 退还给您", "参考号：7402"}},
	} {
		n := notice(c.kind, c.locale)
		n.TotalMinor, n.PaidMinor = 10000, 10000
		if c.kind == refund.NoticePartlyRefunded {
			n.TotalMinor = 12000
		}
		plain := render(t, n)
		wantUnsaid(t, plain, "coupon of your payment provider", "name the reference", "优惠券支付", "参考号")
		n.ProviderPartMinor, n.BankReferences = 1000, []string{"7402"}
		wantSaid(t, render(t, n), c.said...)
	}
}

func TestAnArrivalIsARangeWhereOwnRefundsTellIt(t *testing.T) {
	for locale, said := range map[string]string{
		"en": "Refunds like this one usually arrive between November 6, 2026 and November 9, 2026.", "zh-CN": "同类退款通常在 2026年11月6日 至 2026年11月9日 之间到账。",
	} {
		n := notice(refund.NoticeApproved, locale)
		n.ExpectedFrom, n.ExpectedBy = after(4), after(7)
		wantSaid(t, render(t, n), said)
		n.ExpectedFrom = n.ExpectedBy
		wantUnsaid(t, render(t, n), "between", "之间")
	}
}

func TestSeveralReferencesAreAllNamedOnOneLine(t *testing.T) {
	n := notice(refund.NoticeRefunded, "en")
	n.PaidMinor, n.BankReferences = n.TotalMinor, []string{"7402", "74\n03"}
	wantSaid(t, render(t, n), "name the references 7402, 74 03.")
}

// TestATextMessageTellsThePayersAmountTheReferenceAndTheDays: all of it has room in one.
func TestATextMessageTellsThePayersAmountTheReferenceAndTheDays(t *testing.T) {
	for _, c := range []struct {
		kind         refund.NoticeKind
		locale, want string
	}{
		{refund.NoticeApproved, "en", "Your refund of CN¥100.00 for order o-1001 is approved. We expect it to arrive between November 6, 2026 and November 9, 2026."},
		{refund.NoticeSent, "en", "CN¥100.00 for order o-1001 is on its way, CN¥90.00 of it to you, expected between November 6, 2026 and November 9, 2026; bank reference 7402."},
		{refund.NoticeRefunded, "en", "CN¥100.00 for order o-1001 has been refunded the way you paid, CN¥90.00 of it to you; bank reference 7402."},
		{refund.NoticePartlyRefunded, "en", "CN¥100.00 of CN¥120.00 for order o-1001 has been refunded, CN¥90.00 of it to you; CN¥20.00 could not be paid that way; bank reference 7402."},
		{refund.NoticeSent, "zh-CN", "订单 o-1001 的退款 ￥100.00 正在途中，其中 ￥90.00 退还给您，预计于 2026年11月6日 至 2026年11月9日 之间到账，银行参考号 7402。"},
		{refund.NoticeRefunded, "zh-CN", "订单 o-1001 已退款 ￥100.00（按原支付方式），其中 ￥90.00 退还给您，银行参考号 7402。"},
		{refund.NoticePartlyRefunded, "zh-CN", "订单 o-1001 应退 ￥120.00，已退款 ￥100.00（其中 ￥90.00 退还给您），另有 ￥20.00 未能通过该方式支付，银行参考号 7402。"},
	} {
		n := notice(c.kind, c.locale)
		n.TotalMinor, n.PaidMinor, n.ProviderPartMinor, n.BankReferences = 10000, 10000, 1000, []string{"7402"}
		n.ExpectedFrom, n.ExpectedBy, n.Ways = after(4), after(7), nil
		if c.kind == refund.NoticePartlyRefunded {
			n.TotalMinor = 12000
		}
		if got := render(t, n).Short; got != c.want {
			t.Errorf("%s in %s:\n got %s\nwant %s", c.kind, c.locale, got, c.want)
		}
	}
}

func TestATextMessageLeavesOutAReferenceThatIsLong(t *testing.T) {
	n := notice(refund.NoticeRefunded, "en")
	n.PaidMinor, n.BankReferences = n.TotalMinor, []string{strings.Repeat("7", 25)}
	if got := render(t, n); strings.Contains(got.Short, "reference") || !strings.Contains(got.Body, n.BankReferences[0]) {
		t.Errorf("it says %s\n%s", got.Short, got.Body)
	}
}
