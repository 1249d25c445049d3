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
	fence := strings.Repeat("`", longestRun(text, '`')+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") {
		text = " " + text + " " // a space at both ends is not shown
	}
	return MD(fence + text + fence)
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
		m.out.WriteString("| " + strings.ReplaceAll(fmt.Sprint(value), "|", `\|`) + " ")
	}
	m.out.WriteString("|\n")
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

func guardMarkdown(operands []any) {
	for i, value := range operands {
		if own, ok := value.(MD); ok {
			operands[i] = guarded{own, func(text string) string { return text }}
		}
	}
	guardAll(operands, func(text string) string { return string(Code(text)) })
}
