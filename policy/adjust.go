package policy

import (
	"fmt"

	"github.com/makegood/makegood/refund"
)

// adjust brings the total to a person's lower amount, by an ADJUSTMENT of this request alone (MONEY
// C2). The tenders then share what is left by their own rule (C8): an instrument in kind keeps its
// share back of less, so that the amount to be shared is looked for.
func (w *work) adjust() error {
	if w.again == nil || w.again.AdjustToMinor == nil {
		return nil
	}
	target := *w.again.AdjustToMinor
	full, err := w.comesTo(w.out.TotalMinor)
	if err != nil {
		return err
	}
	if target <= 0 || target >= full {
		return refund.Problem{Code: refund.CodeBadDecision, Detail: fmt.Sprintf("%d is not between 0 and the total of %d", target, full)}
	}
	shared, err := w.sharedFor(target)
	if err != nil {
		return err
	}
	return w.takeOff(w.out.TotalMinor - shared)
}

// comesTo is the total when an amount is shared over the tenders: without the shares kept back, with
// what is restored. More than the tenders owe comes to that much.
func (w *work) comesTo(shared int64) (int64, error) {
	restored := w.restorable(shared)
	shares, err := w.sharesOf(shared, w.owed(), restored)
	if problem, ok := refund.ProblemIn(err); ok && problem.Code == refund.CodeCapExceeded {
		return shared, nil
	}
	if err != nil {
		return 0, err
	}
	var total int64
	for i, share := range shares {
		balance := &w.history.Payments[i]
		if restored[i] {
			total += share + balance.KeptBackMinor
		} else if !w.payment(balance.PaymentID).Indivisible() {
			total += share
		}
	}
	return total, nil
}

// sharedFor finds the amount that, shared, comes to the target. What is kept back moves by a unit
// against the largest remainder, so that a few neighbours of the first candidate are tried.
func (w *work) sharedFor(target int64) (int64, error) {
	var failed error
	comesTo := func(shared int64) int64 {
		total, err := w.comesTo(shared)
		if err != nil {
			failed = err
		}
		return total
	}
	most := w.out.TotalMinor
	first := leastWhere(most, func(shared int64) bool { return comesTo(shared) >= target })
	around := int64(2 * len(w.history.Payments))
	for shared := max(0, first-around); shared <= min(most, first+around) && failed == nil; shared++ {
		if comesTo(shared) == target && failed == nil {
			return shared, nil
		}
	}
	if failed != nil {
		return 0, failed
	}
	return 0, refund.Problem{Code: CodeAdjustImpossible,
		Detail: fmt.Sprintf("the payments cannot give back exactly %s: one of them goes back whole or not at all", w.money(target))}
}

// takeOff adds the ADJUSTMENT, with the request's tax in proportion: tax on top is a component of its
// own, as everywhere.
func (w *work) takeOff(minor int64) error {
	onTop := int64(0)
	for _, c := range w.out.Components {
		if c.Kind == refund.ComponentTax {
			onTop += c.AmountMinor
		}
	}
	tax, total := max(0, w.out.TaxMinor), w.out.TotalMinor
	onTop = min(max(0, onTop), tax) // what kept goods lost may leave less tax than there is on top
	insideOff, err := refund.Prorate(tax-onTop, minor, total)
	if err != nil {
		return err
	}
	onTopOff, err := refund.Prorate(onTop, minor, total)
	if err != nil {
		return err
	}
	onTopOff = min(onTopOff, minor)
	if err := w.add(refund.Component{Kind: refund.ComponentAdjustment, AmountMinor: onTopOff - minor, TaxMinor: -insideOff}); err != nil {
		return err
	}
	w.say("adjustment.decided", onTopOff-minor, w.amount("target", *w.again.AdjustToMinor))
	return w.adjustTax("", onTopOff)
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
