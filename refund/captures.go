package refund

import (
	"cmp"
	"slices"
	"time"
)

// CaptureBalance is one capture of a payment that is refunded by its captures, in minor units of the payment's
// currency. Several providers refund a capture, not a payment.
type CaptureBalance struct {
	CaptureID         string     `json:"capture_id"`
	ProviderReference string     `json:"provider_reference"`
	CapturedAt        *time.Time `json:"captured_at,omitempty"`
	AmountMinor       int64      `json:"amount_minor"`
	// UsedMinor is what unreleased legs of any order take of the capture, and what was refunded elsewhere.
	UsedMinor int64 `json:"used_minor"`
}

// RemainingMinor is what may still go back to the capture.
func (c CaptureBalance) RemainingMinor() int64 { return max(0, c.AmountMinor-c.UsedMinor) }

// CapturesInSequence sorts captures in the sequence in which they are refunded: the oldest first. Those taken
// at the same time keep their sequence, and one whose time is not known comes after those whose time is.
func CapturesInSequence(captures []CaptureBalance) []CaptureBalance {
	sorted := slices.Clone(captures)
	slices.SortStableFunc(sorted, func(a, b CaptureBalance) int {
		switch {
		case a.CapturedAt != nil && b.CapturedAt != nil:
			return a.CapturedAt.Compare(*b.CapturedAt)
		case a.CapturedAt == nil && b.CapturedAt == nil:
			return 0
		}
		return cmp.Compare(unknownTime(a), unknownTime(b))
	})
	return sorted
}

func unknownTime(c CaptureBalance) int {
	if c.CapturedAt == nil {
		return 1
	}
	return 0
}

// ByCaptures reports whether a payment is refunded by its captures: it has several, and each has a provider
// reference that no other one has.
func ByCaptures(captures []CaptureBalance) bool {
	seen := map[string]bool{}
	for _, c := range captures {
		if c.ProviderReference == "" || seen[c.ProviderReference] {
			return false
		}
		seen[c.ProviderReference] = true
	}
	return len(captures) > 1
}

// WithUse adds what was taken of a payment without a capture's name (refunded elsewhere, or before its captures
// were known) to its captures, the oldest first. They are in the sequence of CapturesInSequence.
func WithUse(captures []CaptureBalance, minor int64) []CaptureBalance {
	used := slices.Clone(captures)
	for i := range used {
		taken := min(max(0, minor), used[i].RemainingMinor())
		used[i].UsedMinor += taken
		minor -= taken
	}
	return used
}

// CapturesOf are a payment's captures as its snapshot has them, with what was refunded before; nil where it is
// not refunded by its captures.
func CapturesOf(p Payment) []CaptureBalance {
	var captures []CaptureBalance
	for _, c := range p.Captures {
		captures = append(captures, CaptureBalance{
			CaptureID: c.CaptureID, ProviderReference: c.ProviderReference, CapturedAt: c.CapturedAt, AmountMinor: c.AmountMinor,
		})
	}
	if !ByCaptures(captures) {
		return nil
	}
	return WithUse(CapturesInSequence(captures), p.RefundedBeforeMinor)
}
