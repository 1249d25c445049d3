package demo

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// snapshotWith is a demo with a refund that waits, in which every text is the given one.
func snapshotWith(text string) snapshot {
	rows := []ledger.CaseRow{{ID: "x", Status: refund.StatusAwaitingApproval, Reason: "x", LastReason: "x", NextRole: "x", Assignee: "x", Currency: "CNY"}}
	foreigntest.Fill(&rows, text, refund.Status(""), refund.Currency(""))
	return newSnapshot(time.Unix(0, 0), rows)
}

func TestTheDemosProgressShowsForeignTextAsText(t *testing.T) {
	foreigntest.TestTerminal(t, func(out io.Writer, text string) {
		s := &screen{to: foreign.To(out), program: "makegood"}
		s.progress(snapshotWith(text), []string{text})
		s.line("NOT RIGHT: %s", text)
	})
}

func TestTheLiveBlockHasNoSequencesButItsOwn(t *testing.T) {
	own := strings.NewReplacer(wrapOff, "", wrapOn, "", "\x1b[3A\x1b[J", "")
	foreigntest.TestTerminal(t, func(out io.Writer, text string) {
		var drawn strings.Builder
		s := &screen{to: foreign.To(&drawn), live: true, program: "makegood"}
		s.progress(snapshotWith(text), []string{text})
		if s.drawn != strings.Count(drawn.String(), "\n") {
			t.Errorf("%.40q: %d lines are drawn, and %d counted", text, strings.Count(drawn.String(), "\n"), s.drawn)
		}
		if _, err := own.WriteString(out, drawn.String()); err != nil {
			t.Fatal(err)
		}
	})
}
