package preview

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

// Explain renders a line for a person: the amount, why, how it compares with the price paid, over
// which payments, and what else there is to choose.
func (l Line) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s\n", l.OrderID, l.CancellationID, l.verdict())
	for _, step := range l.Steps {
		result := ""
		if step.Counts() {
			result = l.money(step.ResultMinor)
		}
		fmt.Fprintf(&b, "  %-28s %16s   %s\n", step.Name, result, step.Formula)
		for _, row := range l.speaker.Rows(step, l.CurrencyCode) {
			fmt.Fprintf(&b, "  %-28s %16s     %s\n", "", "", row)
		}
	}
	for _, sentence := range l.compared() {
		fmt.Fprintf(&b, "  = %s\n", sentence)
	}
	for _, leg := range l.Legs {
		fmt.Fprintf(&b, "  %s %-25s %16s%s\n", l.say("to"), leg.PaymentID, l.money(leg.AmountMinor), l.how(leg))
	}
	for _, other := range l.Alternatives {
		fmt.Fprintf(&b, "  %s %-25s %16s\n", l.say("or"), l.speaker.Alternative(other.Kind), l.money(other.TotalMinor))
	}
	if l.PayBy != nil {
		fmt.Fprintf(&b, "  %s %s\n", l.say("pay_by"), l.PayBy.UTC().Format(time.RFC3339))
	}
	fmt.Fprintf(&b, "  %s %s", l.say("policy"), l.Policy)
	for _, reason := range l.Reasons {
		fmt.Fprintf(&b, " · %s (%s)", l.speaker.Reason(reason), reason)
	}
	return b.String() + "\n"
}

// compared says why the total is not the price paid; nothing where nothing comes back.
func (l Line) compared() []string {
	if !l.Eligible || len(l.Components) == 0 {
		return nil
	}
	return l.speaker.Lines(l.Compared, l.CurrencyCode)
}

func (l Line) say(id string, inputs ...refund.Input) string {
	text, ok := l.speaker.Say("preview."+id, inputs...)
	if !ok {
		return id
	}
	return text
}

func (l Line) verdict() string {
	inputs := []refund.Input{
		{Name: "total", Value: l.money(l.TotalMinor)}, {Name: "tax", Value: l.money(l.TaxMinor)},
		{Name: "people", Value: strconv.Itoa(l.ApprovalsRequired)},
	}
	switch {
	case !l.Eligible:
		return l.say("nothing")
	case l.ApprovalsRequired > 0:
		return l.say("after_approvals", inputs...)
	}
	return l.say("total", inputs...)
}

func (l Line) money(minor int64) string { return refund.FormatAmount(minor, l.CurrencyCode) }

func (l Line) how(leg Leg) string {
	switch {
	case leg.Void:
		return "   " + l.say("void")
	case leg.Via != "":
		return "   " + l.say("via", refund.Input{Name: "via", Value: leg.Via})
	}
	return ""
}
