package foreign

import (
	"fmt"
	"strings"
)

// The most that a text and a word carry that a language model reads.
const (
	agentRunesMax  = 1000
	tokenBytesMax  = 256
	tokenAlsoPlain = "-_.:/@+#="
)

// Agent is a text for a program that reads it as language: one printable line, so that nothing in it is hidden from who
// looks over the program's shoulder, of at most 1,000 characters. Where it goes has to say that it is data.
func Agent(text string) string { return Line(cut(text, agentRunesMax)) }

// Token is an id or a code as one word, for the same reader: itself, or with what would make it more than a word written
// as %20 is in an address. It has at most 256 bytes, and says where it was cut. Different ids stay different up to there.
func Token(id string) string {
	var out strings.Builder
	for i := range len(id) {
		if out.Len() >= tokenBytesMax {
			return out.String() + "…"
		}
		c := id[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(tokenAlsoPlain, c) >= 0 {
			out.WriteByte(c)
			continue
		}
		fmt.Fprintf(&out, "%%%02X", c)
	}
	return out.String()
}
