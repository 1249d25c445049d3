package event

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/makegood/makegood/refund"
)

// scanner steps over the tokens of JSON that is known to be valid, and keeps the path to where it
// stands and the first problem.
type scanner struct {
	text    []byte
	at      int
	path    []byte
	problem error
}

func (s *scanner) failAs(code refund.Code, detail string) {
	if s.problem == nil {
		s.problem = refund.Problem{Code: code, Detail: fmt.Sprintf("%s: %s", s.path, detail)}
	}
}

// nameBytesMax bounds a key within a path: unknown ones may have any length.
const nameBytesMax = 80

// enter adds a key to the path.
func (s *scanner) enter(name []byte) {
	if len(s.path) > 0 {
		s.path = append(s.path, '.')
	}
	if len(name) > nameBytesMax {
		s.path = append(s.path, brief(string(name))...)
		return
	}
	s.path = append(s.path, name...)
}

func (s *scanner) peek() byte {
	if s.at >= len(s.text) {
		return 0
	}
	return s.text[s.at]
}

func (s *scanner) space() {
	for s.at < len(s.text) && isSpace(s.text[s.at]) {
		s.at++
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// more steps over a comma to the next item, or over the closing bracket. It ends the loop after a
// problem.
func (s *scanner) more(closing byte) bool {
	s.space()
	if s.peek() == ',' {
		s.at++
		s.space()
	}
	if s.problem != nil || s.at >= len(s.text) {
		return false
	}
	if s.peek() == closing {
		s.at++
		return false
	}
	return true
}

func (s *scanner) key() []byte {
	name, escaped := s.quoted()
	if escaped {
		name = []byte(unquote(name, escaped))
	} else {
		name = name[1 : len(name)-1]
	}
	s.space()
	s.at++ // :
	s.space()
	return name
}

// null steps over a null, if there is one.
func (s *scanner) null() bool {
	if s.peek() != 'n' {
		return false
	}
	s.bare()
	return true
}

func (s *scanner) scalar() {
	if s.peek() == '"' {
		s.quoted()
		return
	}
	s.bare()
}

// bare steps over a number, true, false or null.
func (s *scanner) bare() []byte {
	from := s.at
	for s.at < len(s.text) && !endsBare(s.text[s.at]) {
		s.at++
	}
	return s.text[from:s.at]
}

func endsBare(c byte) bool { return c == ',' || c == ']' || c == '}' || isSpace(c) }

// quoted steps over a string, and returns it with its quotes; escaped: it has a backslash.
func (s *scanner) quoted() (raw []byte, escaped bool) {
	from := s.at
	for s.at++; s.text[s.at] != '"'; s.at++ {
		if s.text[s.at] == '\\' {
			escaped = true
			s.escape()
		}
	}
	s.at++
	return s.text[from:s.at], escaped
}

// escape steps to the end of an escape. It refuses NUL, and half of a surrogate pair, which is no
// character.
func (s *scanner) escape() {
	if s.at++; s.text[s.at] != 'u' {
		return
	}
	first := s.hex()
	const high, low, end = 0xD800, 0xDC00, 0xE000
	switch {
	case first == 0:
		s.failAs(refund.CodeMalformed, "has a NUL character")
	case first >= high && first < low && string(s.text[s.at+1:s.at+3]) == `\u`:
		s.at += 2
		if second := s.hex(); second < low || second >= end {
			s.failAs(refund.CodeMalformed, "has half a character")
		}
	case first >= high && first < end:
		s.failAs(refund.CodeMalformed, "has half a character")
	}
}

// hex steps to the last of an escape's four digits, and returns their value.
func (s *scanner) hex() uint64 {
	value, _ := strconv.ParseUint(string(s.text[s.at+1:s.at+5]), 16, 16) // four hex digits: the JSON is valid
	s.at += 4
	return value
}

func unquote(raw []byte, escaped bool) string {
	if !escaped {
		return string(raw[1 : len(raw)-1])
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return string(raw)
	}
	return text
}
