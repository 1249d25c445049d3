package messaging_test

import (
	"math"
	"testing"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

func TestTheLocaleFallsBackToTheNearest(t *testing.T) {
	for tag, want := range map[string]string{
		"zh-CN": "zh-CN", "zh": "zh-CN", "zh-Hant-TW": "zh-CN", "ZH_cn": "zh-CN", "zh-Hans-SG": "zh-CN",
		"en": "en", "en-GB": "en", "en-AU": "en", "de-DE": "en", "ja": "en", "": "en", "zhx": "en", "not a tag": "en",
	} {
		if got := messaging.LocaleFor(tag); got != want {
			t.Errorf("%q is written in %s, want %s", tag, got, want)
		}
	}
}

// Symbols and grouping are CLDR's; how many decimals there are is ISO 4217's alone.
func TestAmountsAreWrittenAsTheLocaleDoesWithISOsDecimals(t *testing.T) {
	for _, c := range []struct {
		minor    int64
		currency refund.Currency
		locale   string
		want     string
	}{
		{123456, "USD", "en-US", "$1,234.56"},
		{123456, "USD", "en-GB", "US$1,234.56"},
		{123456, "CNY", "en", "CN¥1,234.56"},
		{123456, "CNY", "zh-CN", "￥1,234.56"},
		{123456, "CNY", "zh-TW", "￥1,234.56"},
		{123456, "EUR", "de-DE", "€1,234.56"},
		{1234567, "JPY", "en", "¥1,234,567"},
		{1234567, "INR", "en-IN", "₹12,345.67"},
		{123456, "KWD", "en", "KWD\u00a0123.456"},
		{12345, "CLF", "en", "CLF\u00a01.2345"},
		{5, "KWD", "zh-CN", "KWD\u00a00.005"},
		{100, "XCG", "en", "XCG\u00a01.00"},
		{math.MaxInt64, "CNY", "en", "CN¥92,233,720,368,547,758.07"},
	} {
		n := notice(refund.NoticeNeedsAttention, c.locale)
		n.Explained, n.TotalMinor, n.PaidMinor, n.Currency, n.OfferTerms, n.Inspected = nil, c.minor, 0, c.currency, nil, nil
		body := render(t, n).Body
		if !contains(body, c.want) {
			t.Errorf("%d %s in %s is not written %q:\n%s", c.minor, c.currency, c.locale, c.want, body)
		}
	}
}
