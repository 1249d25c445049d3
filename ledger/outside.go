package ledger

import (
	"cmp"
	"slices"
	"time"

	"github.com/makegood/makegood/refund"
)

// OutsideHeard is one thing that was said of a refund that makegood did not ask for.
type OutsideHeard struct {
	ID string `json:"id"`
	// At is the provider's time of it (UTC).
	At          time.Time          `json:"at"`
	AmountMinor int64              `json:"amount_minor"`
	Currency    refund.Currency    `json:"currency_code"`
	Outcome     refund.OutcomeKind `json:"outcome"`
}

// OutsideState is where such a refund stands by everything that was said of it.
type OutsideState struct {
	AmountMinor int64
	Currency    refund.Currency
	Outcome     refund.OutcomeKind
}

// TakenMinor is what it takes of the payment: all of it from the moment it is known, nothing once it has failed.
func (s OutsideState) TakenMinor() int64 {
	if moves(s.Outcome) {
		return s.AmountMinor
	}
	return 0
}

// FoldOutside is where a refund made elsewhere stands, whatever the sequence in which it was heard (promise 6): facts
// count by the provider's time of them, and in one moment by how final they are.
func FoldOutside(heard []OutsideHeard) (s OutsideState) {
	sorted := slices.Clone(heard)
	slices.SortFunc(sorted, func(a, b OutsideHeard) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(finality(a.Outcome), finality(b.Outcome)), cmp.Compare(a.ID, b.ID))
	})
	for _, f := range sorted {
		s.Currency, s.Outcome = cmp.Or(f.Currency, s.Currency), f.Outcome
		if f.AmountMinor > 0 {
			s.AmountMinor = f.AmountMinor
		}
	}
	return s
}

// moves: the money went to the customer, or may.
func moves(k refund.OutcomeKind) bool {
	switch k {
	case refund.OutcomeSettled, refund.OutcomePending, refund.OutcomeUnknown, refund.OutcomeRequiresAction, refund.OutcomeAbnormal:
		return true
	case refund.OutcomeDeclined, refund.OutcomeFailed, refund.OutcomeNotSent:
		return false
	}
	return false
}

// finality orders what is said of one moment: a refund that settled may fail later.
func finality(k refund.OutcomeKind) int {
	switch k {
	case refund.OutcomeDeclined, refund.OutcomeFailed, refund.OutcomeNotSent:
		return 2
	case refund.OutcomeSettled:
		return 1
	case refund.OutcomePending, refund.OutcomeUnknown, refund.OutcomeRequiresAction, refund.OutcomeAbnormal:
	}
	return 0
}
