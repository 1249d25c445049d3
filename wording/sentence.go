package wording

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// Sentence says a problem in the speaker's language. English says the detail as the engine does. Another locale says the
// code in words, with the code beside them, and quotes the detail where it has no words for it.
func Sentence(speaker explain.Speaker, p refund.Problem) string {
	w := wordsOf(speaker)
	if !w.translates() {
		return p.Detail
	}
	code := w.code("problem", string(p.Code))
	if code == string(p.Code) {
		code = w.reason(code)
	}
	if p.Detail == "" {
		return code
	}
	return w.say("said.code", "code", code, "text", p.Detail)
}
