package sheet

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Code is a stable code of what is wrong with a file.
type Code string

// Mistake is one thing that is wrong with a file. Line is 0 where it is about no single line.
type Mistake struct {
	Line   int    `json:"line,omitempty"`
	Code   Code   `json:"code"`
	Detail string `json:"detail"`
}

// String writes the mistake in one line.
func (m Mistake) String() string {
	if m.Line == 0 {
		return m.Detail
	}
	return fmt.Sprintf("line %d: %s", m.Line, m.Detail)
}

// Invalid says everything that is wrong with a file. Of names what it is a file of.
type Invalid struct {
	Of       string
	Mistakes []Mistake
}

// Error implements error.
func (e Invalid) Error() string {
	said := make([]string, len(e.Mistakes))
	for i, mistake := range e.Mistakes {
		said[i] = mistake.String()
	}
	return fmt.Sprintf("%s: %d mistakes:\n  %s", cmp.Or(e.Of, "file"), len(said), strings.Join(said, "\n  "))
}

// unknownKey is how the decoder calls a key that the file may not have; lineNumber how it starts.
var (
	unknownKey = regexp.MustCompile(`field (\S+) not found in type \S+`)
	lineNumber = regexp.MustCompile(`^(?:yaml: )?line (\d+): `)
)

// mistakeIn turns one of the decoder's messages into a mistake, without type names of the code.
func mistakeIn(code Code, message string) Mistake {
	m := Mistake{Code: code, Detail: unknownKey.ReplaceAllString(message, "$1 is not a key here")}
	if at := lineNumber.FindStringSubmatch(m.Detail); at != nil {
		m.Line, _ = strconv.Atoi(at[1]) // digits of a file of at most a megabyte
		m.Detail = strings.TrimPrefix(m.Detail, at[0])
	}
	return m
}

func mistakesIn(code Code, messages ...string) []Mistake {
	mistakes := make([]Mistake, len(messages))
	for i, message := range messages {
		mistakes[i] = mistakeIn(code, message)
	}
	return mistakes
}
