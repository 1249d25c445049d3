package foreign

import (
	"fmt"
	"io"
	"strings"
)

// MD is Markdown that makegood wrote: it is taken as it is.
type MD string

// MDf makes Markdown of a format and operands, which are guarded as Markdown.Printf guards them.
func MDf(format string, operands ...any) MD {
	guardMarkdown(operands)
	return MD(fmt.Sprintf(format, operands...))
}

// Code is a text as Markdown: a code span, in which nothing is read as Markdown, HTML, or an address that becomes
// a link. An empty text is empty.
func Code(text string) MD {
	if text == "" {
		return ""
	}
	text = Line(text)
	if !strings.Contains(text, "`") && text[0] != ' ' {
		return MD("`" + text + "`")
	}
	fence := strings.Repeat("`", longestRun(text, '`')+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") {
		text = " " + text + " " // a space at both ends is not shown
	}
	return MD(fence + text + fence)
}

// Prose is a text as Markdown that reads as part of a sentence: a name, a law. What Markdown would read is escaped;
// spaces around it go, which could keep it from standing in bold; a text that could be taken for an address is Code, since a renderer makes links of addresses after it has taken
// the escapes away.
func Prose(text string) MD {
	if strings.Contains(text, "://") || strings.Contains(text, "www.") || strings.ContainsAny(text, "@`") {
		return Code(text)
	}
	text = strings.TrimSpace(Line(text))
	var out strings.Builder
	for at, r := range text {
		if strings.ContainsRune(`\*_[]<>~&`, r) && !(r == '_' && withinWord(text, at)) || beginsBlock(text, at, r) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return MD(out.String())
}

// withinWord reports whether the byte at a place stands between letters or digits, where an underscore is no
// emphasis.
func withinWord(text string, at int) bool {
	plain := func(c byte) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
	}
	return at > 0 && at+1 < len(text) && plain(text[at-1]) && plain(text[at+1])
}

// beginsBlock reports whether a character at the beginning of a line makes a heading, a list or a rule: a mark, or
// the point behind digits.
func beginsBlock(text string, at int, r rune) bool {
	before := strings.TrimLeft(text[:at], " ")
	switch r {
	case '#', '+', '-', '=':
		return before == ""
	case '.', ')':
		return before != "" && strings.Trim(before, "0123456789") == ""
	}
	return false
}

// Join puts a separator between parts.
func Join(parts []MD, between MD) MD {
	var out strings.Builder
	for i, part := range parts {
		if i > 0 {
			out.WriteString(string(between))
		}
		out.WriteString(string(part))
	}
	return MD(out.String())
}

// longestRun is how often a character stands in a row at most.
func longestRun(text string, of rune) int {
	longest, run := 0, 0
	for _, r := range text {
		if r != of {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// Markdown is a page in the making. Every operand that is neither a number nor MD becomes Code.
type Markdown struct{ out strings.Builder }

// Printf writes a part of the page.
func (m *Markdown) Printf(format string, operands ...any) {
	guardMarkdown(operands)
	fmt.Fprintf(&m.out, format, operands...)
}

// Row writes a row of a table. A bar in a cell is escaped, also in MD.
func (m *Markdown) Row(cells ...any) {
	guardMarkdown(cells)
	for _, value := range cells {
		m.out.WriteString("| " + escapeBars(fmt.Sprint(value)) + " ")
	}
	m.out.WriteString("|\n")
}

// escapeBars puts a backslash before a bar that has none. Where an even number stands before it, they escape each
// other, and the bar would end the cell, in code too.
func escapeBars(cell string) string {
	var out strings.Builder
	slashes := 0
	for _, r := range cell {
		if r == '|' && slashes%2 == 0 {
			out.WriteByte('\\')
		}
		if slashes++; r != '\\' {
			slashes = 0
		}
		out.WriteRune(r)
	}
	return out.String()
}

// Command writes a command line for people to copy, as a fenced block of code; its operands are ShellWords. An
// indented block would be read as text below a list.
func (m *Markdown) Command(format string, operands ...any) {
	guardAll(operands, ShellWord)
	m.out.WriteString("```\n")
	fmt.Fprintf(&m.out, format, operands...)
	m.out.WriteString("\n```\n\n")
}

// String returns the page.
func (m *Markdown) String() string { return m.out.String() }

// WriteTo implements io.WriterTo.
func (m *Markdown) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, m.out.String())
	return int64(n), err
}

func code(text string) string { return string(Code(text)) }

func guardMarkdown(operands []any) {
	for i, value := range operands {
		if own, ok := value.(MD); ok {
			operands[i] = shown(own)
		}
	}
	guardAll(operands, code)
}
