package demo

import (
	"fmt"
	"io"
	"strings"

	"github.com/makegood/makegood/internal/people"
	"github.com/makegood/makegood/ledger"
)

// Limits of what is shown at once.
const (
	changesShownMax = 8
	waitingShownMax = 6
)

// screen shows progress: line after line, or (live) in one block that is drawn again.
type screen struct {
	to   io.Writer
	live bool
	// drawn is how many lines the block has on the screen.
	drawn  int
	latest []string
	said   string
}

func newScreen(to io.Writer, live bool) *screen { return &screen{to: to, live: live} }

// line writes a line that stays.
func (s *screen) line(format string, args ...any) {
	s.erase()
	fmt.Fprintf(s.to, format+"\n", args...)
}

// progress shows what moved since the last call.
func (s *screen) progress(now snapshot, changes []string) {
	s.latest = append(s.latest, changes...)
	s.latest = s.latest[max(0, len(s.latest)-changesShownMax):]
	if s.live {
		s.draw(now)
		return
	}
	for _, c := range changes {
		s.line("  %s", c)
	}
	if text := now.summary(); text != s.said {
		s.said = text
		s.line("%s", text)
	}
}

// draw replaces the block.
func (s *screen) draw(now snapshot) {
	lines := []string{now.summary()}
	for _, c := range s.latest {
		lines = append(lines, "  "+c)
	}
	lines = append(lines, waitingLines(now.waiting())...)
	s.erase()
	fmt.Fprintln(s.to, strings.Join(lines, "\n"))
	s.drawn = len(lines)
}

// erase takes the block away: cursor up, and clear to the end of the screen.
func (s *screen) erase() {
	if s.drawn > 0 {
		fmt.Fprintf(s.to, "\x1b[%dA\x1b[J", s.drawn)
	}
	s.drawn = 0
}

// waitingLines say what waits for whom, and how to act.
func waitingLines(rows []ledger.CaseRow) []string {
	if len(rows) == 0 {
		return nil
	}
	lines := []string{fmt.Sprintf("waiting for a person (%d):", len(rows))}
	for _, row := range rows[:min(len(rows), waitingShownMax)] {
		lines = append(lines, "  "+people.Waits(row), "    "+people.Command(row))
	}
	if more := len(rows) - waitingShownMax; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %d more: makegood waiting", more))
	}
	return lines
}
