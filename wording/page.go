package wording

import (
	"strings"
	"unicode"

	"github.com/makegood/makegood/policy/explain"
)

// Words are the texts of one language, for pages.
type Words struct{ own words }

// WordsOf are the texts in a speaker's language; English where there are none.
func WordsOf(speaker explain.Speaker) Words { return Words{wordsOf(speaker)} }

// Say is the text of an id with its inputs: a name and its value, a name and its value, ... An id without words names
// itself.
func (w Words) Say(id string, inputs ...any) string { return w.own.say(id, inputs...) }

// Has reports whether there are words for an id.
func (w Words) Has(id string) bool {
	_, has := w.own.texts[id]
	return has
}

// Code says a code of a vocabulary, such as a status, in words alone. English says most codes as they are written, in
// separate words: AwaitingApproval is "Awaiting approval".
func (w Words) Code(vocabulary, code string) string {
	if said, ok := w.own.texts[vocabulary+"."+code]; ok {
		return said
	}
	if vocabulary == "reason" {
		if said := w.own.speaker.Reason(code); said != code {
			return said
		}
	}
	return spoken(code)
}

// spoken is a code in separate words: both NEEDS_INFO and NeedsInfo are "Needs info".
func spoken(code string) string {
	upper := strings.ToUpper(code) == code
	var out strings.Builder
	for i, r := range code {
		switch {
		case r == '_' || r == '-':
			out.WriteByte(' ')
		case i == 0:
			out.WriteRune(unicode.ToUpper(r))
		case !upper && unicode.IsUpper(r):
			out.WriteByte(' ')
			out.WriteRune(unicode.ToLower(r))
		default:
			out.WriteRune(unicode.ToLower(r))
		}
	}
	return out.String()
}
