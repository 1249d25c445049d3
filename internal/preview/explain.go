package preview

import (
	"fmt"
	"strings"

	"github.com/makegood/makegood/refund"
)

// Explain renders a line for a person: the amount, why, and over which payments.
func (l Line) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s\n", l.OrderID, l.CancellationID, l.verdict())
	for _, step := range l.Steps {
		fmt.Fprintf(&b, "  %-28s %16s   %s\n", step.Name, l.money(step.ResultMinor), step.Formula)
	}
	for _, leg := range l.Legs {
		fmt.Fprintf(&b, "  to %-25s %16s%s\n", leg.PaymentID, l.money(leg.AmountMinor), leg.how())
	}
	for _, other := range l.Alternatives {
		fmt.Fprintf(&b, "  or %-25s %16s\n", other.Kind, l.money(other.TotalMinor))
	}
	fmt.Fprintf(&b, "  policy %s", l.Policy)
	if len(l.Reasons) > 0 {
		fmt.Fprintf(&b, " · %s", strings.Join(l.Reasons, ", "))
	}
	return b.String() + "\n"
}

func (l Line) verdict() string {
	switch {
	case !l.Eligible:
		return "nothing would be refunded"
	case l.ApprovalsRequired > 0:
		return fmt.Sprintf("%s (tax in it %s), after %d approval(s)", l.money(l.TotalMinor), l.money(l.TaxMinor), l.ApprovalsRequired)
	}
	return fmt.Sprintf("%s (tax in it %s)", l.money(l.TotalMinor), l.money(l.TaxMinor))
}

func (l Line) money(minor int64) string { return refund.FormatAmount(minor, l.CurrencyCode) }

func (l Leg) how() string {
	switch {
	case l.Void:
		return "   void: it was never captured"
	case l.Via != "":
		return "   via " + l.Via
	}
	return ""
}
