package ledger

import (
	"fmt"
	"time"

	"github.com/makegood/makegood/refund"
)

// KnownCapture is a capture of a payment as the books hold it. Implied: the sender gave only the
// payment's captured amount, and the capture carries the payment's id.
type KnownCapture struct {
	ID          string
	AmountMinor int64
	Implied     bool
	// Reference is the provider's own of the capture, and CapturedAt when it was taken; each may be unknown.
	Reference  string
	CapturedAt *time.Time
}

// JoinedCaptures is what an event adds to the known captures of a payment.
type JoinedCaptures struct {
	Fresh []KnownCapture
	// Named are known captures of which the event says the reference or the time that was missing.
	Named []KnownCapture
	// Differences name what contradicts the known captures, and is not booked.
	Differences []string
	// Overflows: with the fresh captures the payment would sum to more than refund.CountMax. None is booked.
	Overflows bool
}

// JoinCaptures joins what an event says of a payment's captures to those known. Captures are a
// set: a new one is a fact and joins it; one that contradicts a known one is a difference. An
// amount without capture ids joins only while nothing is known, and ids never join an amount
// without ids: either could count the same money twice.
func JoinCaptures(known []KnownCapture, p refund.Payment) JoinedCaptures {
	seen := capturesOf(p)
	switch {
	case len(seen) == 0:
		return JoinedCaptures{}
	case len(known) == 0:
		return bounded(known, JoinedCaptures{Fresh: seen})
	case seen[0].Implied || known[0].Implied:
		return JoinedCaptures{Differences: compareTotals(known, seen, p.PaymentID)}
	}
	byID := map[string]KnownCapture{}
	for _, c := range known {
		byID[c.ID] = c
	}
	var out JoinedCaptures
	for _, c := range seen {
		was, ok := byID[c.ID]
		if !ok {
			out.Fresh = append(out.Fresh, c)
			continue
		}
		out.compare(was, c, p.PaymentID)
	}
	return bounded(known, out)
}

// compare takes over what an event adds to a known capture, and names what contradicts it.
func (j *JoinedCaptures) compare(was, is KnownCapture, payment refund.PaymentID) {
	at := fmt.Sprintf("payments[%s].captures[%s]", payment, is.ID)
	if is.AmountMinor != was.AmountMinor {
		j.Differences = append(j.Differences, fmt.Sprintf("%s.amount_minor: %d, was %d", at, is.AmountMinor, was.AmountMinor))
	}
	if is.Reference != "" && was.Reference != "" && is.Reference != was.Reference {
		j.Differences = append(j.Differences, fmt.Sprintf("%s.provider_reference: %s, was %s", at, is.Reference, was.Reference))
	}
	named := was
	if named.Reference == "" {
		named.Reference = is.Reference
	}
	if named.CapturedAt == nil {
		named.CapturedAt = is.CapturedAt
	}
	if named != was {
		j.Named = append(j.Named, named)
	}
}

// bounded takes back fresh captures with which a payment would sum to more than any order may.
func bounded(known []KnownCapture, joined JoinedCaptures) JoinedCaptures {
	sum := total(known)
	for _, c := range joined.Fresh {
		sum = refund.SumAtMost(sum, c.AmountMinor)
	}
	if sum > refund.CountMax {
		joined.Fresh, joined.Overflows = nil, true
	}
	return joined
}

func capturesOf(p refund.Payment) []KnownCapture {
	if len(p.Captures) == 0 && p.CapturedMinor > 0 {
		return []KnownCapture{{ID: string(p.PaymentID), AmountMinor: p.CapturedMinor, Implied: true}}
	}
	var out []KnownCapture
	for _, c := range p.Captures {
		out = append(out, KnownCapture{ID: c.CaptureID, AmountMinor: c.AmountMinor, Reference: c.ProviderReference, CapturedAt: c.CapturedAt})
	}
	return out
}

func compareTotals(known, seen []KnownCapture, id refund.PaymentID) []string {
	was, is := total(known), total(seen)
	if was == is {
		return nil
	}
	return []string{fmt.Sprintf("payments[%s].captured_minor: %d, was %d", id, is, was)}
}

func total(list []KnownCapture) int64 {
	var sum int64
	for _, c := range list {
		sum = refund.SumAtMost(sum, c.AmountMinor)
	}
	return sum
}
