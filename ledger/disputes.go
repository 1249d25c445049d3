package ledger

import (
	"cmp"
	"slices"
	"time"

	"github.com/makegood/makegood/refund"
)

// DisputeHeard is one thing that was said of a dispute.
type DisputeHeard struct {
	ID string `json:"id"`
	// At is the provider's time of it (UTC).
	At time.Time `json:"at"`
	refund.DisputeFact
}

// DisputeState is where a dispute stands by everything that was said of it.
type DisputeState struct {
	Stage       refund.DisputeStage
	AmountMinor int64
	Currency    refund.Currency
	FeeMinor    int64
	// CapturedMinor is what the provider says that AmountMinor is in the captured currency; 0: it has not said.
	CapturedMinor int64
	Reason        string
	// EvidenceDueAt is until when the bank takes an answer; nil: it has not said so.
	EvidenceDueAt *time.Time
}

// TakenMinor is what the dispute keeps from the payment.
func (s DisputeState) TakenMinor() int64 {
	if s.Stage == refund.DisputeOpened || s.Stage == refund.DisputeLost {
		return s.AmountMinor
	}
	return 0
}

// FoldDispute is where a dispute stands, whatever the sequence in which it was heard (promise 6): facts count by the
// provider's time of them, and in one moment by how far they are. Once funds have moved, no word about an inquiry
// takes that back. A fact that leaves amount or currency out means those before it; the fee is the highest that was
// told, since a won dispute does not give it back. Without facts it is an inquiry of nothing.
func FoldDispute(heard []DisputeHeard) DisputeState {
	s := DisputeState{Stage: refund.DisputeInquiry}
	for _, f := range inSequence(heard) {
		s.FeeMinor = max(s.FeeMinor, f.FeeMinor)
		s.Reason = cmp.Or(f.Reason, s.Reason)
		s.Currency = cmp.Or(f.Currency, s.Currency)
		if f.EvidenceDueAt != nil {
			s.EvidenceDueAt = f.EvidenceDueAt
		}
		if f.Stage != refund.DisputeWon && f.AmountMinor > 0 && !(inquires(f.Stage) && !inquires(s.Stage)) {
			if f.AmountMinor != s.AmountMinor || f.CapturedMinor > 0 {
				s.CapturedMinor = f.CapturedMinor
			}
			s.AmountMinor = f.AmountMinor
		}
		if !inquires(f.Stage) || inquires(s.Stage) {
			s.Stage = f.Stage
		}
	}
	return s
}

func inSequence(heard []DisputeHeard) []DisputeHeard {
	sorted := slices.Clone(heard)
	slices.SortFunc(sorted, func(a, b DisputeHeard) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(rank(a.Stage), rank(b.Stage)), cmp.Compare(a.ID, b.ID))
	})
	return sorted
}

// inquires: no funds move.
func inquires(s refund.DisputeStage) bool {
	return s == refund.DisputeInquiry || s == refund.DisputeClosed
}

// rank is how far a stage is; a stage that is not known has none.
func rank(s refund.DisputeStage) int {
	return slices.Index([]refund.DisputeStage{
		refund.DisputeInquiry, refund.DisputeClosed, refund.DisputeOpened, refund.DisputeWon, refund.DisputeLost,
	}, s)
}

// KnownStage reports whether a stage is one of refund's.
func KnownStage(s refund.DisputeStage) bool { return rank(s) >= 0 }

// Borne is how the lost disputes of a payment are borne, in minor units of its currency.
type Borne struct {
	// LostMinor is their sum, PayableMinor what of it discharged refunds, and ReceivableMinor what of it the customer
	// is to give back so far.
	LostMinor       int64
	PayableMinor    int64
	ReceivableMinor int64
	// OverpaidMinor is what the customer has of the payment beyond what was captured, and OwedApartMinor what is owed
	// back for another reason (P12).
	OverpaidMinor  int64
	OwedApartMinor int64
}

// ShiftMinor is by how much the receivable has to grow, so that it is exactly what the customer has too much because
// of disputes: the same whatever came first, the refund or the bank's decision.
func (b Borne) ShiftMinor() int64 {
	target := max(0, min(b.OverpaidMinor-b.OwedApartMinor, b.LostMinor-b.PayableMinor))
	return target - b.ReceivableMinor
}
