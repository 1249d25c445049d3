package foreigntest

import (
	"io"
	"slices"
	"strings"
	"testing"
)

// harmless is a text that does nothing anywhere.
const harmless = "harmless"

// Exit writes what leaves through an exit, with a text wherever one may stand.
type Exit func(out io.Writer, text string)

func (e Exit) with(text string) string {
	var out strings.Builder
	e(&out, text)
	return out.String()
}

// TestTerminal holds an exit to a terminal: with every text it writes as many lines as with a harmless one, and
// nothing that a terminal would act on.
func TestTerminal(t *testing.T, exit Exit) {
	t.Helper()
	lines := LineCount(exit.with(harmless))
	if !strings.Contains(exit.with(harmless), harmless) {
		t.Fatal("no text leaves through this exit")
	}
	for _, text := range All() {
		got := exit.with(text)
		if found := Unprintable(got); found != "" {
			t.Errorf("%.40q: %s", text, found)
		}
		if LineCount(got) != lines {
			t.Errorf("%.40q: %d lines, want %d:\n%.2000s", text, LineCount(got), lines, got)
		}
	}
}

// TestRecords holds an exit to a spreadsheet: no cell is a formula, and every record is one line.
func TestRecords(t *testing.T, exit Exit) {
	t.Helper()
	TestTerminal(t, exit)
	for _, text := range All() {
		if found := Formula(exit.with(text)); found != "" {
			t.Errorf("%.40q: %s", text, found)
		}
	}
}

// TestMarkdown holds an exit to a Markdown page: with every text the page has the blocks and spans that it has with
// a harmless one, and nothing in it can be followed, fetched or run.
func TestMarkdown(t *testing.T, exit Exit) {
	t.Helper()
	TestTerminal(t, exit)
	shape := Shape(exit.with(harmless))
	for _, text := range All() {
		got := exit.with(text)
		if found := Active(got); found != "" {
			t.Errorf("%.40q makes %s", text, found)
		}
		if made := Shape(got); !slices.Equal(made, shape) {
			t.Errorf("%.40q makes %v, want %v, of\n%.2000s", text, made, shape, got)
		}
	}
}
