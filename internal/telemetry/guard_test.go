package telemetry_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/log"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/internal/telemetry"
)

// spoken is a value with words of its own.
type spoken struct{ text string }

func (s spoken) String() string { return s.text }

// rich is an error with a longer text for %+v, as errors with a stack have.
type rich struct{ text string }

func (r rich) Error() string                 { return r.text }
func (r rich) Format(f fmt.State, verb rune) { fmt.Fprintf(f, "%s\nand a stack", r.text) }

// logged is one line that carries a text wherever a line can.
func logged(t *testing.T, format, text string) string {
	t.Helper()
	var out bytes.Buffer
	l, err := telemetry.NewLogger(telemetry.LogOptions{Level: "debug", Format: format, To: &out})
	if err != nil {
		t.Fatal(err)
	}
	l.With(zap.String("before", text)).Warn("refused: "+text, zap.String("text", text), zap.Error(errors.New(text)), zap.NamedError("rich", rich{text}),
		zap.Stringer("spoken", spoken{text}), zap.Strings("list", []string{text[:min(len(text), 100)]}), zap.Any("at", time.Unix(0, 0).UTC()), zap.Int("n", 7))
	return out.String()
}

func TestALogLineIsOnePrintableBoundedLineWhateverItCarries(t *testing.T) {
	const linesMax, fieldsMax = 1, 6
	for _, text := range foreigntest.All() {
		for _, format := range []string{"json", "console"} {
			got := logged(t, format, text)
			if found := foreigntest.Unprintable(got); found != "" || foreigntest.LineCount(got) != linesMax {
				t.Errorf("%s of %.40q: %s in %.200q", format, text, found, got)
			}
			if len(got) > fieldsMax*10_000 {
				t.Errorf("%s of %.40q has %d bytes", format, text, len(got))
			}
		}
	}
}

func TestALogLineKeepsItsFields(t *testing.T) {
	var line map[string]any
	if err := json.Unmarshal([]byte(logged(t, "json", "a\n\u202eb")), &line); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"msg": `refused: a\n\u202eb`, "before": "a\n\u202eb", "text": "a\n\u202eb", "error": "a\n\u202eb", "rich": "a\n\u202eb", "spoken": "a\n\u202eb",
		"at": "1970-01-01T00:00:00.000Z", "n": 7.0, "level": "warn",
	} {
		if line[key] != want {
			t.Errorf("%s is %q, want %q", key, line[key], want)
		}
	}
}

func TestTheSDKsLinesAreGuardedToo(t *testing.T) {
	var out bytes.Buffer
	l, err := telemetry.NewLogger(telemetry.LogOptions{Level: "info", Format: "console", To: &out})
	if err != nil {
		t.Fatal(err)
	}
	log.With(telemetry.ForTemporal(l), "SignalName", "a\nb").Error("unknown\nsignal", "Error", errors.New("c\nd"))
	if got := out.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, `unknown\nsignal`) {
		t.Errorf("got %q", got)
	}
}
