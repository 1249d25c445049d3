package foreign

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// LineRunesMax bounds one text in a line: twice the longest note that an act may carry.
const LineRunesMax = 8192

// Line makes one printable line of a text: what does not print, or changes how its neighbours are shown, is
// written as an escape, such as \n, \u001b or \u202e; a byte that is no UTF-8 as \xff. A longer text than
// LineRunesMax is cut, and says so.
func Line(text string) string {
	if plain(text) {
		return text
	}
	text = Cut(text)
	if !strings.ContainsFunc(text, hidden) && utf8.ValidString(text) {
		return text
	}
	return string(appendShown(nil, text, hidden))
}

// plain reports whether a text is short, and nothing but printable ASCII, as most texts are.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return len(text) <= LineRunesMax
}

// Cut shortens a text to LineRunesMax, and says so; what does not print stays.
func Cut(text string) string { return cut(text, LineRunesMax) }

// cut shortens text to a number of runes, and says how many bytes are left out.
func cut(text string, runesMax int) string {
	if len(text) <= runesMax {
		return text
	}
	count := 0
	for at := range text {
		if count == runesMax {
			return fmt.Sprintf("%s… (%d bytes more)", text[:at], len(text)-at)
		}
		count++
	}
	return text
}

// hidden reports whether a character cannot be seen, or moves what stands beside it: control characters, line
// separators, direction marks, joiners, fillers, private use, and what Unicode has not assigned.
func hidden(r rune) bool {
	if r < utf8.RuneSelf {
		return r < ' ' || r == 0x7f
	}
	return !unicode.IsGraphic(r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// appendShown appends text with what hides made visible. The escapes are JSON's, so that JSON stays the same JSON.
func appendShown(out []byte, text string, hides func(rune) bool) []byte {
	for at, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[at:], string(utf8.RuneError)):
			out = fmt.Appendf(out, `\x%02x`, text[at])
		case hides(r):
			out = appendEscape(out, r)
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return out
}

func appendEscape(out []byte, r rune) []byte {
	switch r {
	case '\n':
		return append(out, `\n`...)
	case '\r':
		return append(out, `\r`...)
	case '\t':
		return append(out, `\t`...)
	}
	if high, low := surrogates(r); high != 0 {
		return fmt.Appendf(out, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(out, `\u%04x`, r)
}

// surrogates are the two halves by which JSON escapes what lies beyond U+FFFF; 0 for what does not.
func surrogates(r rune) (high, low rune) {
	const first = 0x10000
	if r < first {
		return 0, 0
	}
	return 0xd800 + (r-first)>>10, 0xdc00 + (r-first)&0x3ff
}
