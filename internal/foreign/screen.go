package foreign

import (
	"io"
	"unicode/utf8"
)

// Screen is the last writer before a terminal or a log file, for what is written by others (a logger, the command
// line's help): everything hidden is made visible, but for line breaks and tabs. It is not safe for concurrent use.
type Screen struct {
	to io.Writer
	// begun is the beginning of a character whose end was not written yet.
	begun []byte
}

// NewScreen returns a Screen before w.
func NewScreen(w io.Writer) *Screen { return &Screen{to: w} }

// Write implements io.Writer. A character may come in several writes.
func (s *Screen) Write(p []byte) (int, error) {
	text := append(s.begun, p...)
	whole := len(text) - begun(text)
	_, err := s.to.Write(appendShown(nil, string(text[:whole]), hiddenOnScreen))
	s.begun = append([]byte(nil), text[whole:]...)
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

// Visible is a text of many lines in which nothing is hidden: a page of staff, once it is made.
func Visible(text string) string { return string(appendShown(nil, text, hiddenOnScreen)) }

func hiddenOnScreen(r rune) bool { return hidden(r) && r != '\n' && r != '\t' }

// begun is how many bytes at the end of text are the beginning of a character.
func begun(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if last := text[len(text)-n:]; utf8.RuneStart(last[0]) {
			if utf8.FullRune(last) {
				return 0
			}
			return n
		}
	}
	return 0
}
