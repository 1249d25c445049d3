package messaging

import (
	"sync"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/en_CA"
	"github.com/go-playground/locales/en_GB"
	"github.com/go-playground/locales/zh_Hans_CN"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// The locales messages are written in.
const (
	LocaleEnglish = "en"
	LocaleChinese = "zh-CN"
)

// Locales lists them.
func Locales() []string { return []string{LocaleEnglish, LocaleChinese} }

// manner is a way dates are written (CLDR), with the locale its words are in.
type manner struct {
	tag language.Tag
	// locale is one of Locales.
	locale string
	dates  locales.Translator
}

// manners are those there is something for; the first is for everybody else. They differ where CLDR's
// long dates differ: the rest of the English-speaking world writes them as the British do.
var manners = sync.OnceValue(func() []manner {
	return []manner{
		{language.English, LocaleEnglish, en.New()},
		{language.BritishEnglish, LocaleEnglish, en_GB.New()},
		{language.MustParse("en-CA"), LocaleEnglish, en_CA.New()},
		{language.MustParse(LocaleChinese), LocaleChinese, zh_Hans_CN.New()},
	}
})

// LocaleFor returns the locale a customer with a BCP 47 tag is written in: the nearest there are
// words in, English where there is none.
func LocaleFor(tag string) string { return speak(tag, "").locale }

// voice writes for one customer: in their manner, with days and hours of a time zone.
type voice struct {
	manner
	numbers *message.Printer
	zone    *time.Location
	// zoned: the zone is the order's own; UTC says so.
	zoned bool
}

// speak returns the voice for a BCP 47 tag and an IANA time zone; without a zone that is known it
// tells UTC.
func speak(tag, zone string) voice {
	v := voice{zone: time.UTC}
	wanted, err := language.Parse(tag)
	if err != nil {
		wanted = language.English
	}
	v.manner = mannerOf(wanted)
	v.numbers = message.NewPrinter(numbersOf(wanted, v.manner))
	if own, err := time.LoadLocation(zone); err == nil && zone != "" {
		v.zone, v.zoned = own, true
	}
	return v
}

// nearest finds the place in manners of what is nearest to a tag; it is made once, for making it is most
// of a message's work.
var nearest = sync.OnceValue(func() language.Matcher {
	var tags []language.Tag
	for _, m := range manners() {
		tags = append(tags, m.tag)
	}
	return language.NewMatcher(tags)
})

func mannerOf(wanted language.Tag) manner {
	_, index, confidence := nearest().Match(wanted)
	if confidence == language.No {
		index = 0
	}
	return manners()[index]
}

// numbersOf keeps the customer's own region where the words are in their language and script:
// lakhs in India, US$ outside the United States.
func numbersOf(wanted language.Tag, m manner) language.Tag {
	own, _ := wanted.Script()
	theirs, _ := m.tag.Script()
	ownBase, _ := wanted.Base()
	theirBase, _ := m.tag.Base()
	if own == theirs && ownBase == theirBase {
		return wanted
	}
	return m.tag
}

// day writes a calendar day.
func (v voice) day(at time.Time) string { return v.dates.FmtDateLong(at.In(v.zone)) }

// moment writes a day and an hour, for what ends then: a day alone would be read as its evening.
func (v voice) moment(at time.Time) string {
	separator := ", "
	if v.locale == LocaleChinese {
		separator = " "
	}
	text := v.day(at) + separator + v.dates.FmtTimeShort(at.In(v.zone))
	if !v.zoned {
		text += " UTC"
	}
	return text
}
