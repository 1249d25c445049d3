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

// check says what is wrong with what was written; "" where nothing is.
type check func(got string) string

// hold holds an exit to checks, with every text.
func (e Exit) hold(t *testing.T, checks ...check) {
	t.Helper()
	want := e.with(harmless)
	if !strings.Contains(want, harmless) {
		t.Fatal("no text leaves through this exit")
	}
	checks = append(checks, Unprintable)
	for _, text := range All() {
		got := e.with(text)
		if LineCount(got) != LineCount(want) {
			t.Errorf("%.40q: %d lines, want %d:\n%.2000q", text, LineCount(got), LineCount(want), got)
		}
		for _, wrong := range checks {
			if found := wrong(got); found != "" {
				t.Errorf("%.40q: %s in\n%.2000q", text, found, got)
			}
		}
	}
}

// TestTerminal holds an exit to a terminal: with every text it writes as many lines as with a harmless one, and
// nothing that a terminal would act on.
func TestTerminal(t *testing.T, exit Exit) {
	t.Helper()
	exit.hold(t)
}

// TestRecords holds an exit to a spreadsheet: no cell is a formula, and every record is one line.
func TestRecords(t *testing.T, exit Exit) {
	t.Helper()
	exit.hold(t, Formula)
}

// TestMarkdown holds an exit to a Markdown page: with every text the page has the blocks and spans that it has with
// a harmless one, and nothing in it can be followed, fetched or run.
func TestMarkdown(t *testing.T, exit Exit) {
	t.Helper()
	shape := Shape(exit.with(harmless))
	exit.hold(t, Active, func(got string) string {
		if made := Shape(got); !slices.Equal(made, shape) {
			return strings.Join(made, " ")
		}
		return ""
	})
}
