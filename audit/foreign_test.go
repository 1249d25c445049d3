package main

import (
	"strings"
	"testing"
	"unicode"
)

func TestWhatTheBooksQuoteIsOnePrintableLine(t *testing.T) {
	for text, want := range map[string]string{
		"ann": "ann", "李雷 \"x\" \\": "李雷 \"x\" \\", "a\nLEG_TWICE refund/m/o/r: moved": `a\nLEG_TWICE refund/m/o/r: moved`,
		"\x1b[2J": `\x1b[2J`, "\u009b2J": `\u009b2J`, "\u202e00.01": `\u202e00.01`, "zero\u200bwidth": `zero\u200bwidth`, "\xff": `\xff`,
	} {
		f := found(codeAgreedByAuthor, text, "%s asked for it and agreed to it", text)
		if f.Subject != want || f.Detail != want+" asked for it and agreed to it" {
			t.Errorf("%q is shown as %q and %q, want %q", text, f.Subject, f.Detail, want)
		}
		if strings.ContainsFunc(f.Detail, func(r rune) bool { return !unicode.IsGraphic(r) }) {
			t.Errorf("%q does not print", f.Detail)
		}
	}
}
