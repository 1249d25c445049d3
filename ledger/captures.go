package ledger

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// KnownCapture is a capture of a payment as the books hold it. Implied: the sender gave only the
// payment's captured amount, and the capture carries the payment's id.
type KnownCapture struct {
	ID          string
	AmountMinor int64
	Implied     bool
}

// JoinCaptures joins what an event says of a payment's captures to those known. Captures are a
// set: a new one is a fact and joins it; one that contradicts a known one is a difference. An
// amount without capture ids joins only while nothing is known, and ids never join an amount
// without ids: either could count the same money twice.
func JoinCaptures(known []KnownCapture, p refund.Payment) (fresh []KnownCapture, differences []string) {
	seen := capturesOf(p)
	if len(seen) == 0 || len(known) == 0 {
		return seen, nil
	}
	if seen[0].Implied || known[0].Implied {
		return nil, compareTotals(known, seen, p.PaymentID)
	}
	byID := map[string]int64{}
	for _, c := range known {
		byID[c.ID] = c.AmountMinor
	}
	for _, c := range seen {
		amount, ok := byID[c.ID]
		if !ok {
			fresh = append(fresh, c)
		} else if amount != c.AmountMinor {
			differences = append(differences, fmt.Sprintf("payments[%s].captures[%s].amount_minor: %d, was %d",
				p.PaymentID, c.ID, c.AmountMinor, amount))
		}
	}
	return fresh, differences
}

func capturesOf(p refund.Payment) []KnownCapture {
	if len(p.Captures) == 0 && p.CapturedMinor > 0 {
		return []KnownCapture{{ID: string(p.PaymentID), AmountMinor: p.CapturedMinor, Implied: true}}
	}
	var out []KnownCapture
	for _, c := range p.Captures {
		out = append(out, KnownCapture{ID: c.CaptureID, AmountMinor: c.AmountMinor})
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
		sum += c.AmountMinor
	}
	return sum
}
