package foreign

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The most that headers and names carry.
const (
	mailHeaderRunesMax  = 400
	kafkaHeaderBytesMax = 1024
	httpHeaderBytesMax  = 255
	fileNameBytesMax    = 120
)

// Plain is a text that a customer reads in a mail or a notification, with its line breaks: control characters
// become spaces, and direction overrides go, which could show an amount backwards. Joiners stay: names and emoji
// are made with them.
func Plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsControl(r) && r != '\n':
			return ' '
		case r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, text)
}

// UTF8 is a text for a program, which gets it as it is: only bytes that are no UTF-8 become U+FFFD, since protobuf
// refuses the whole record for one of them.
func UTF8(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	return string([]rune(text))
}

// MailHeader is a text as a mail's header: one line of Plain, without a line break that could begin another
// header. What is not ASCII is encoded by the mail library.
func MailHeader(text string) string {
	return cut(strings.Join(strings.Fields(Plain(text)), " "), mailHeaderRunesMax)
}

// KafkaHeader is a text for people in a record's header: one printable line of at most 1,024 bytes.
func KafkaHeader(text string) string {
	text = Line(text)
	return strings.ToValidUTF8(text[:min(len(text), kafkaHeaderBytesMax)], "")
}

// HTTPHeader is an id as an HTTP header: the id itself, or a hash of one that a header cannot carry faithfully.
// Different ids stay different.
func HTTPHeader(id string) string {
	unfit := strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' })
	if !unfit && len(id) <= httpHeaderBytesMax {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "sha256-" + hex.EncodeToString(sum[:])
}

// FileName is an id as the readable part of a file's name: letters, digits, hyphens and full stops, never hidden
// and never a path. Different ids may come to the same name.
func FileName(id string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.':
			return r
		}
		return '_'
	}, id)
	name = name[:min(len(name), fileNameBytesMax)]
	if strings.HasPrefix(name, ".") {
		name = "_" + name
	}
	return name
}

// ShellWord is a text as one word of a command line that people copy: in quotes unless it is plain.
func ShellWord(text string) string {
	unplain := func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_@:,./-", r))
	}
	if text != "" && !strings.ContainsFunc(text, unplain) {
		return text
	}
	return "'" + strings.ReplaceAll(Line(text), "'", `'\''`) + "'"
}
