package event

import "encoding/json"

// validJSON reports what json.Valid does, in a third of the time for what nearly every sender writes. What the
// checker doubts is left to json.Valid: it may be JSON that nests deep, or none.
func validJSON(value []byte) bool {
	c := checker{text: value}
	return c.document() || json.Valid(value)
}

// checker steps over JSON. Each of its methods begins at a value's first byte, ends behind its last one, and
// returns false where it finds no JSON or too much of it.
type checker struct {
	text []byte
	at   int
}

// doubtDepth is how deep the checker follows; the contract needs five levels.
const doubtDepth = 2 * depthMax

func (c *checker) document() bool {
	c.space()
	if !c.value(0) {
		return false
	}
	c.space()
	return c.at == len(c.text)
}

func (c *checker) space() {
	for c.at < len(c.text) && isSpace(c.text[c.at]) {
		c.at++
	}
}

// next steps over a byte if it is this one.
func (c *checker) next(want byte) bool {
	if c.at >= len(c.text) || c.text[c.at] != want {
		return false
	}
	c.at++
	return true
}

func (c *checker) value(depth int) bool {
	if c.at >= len(c.text) || depth > doubtDepth {
		return false
	}
	switch c.text[c.at] {
	case '{':
		return c.items('}', func() bool { return c.member(depth + 1) })
	case '[':
		return c.items(']', func() bool { return c.value(depth + 1) })
	case '"':
		return c.quoted()
	case 't':
		return c.word("true")
	case 'f':
		return c.word("false")
	case 'n':
		return c.word("null")
	}
	return c.number()
}

// items steps over an object or a list.
func (c *checker) items(closing byte, one func() bool) bool {
	c.at++
	c.space()
	if c.next(closing) {
		return true
	}
	for {
		if !one() {
			return false
		}
		c.space()
		if c.next(closing) {
			return true
		}
		if !c.next(',') {
			return false
		}
		c.space()
	}
}

func (c *checker) member(depth int) bool {
	if !c.quoted() {
		return false
	}
	c.space()
	if !c.next(':') {
		return false
	}
	c.space()
	return c.value(depth)
}

// quoted steps over a text without control characters.
func (c *checker) quoted() bool {
	if !c.next('"') {
		return false
	}
	for c.at < len(c.text) {
		switch b := c.text[c.at]; {
		case b == '"':
			c.at++
			return true
		case b < ' ':
			return false
		case b == '\\':
			if !c.escape() {
				return false
			}
		default:
			c.at++
		}
	}
	return false
}

func (c *checker) escape() bool {
	c.at++
	if c.at >= len(c.text) {
		return false
	}
	switch c.text[c.at] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		c.at++
		return true
	case 'u':
		c.at++
		return c.hex()
	}
	return false
}

// hex steps over the four digits of an escape.
func (c *checker) hex() bool {
	const digits = 4
	if len(c.text)-c.at < digits {
		return false
	}
	for _, b := range c.text[c.at : c.at+digits] {
		if !isDigit(b) && (b < 'a' || b > 'f') && (b < 'A' || b > 'F') {
			return false
		}
	}
	c.at += digits
	return true
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func (c *checker) word(word string) bool {
	if len(c.text)-c.at < len(word) || string(c.text[c.at:c.at+len(word)]) != word {
		return false
	}
	c.at += len(word)
	return true
}

func (c *checker) number() bool {
	c.next('-')
	if !c.next('0') && !c.digits() {
		return false
	}
	if c.next('.') && !c.digits() {
		return false
	}
	if c.next('e') || c.next('E') {
		if !c.next('+') {
			c.next('-')
		}
		return c.digits()
	}
	return true
}

// digits steps over one digit or more.
func (c *checker) digits() bool {
	from := c.at
	for c.at < len(c.text) && isDigit(c.text[c.at]) {
		c.at++
	}
	return c.at > from
}
