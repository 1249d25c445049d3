package refund_test

import (
	"testing"
	"time"

	"github.com/makegood/makegood/refund"
)

// permute calls do with every sequence of the words.
func permute(words []refund.Word, do func([]refund.Word)) {
	if len(words) == 0 {
		do(nil)
		return
	}
	for i := range words {
		rest := append(append([]refund.Word{}, words[:i]...), words[i+1:]...)
		permute(rest, func(tail []refund.Word) { do(append([]refund.Word{words[i]}, tail...)) })
	}
}

func fold(words []refund.Word) (h refund.Heard) {
	for _, w := range words {
		h, _ = h.With(w)
	}
	return h
}

// TestEverySequenceOfAProvidersWordsEndsTheSame plays every subset of a refund's life, with its last word twice, in
// every sequence.
func TestEverySequenceOfAProvidersWordsEndsTheSame(t *testing.T) {
	at := func(minutes int) time.Time {
		return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC).Add(time.Duration(minutes) * time.Minute)
	}
	life := []refund.Word{
		{Kind: refund.OutcomePending, At: at(0)}, {Kind: refund.OutcomeFailed, At: at(1)}, {Kind: refund.OutcomeSettled, At: at(2)},
		{Kind: refund.OutcomeFailed, At: at(3)}, {Kind: refund.OutcomeSettled, At: at(4)}, {Kind: refund.OutcomePending, At: at(5)},
	}
	for subset := 1; subset < 1<<len(life); subset++ {
		var words []refund.Word
		for i, w := range life {
			if subset&(1<<i) != 0 {
				words = append(words, w)
			}
		}
		words = append(words, words[len(words)-1])
		want := fold(words)
		permute(words, func(sequence []refund.Word) {
			if got := fold(sequence); got != want {
				t.Fatalf("%v ends as %+v, and in the provider's sequence as %+v", sequence, got, want)
			}
		})
	}
}

func TestTheLastWordOfARefund(t *testing.T) {
	noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	said := func(kind refund.OutcomeKind, seconds int) refund.Word {
		return refund.Word{Kind: kind, At: noon.Add(time.Duration(seconds) * time.Second)}
	}
	for _, row := range []struct {
		name  string
		words []refund.Word
		want  refund.LegStatus
	}{
		{"nothing", nil, refund.LegSending},
		{"pending", []refund.Word{said(refund.OutcomePending, 0)}, refund.LegPending},
		{"paid, and told late that it was pending", []refund.Word{said(refund.OutcomeSettled, 0), said(refund.OutcomePending, 9)}, refund.LegSettled},
		{"failed, never paid", []refund.Word{said(refund.OutcomePending, 0), said(refund.OutcomeFailed, 1)}, refund.LegFailed},
		{"refused, never paid", []refund.Word{said(refund.OutcomeDeclined, 1)}, refund.LegDeclined},
		{"paid, then back", []refund.Word{said(refund.OutcomeSettled, 0), said(refund.OutcomeFailed, 1)}, refund.LegLateFailed},
		{"paid and back within the second", []refund.Word{said(refund.OutcomeSettled, 0), said(refund.OutcomeFailed, 0)}, refund.LegLateFailed},
		{"paid after all", []refund.Word{said(refund.OutcomeFailed, 0), said(refund.OutcomeSettled, 1)}, refund.LegSettled},
	} {
		if got := fold(row.words).LegStatus(); got != row.want {
			t.Errorf("%s: got %s, want %s", row.name, got, row.want)
		}
	}
	for kind, want := range map[refund.OutcomeKind]bool{
		refund.OutcomeSettled: true, refund.OutcomePending: true, refund.OutcomeDeclined: true, refund.OutcomeFailed: true,
		refund.OutcomeRequiresAction: true, refund.OutcomeAbnormal: true, refund.OutcomeNotSent: false, refund.OutcomeUnknown: false,
	} {
		if kind.IsWord() != want {
			t.Errorf("%s is a provider's word: got %v", kind, !want)
		}
	}
}
