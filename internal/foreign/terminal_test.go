package foreign_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
)

// person is a named text, as ids and names are; spoken a value with words of its own.
type (
	person string
	spoken struct{ text string }
)

func (s spoken) String() string { return s.text }

func TestATextOnATerminalIsOnePrintableLine(t *testing.T) {
	for _, text := range foreigntest.All() {
		for _, operand := range []any{text, person(text), spoken{text}, errors.New(text), []string{text}, struct{ Text string }{text}} {
			var out strings.Builder
			to := foreign.To(&out)
			to.Printf("a %s, b %v, c %q, d %-9s|%12v, e %+v\n", operand, operand, operand, operand, operand, operand)
			if found := foreigntest.Unprintable(out.String()); found != "" || foreigntest.LineCount(out.String()) != 1 {
				t.Errorf("%.40q as %T: %s in %.80q", text, operand, found, out.String())
			}
		}
	}
}

func TestWhatIsMadeVisibleKeepsItsPlace(t *testing.T) {
	var out strings.Builder
	to := foreign.To(&out)
	to.Printf("%-9s|%4d|%s|%5.1f|%v\n", "a\nb", -7, "\x1b[2J\u202e\U000e0041\xff", 1.25, true)
	if want := `a\nb     |  -7|\u001b[2J\u202e\udb40\udc41\xff|  1.2|true` + "\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestALongTextIsCutAndSaysSo(t *testing.T) {
	got := foreign.Line(strings.Repeat("é", foreign.LineRunesMax+2))
	if want := strings.Repeat("é", foreign.LineRunesMax) + "… (4 bytes more)"; got != want {
		t.Errorf("got %.20q...%.30q", got, got[len(got)-30:])
	}
	if whole := strings.Repeat("é", foreign.LineRunesMax); foreign.Line(whole) != whole {
		t.Error("a text of the greatest length was cut")
	}
}

func TestATextCannotMoveTheColumnsOfATable(t *testing.T) {
	for _, text := range foreigntest.All() {
		var out strings.Builder
		table := foreign.To(&out).Table()
		table.Printf("NAME\tCOUNT\n%s\t%d\n", text, 7)
		if err := table.Flush(); err != nil {
			t.Fatal(err)
		}
		if found := foreigntest.Unprintable(out.String()); found != "" || foreigntest.LineCount(out.String()) != 2 || !strings.HasSuffix(out.String(), "  7\n") {
			t.Errorf("%.40q: %s in %.80q", text, found, out.String())
		}
	}
}

func TestLinesOfAPageAreGuardedOneByOne(t *testing.T) {
	var out strings.Builder
	foreign.To(&out).Lines("first\x1b[2J\n\nlast\r")
	if want := "first\\u001b[2J\n\nlast\\r\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestJSONOnATerminalIsOnePrintableLineAndTheSameText(t *testing.T) {
	for _, text := range foreigntest.All() {
		var out strings.Builder
		if err := foreign.To(&out).JSON(map[string]string{"text": text}); err != nil {
			t.Fatal(err)
		}
		if found := foreigntest.Unprintable(out.String()); found != "" || foreigntest.LineCount(out.String()) != 1 {
			t.Errorf("%.40q: %s in %.80q", text, found, out.String())
		}
		var read map[string]string
		if err := json.Unmarshal([]byte(out.String()), &read); err != nil || read["text"] != string([]rune(text)) {
			t.Errorf("%v: %.40q came back as %.40q", err, text, read["text"])
		}
	}
	if err := foreign.To(&strings.Builder{}).JSON(func() {}); err == nil {
		t.Error("a function was written as JSON")
	}
}

func TestAScreenShowsTheSameHoweverItsTextIsSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom(foreigntest.All()).Draw(t, "text")
		text = text[:min(len(text), 200)] + "ünd\n\t"
		var whole, split strings.Builder
		write(t, foreign.NewScreen(&whole), text)
		screen := foreign.NewScreen(&split)
		for rest := text; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "bytes")
			write(t, screen, rest[:n])
			rest = rest[n:]
		}
		if whole.String() != split.String() || foreigntest.Unprintable(whole.String()) != "" {
			t.Errorf("%q at once %q, split %q", text, whole.String(), split.String())
		}
	})
}

func write(t *rapid.T, screen *foreign.Screen, text string) {
	if n, err := screen.Write([]byte(text)); n != len(text) || err != nil {
		t.Fatalf("%d of %d bytes, %v", n, len(text), err)
	}
}

// broken is a writer that is gone.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("gone") }

func TestAWriterThatIsGoneIsAnError(t *testing.T) {
	if _, err := foreign.NewScreen(broken{}).Write([]byte("x")); err == nil {
		t.Error("the screen wrote to nothing")
	}
	if err := foreign.To(broken{}).JSON(1); err == nil {
		t.Error("JSON was written to nothing")
	}
	records := foreign.NewCSV(broken{})
	records.Row("x")
	if err := records.Flush(); err == nil {
		t.Error("records were written to nothing")
	}
}
