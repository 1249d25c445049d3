package web

import (
	"fmt"
	"html/template"
	"strconv"
	"time"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// functions are what every template may call, in one language.
func (k *Kit) functions(locale string) template.FuncMap {
	words := wordsIn(locale)
	return template.FuncMap{
		"say":     words.Say,
		"code":    func(vocabulary string, code any) string { return words.Code(vocabulary, fmt.Sprint(code)) },
		"money":   refund.FormatAmount,
		"day":     func(at any) template.HTML { return timeTag(at, dayForm[locale], "") },
		"moment":  func(at any) template.HTML { return timeTag(at, momentForm[locale], " UTC") },
		"clock":   func(at any) template.HTML { return k.clock(words, at) },
		"icon":    icon,
		"static":  staticPath,
		"percent": func(part, whole int64) string { return percent(part, whole) },
	}
}

var (
	dayForm    = map[string]string{explain.LocaleEnglish: "2 Jan 2006", explain.LocaleChinese: "2006-01-02"}
	momentForm = map[string]string{explain.LocaleEnglish: "2 Jan 2006, 15:04", explain.LocaleChinese: "2006-01-02 15:04"}
)

// timeOf takes a time or a pointer to one; false: there is none.
func timeOf(at any) (time.Time, bool) {
	switch at := at.(type) {
	case time.Time:
		return at.UTC(), !at.IsZero()
	case *time.Time:
		if at != nil {
			return at.UTC(), !at.IsZero()
		}
	}
	return time.Time{}, false
}

// timeTag says a time in UTC; nothing where there is none.
func timeTag(at any, form, zone string) template.HTML {
	t, ok := timeOf(at)
	if !ok {
		return ""
	}
	return template.HTML(fmt.Sprintf(`<time datetime="%s">%s%s</time>`, t.Format(time.RFC3339), t.Format(form), zone))
}

// clock says how much time is left until a deadline, or for how long it is over. A script keeps it up to date.
func (k *Kit) clock(words wording.Words, at any) template.HTML {
	t, ok := timeOf(at)
	if !ok {
		return ""
	}
	left := t.Sub(k.Now())
	id, class := "desk.clock.left", "clock"
	if left < 0 {
		id, class, left = "desk.clock.late", "clock late", -left
	}
	return template.HTML(fmt.Sprintf(`<time class="%s" data-clock datetime="%s" title="%s UTC">%s</time>`,
		class, t.Format(time.RFC3339), t.Format("2006-01-02 15:04"), template.HTMLEscapeString(words.Say(id, "time", length(words, left)))))
}

// length says a time that passes, in two units at most.
func length(words wording.Words, d time.Duration) string {
	minutes := int(d / time.Minute)
	days, hours, minutes := minutes/(24*60), minutes/60%24, minutes%60
	say := func(n int, unit string) string { return strconv.Itoa(n) + " " + words.Say("desk.clock."+unit) }
	switch {
	case days > 0:
		return say(days, "days") + " " + say(hours, "hours")
	case hours > 0:
		return say(hours, "hours") + " " + say(minutes, "minutes")
	}
	return say(minutes, "minutes")
}

func unitsOf(w wording.Words) units {
	return units{
		Left: w.Say("desk.clock.left"), Late: w.Say("desk.clock.late"), Days: w.Say("desk.clock.days"), Hours: w.Say("desk.clock.hours"),
		Minutes: w.Say("desk.clock.minutes"),
	}
}

// percent is a share in whole percents, rounded down; empty where there is no whole.
func percent(part, whole int64) string {
	if whole <= 0 {
		return ""
	}
	return strconv.FormatInt(part*100/whole, 10) + " %"
}
