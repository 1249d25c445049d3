package messaging

import (
	"strings"
	"time"
)

// The locales messages are written in.
const (
	LocaleEnglish = "en"
	LocaleChinese = "zh-CN"
)

// Locales lists them.
func Locales() []string { return []string{LocaleEnglish, LocaleChinese} }

// LocaleFor returns the locale a customer with a BCP 47 tag is written in: any Chinese gets zh-CN,
// everybody else English.
func LocaleFor(tag string) string {
	language, _, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	if strings.EqualFold(language, "zh") {
		return LocaleChinese
	}
	return LocaleEnglish
}

// formatDay writes a calendar day, in UTC, as the locale does.
func formatDay(at time.Time, locale string) string {
	if locale == LocaleChinese {
		return at.UTC().Format("2006年1月2日")
	}
	return at.UTC().Format("2 January 2006")
}
