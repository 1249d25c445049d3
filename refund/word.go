package refund

import (
	"cmp"
	"time"
)

// WordDelay is how much later than it was true a look-up's word may be recorded: the call, its recording, and how far
// the provider's clock and the ledger's differ. A look-up counts as said so long before it was recorded, so that a
// notification of what happened meanwhile counts after it.
const WordDelay = time.Minute

// Word is what a provider said of one refund under one key, and when by its own clock (UTC).
type Word struct {
	Kind OutcomeKind `json:"kind"`
	At   time.Time   `json:"at"`
}

// rank is how far a refund has come by its provider's states: nothing is known, on its way, decided. false: the kind
// is no provider's word of a refund.
func (k OutcomeKind) rank() (int, bool) {
	switch k {
	case OutcomePending, OutcomeRequiresAction, OutcomeAbnormal:
		return 1, true
	case OutcomeSettled, OutcomeDeclined, OutcomeFailed:
		return 2, true
	case OutcomeNotSent, OutcomeUnknown:
	}
	return 0, false
}

// IsWord reports whether a provider can say it of a refund that it has: that a request never left, or had no answer,
// is not its word.
func (k OutcomeKind) IsWord() bool {
	_, is := k.rank()
	return is
}

// tie is the sequence of words of one rank and one moment: a provider's clock may count in whole seconds, in which a
// refund is made and fails, but none fails and is paid after all.
func (k OutcomeKind) tie() int {
	switch k {
	case OutcomePending, OutcomeSettled:
		return 0
	case OutcomeRequiresAction, OutcomeDeclined:
		return 1
	case OutcomeAbnormal, OutcomeFailed:
		return 2
	case OutcomeNotSent, OutcomeUnknown:
	}
	return -1
}

// Compare orders the words of one refund: first by the provider's states, since what is decided is never on its way
// again, then by its time, since what was paid may come back and what had failed may be paid.
func (w Word) Compare(other Word) int {
	mine, _ := w.Kind.rank()
	others, _ := other.Kind.rank()
	return cmp.Or(cmp.Compare(mine, others), w.At.Compare(other.At), cmp.Compare(w.Kind.tie(), other.Kind.tie()))
}

// Heard is all that a provider has said of one refund so far: the last word counts, and whether it was ever paid. It
// does not depend on the sequence in which words were heard, nor on how often.
type Heard struct {
	Last    Word `json:"last"`
	Settled bool `json:"settled,omitempty"`
}

// With is what is heard with one word more. last: it is the last one, by Word.Compare.
func (h Heard) With(w Word) (now Heard, last bool) {
	h.Settled = h.Settled || w.Kind == OutcomeSettled
	if h.Last.Kind != "" && w.Compare(h.Last) <= 0 {
		return h, false
	}
	h.Last = w
	return h, true
}

// LegStatus is the state of a leg of which no more is known than this; Sending where nothing is.
func (h Heard) LegStatus() LegStatus {
	if h.Last.Kind == "" {
		return LegSending
	}
	status := Outcome{Kind: h.Last.Kind}.LegStatus()
	if h.Settled && (status == LegFailed || status == LegDeclined) {
		return LegLateFailed
	}
	return status
}
