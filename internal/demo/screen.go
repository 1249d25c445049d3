package demo

import (
	"fmt"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/wording"
)

// Limits of what is shown at once.
const (
	changesShownMax = 8
	waitingShownMax = 6
)

// screen shows progress: line after line, or (live) in one block that is drawn again.
type screen struct {
	to      foreign.Terminal
	live    bool
	program wording.Program
	// drawn is how many lines the block has on the screen.
	drawn  int
	latest []string
	said   string
}

func newScreen(o Options) *screen {
	return &screen{to: foreign.To(o.Screen), live: o.Live, program: o.Program}
}

// line writes a line that stays.
func (s *screen) line(format string, args ...any) {
	s.erase()
	s.to.Printf(format, args...)
	s.to.Printf("\n")
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

// Terminal sequences: lines that are too long are cut, not wrapped, so that the block's height is
// known; up by n lines and clear to the end.
const (
	wrapOff = "\x1b[?7l"
	wrapOn  = "\x1b[?7h"
	upClear = "\x1b[%dA\x1b[J"
)

// draw replaces the block.
func (s *screen) draw(now snapshot) {
	lines := []string{now.summary()}
	for _, c := range s.latest {
		lines = append(lines, "  "+c)
	}
	if waiting := now.waiting(); len(waiting) > 0 {
		lines = append(lines, fmt.Sprintf("waiting for a person: %d; what leads them on: %s waiting", len(waiting), s.program))
		for _, row := range waiting[:min(len(waiting), waitingShownMax)] {
			lines = append(lines, "  "+wording.Waits(row))
		}
	}
	lines = append(lines, s.outsideLines(now)...)
	s.erase()
	s.to.Printf(wrapOff)
	for _, line := range lines {
		s.to.Printf("%s\n", line)
	}
	s.to.Printf(wrapOn)
	s.drawn = len(lines)
}

// erase takes the block away.
func (s *screen) erase() {
	if s.drawn > 0 {
		s.to.Printf(upClear, s.drawn)
	}
	s.drawn = 0
}

// waitingLines say what waits for whom, and how to act.
func (s *screen) waitingLines(now snapshot) []string {
	rows := now.waiting()
	if len(rows) == 0 {
		return s.outsideLines(now)
	}
	lines := []string{fmt.Sprintf("waiting for a person (%d):", len(rows))}
	for _, row := range rows[:min(len(rows), waitingShownMax)] {
		lines = append(lines, "  "+wording.Waits(row), "    "+s.program.Command(row))
	}
	if more := len(rows) - waitingShownMax; more > 0 {
		lines = append(lines, fmt.Sprintf("  and %d more: %s waiting", more, s.program))
	}
	return append(lines, s.outsideLines(now)...)
}

// outsideLines say how many refunds nobody here can finish alone.
func (s *screen) outsideLines(now snapshot) []string {
	count := len(now.outside())
	if count == 0 {
		return nil
	}
	return []string{fmt.Sprintf("waiting for the customer or goods (%d): %s waiting --all", count, s.program)}
}
