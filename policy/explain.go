package policy

import (
	"fmt"
	"strings"

	"github.com/makegood/makegood/refund"
)

// explain adds a line to the explanation.
func (w *work) explain(name, formula string, resultMinor int64) {
	w.out.Steps = append(w.out.Steps, refund.Step{Name: name, Formula: formula, ResultMinor: resultMinor})
}

// money writes an amount of the order for people.
func (w *work) money(minor int64) string { return refund.FormatAmount(minor, w.order.Currency) }

// stepName is how a component's step is called.
func stepName(component refund.Component) string {
	name := componentName(component.Kind)
	for _, of := range []string{string(component.LineID), component.FeeID, string(component.PaymentID)} {
		if of != "" {
			name += " " + of
		}
	}
	return name
}

// componentName returns a kind in words; a kind without words keeps its own.
func componentName(kind refund.ComponentKind) string {
	switch kind {
	case refund.ComponentLine:
		return "Line"
	case refund.ComponentTax:
		return "Tax on top"
	case refund.ComponentShipping:
		return "Shipping"
	case refund.ComponentFee:
		return "Fee"
	case refund.ComponentRestocking:
		return "Restocking fee for line"
	case refund.ComponentTenderNotRestored:
		return "Not given back of payment"
	case refund.ComponentClawback, refund.ComponentGiftNotReturned, refund.ComponentUsage,
		refund.ComponentDepreciation, refund.ComponentAdjustment, refund.ComponentWaiver:
	}
	return strings.ReplaceAll(strings.ToLower(string(kind)), "_", " ")
}

// proportion explains a cumulative share of a line.
func (w *work) proportion(totalMinor int64, it item) string {
	share := fmt.Sprintf("%s × %d of %d", w.money(totalMinor), it.taken.Now, it.taken.Bought)
	if it.taken.Before == 0 {
		return share + ", rounded once"
	}
	return fmt.Sprintf("%s, after %d taken earlier, so that all of them sum to %s", share, it.taken.Before, w.money(totalMinor))
}
