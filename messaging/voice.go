package messaging

import (
	"time"

	"github.com/makegood/makegood/refund"
)

// Voice writes amounts, days and hours for one customer, as messages do: what a page says beside a mail reads the same.
type Voice struct{ v voice }

// VoiceOf is the voice for a BCP 47 tag and an IANA time zone; without a zone that is known it tells UTC.
func VoiceOf(tag, zone string) Voice { return Voice{speak(tag, zone)} }

// Locale is the locale of the words, one of Locales.
func (v Voice) Locale() string { return v.v.locale }

// Amount writes minor units with their currency; a currency that ISO 4217 does not know is written by its code.
func (v Voice) Amount(minor int64, of refund.Currency) string {
	text, err := v.v.amount(minor, of)
	if err != nil {
		return refund.FormatAmount(minor, of)
	}
	return text
}

// Day writes a calendar day, Moment a day and an hour.
func (v Voice) Day(at time.Time) string    { return v.v.day(at) }
func (v Voice) Moment(at time.Time) string { return v.v.moment(at) }

// Reasons says stable codes to a customer: each in words that there are, none twice, and nothing of the others.
func (v Voice) Reasons(codes []string) (out []string) {
	all, err := catalogues()
	if err != nil {
		return nil
	}
	w := writer{voice: v.v, catalogue: all[v.v.locale], notice: refund.Notice{Why: codes, Kind: refund.NoticeRejected}}
	w.answers()
	return w.w.Why
}

// Subject is the heading of the message that tells a notice; empty where it cannot be put into words.
func (r Renderer) Subject(n refund.Notice) string {
	m, err := r.render(n)
	if err != nil {
		return ""
	}
	return m.Subject
}
