package wording

import (
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// Sentence says a problem in the speaker's language. English says the detail as the engine does. Another locale says the
// code in its words, where it has any, and what it has no words for as a quotation.
func Sentence(speaker explain.Speaker, p refund.Problem) string {
	w := wordsOf(speaker)
	if !w.translates() {
		return p.Detail
	}
	return w.stored(string(p.Code) + ": " + p.Detail)
}
