package tender

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// ComesTo is the total when an amount is shared over the tenders: without fees and the shares kept back, with
// what is restored or re-issued, at the providers' steps. More than the tenders owe comes to that much.
func (p *Plan) ComesTo(shared int64) (int64, error) {
	d, shares, _, err := p.sharesOf(shared, p.Shared.FeesMinor)
	if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeCapExceeded {
		return shared, nil
	}
	if err != nil {
		return 0, err
	}
	p.keepSteps(shares)
	var total int64
	for i, share := range shares {
		back := share
		switch {
		case !p.indivisible(i):
		case d.restored[i]:
			back = d.instruments[i] + p.payments[i].KeptBackMinor
		default:
			if back, err = p.faultOf(i, d.instruments[i]); err != nil {
				return 0, err
			}
		}
		total += back
	}
	return total, nil
}

// CodeAdjustImpossible: no division over the order's payments comes to the amount a person decided
// on. An instrument that goes back whole or not at all, a provider's step or a stop is in the way.
const CodeAdjustImpossible refund.Code = "ADJUST_IMPOSSIBLE"

// Target is what a shared amount has to come to, and the most that may be shared: minor units.
type Target struct{ TotalMinor, SharedMostMinor int64 }

// SharedFor finds the amount that, shared, comes to the target: less what is kept back of instruments in
// kind. What is kept back moves by a unit against the largest remainder, so that a few neighbours of the
// first candidate are tried. The error is a refund.Problem ADJUST_IMPOSSIBLE where there is none.
func (p *Plan) SharedFor(t Target) (int64, error) {
	target, most := t.TotalMinor, t.SharedMostMinor
	var failed error
	comesTo := func(shared int64) int64 {
		total, err := p.ComesTo(shared)
		if err != nil {
			failed = err
		}
		return total
	}
	first := leastWhere(most, func(shared int64) bool { return comesTo(shared) >= target })
	around := int64(2 * len(p.payments))
	for shared := max(0, first-around); shared <= min(most, first+around) && failed == nil; shared++ {
		if comesTo(shared) == target && failed == nil {
			return shared, nil
		}
	}
	if failed != nil {
		return 0, failed
	}
	return 0, refund.Problem{Code: CodeAdjustImpossible,
		Detail: fmt.Sprintf("the payments cannot give back exactly %s: one of them goes back whole or not at all", refund.FormatAmount(target, p.order.Currency))}
}

// leastWhere is the least amount from 0 to most from which on something holds, by halving; most where
// it never does.
func leastWhere(most int64, holds func(int64) bool) int64 {
	low, high := int64(0), most
	for low < high {
		middle := low + (high-low)/2
		if holds(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}
