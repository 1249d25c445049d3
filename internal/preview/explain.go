package preview

import (
	"strconv"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// Explain writes a line for a person: the amount, why, how it compares with the price paid, over
// which payments, and what else there is to choose.
func (l Line) Explain(to foreign.Terminal) {
	to.Printf("%s %s: %s\n", l.OrderID, l.CancellationID, l.verdict())
	for _, step := range l.Steps {
		to.Printf("  %-28s %16s   %s\n", step.Name, l.money(step.ResultMinor), step.Formula)
	}
	for _, sentence := range l.compared() {
		to.Printf("  = %s\n", sentence)
	}
	for _, credited := range l.credited() {
		to.Printf("  %s\n", credited)
	}
	for _, leg := range l.Legs {
		to.Printf("  %s %-25s %16s%s\n", l.say("to"), leg.PaymentID, l.money(leg.AmountMinor), l.how(leg))
	}
	for _, other := range l.Alternatives {
		to.Printf("  %s %-25s %16s\n", l.say("or"), l.speaker.Alternative(other.Kind), l.money(other.TotalMinor))
	}
	l.due(to)
	to.Printf("  %s %s", l.say("policy"), l.Policy)
	for _, reason := range l.Reasons {
		to.Printf(" · %s (%s)", l.speaker.Reason(reason), reason)
	}
	to.Printf("\n")
}

// due says when the money is due by law; nothing where no law says so.
func (l Line) due(to foreign.Terminal) {
	switch {
	case l.PayBy != nil:
		to.Printf("  %s %s (%s)\n", l.say("pay_by"), l.PayBy.UTC().Format(time.RFC3339), l.PayByLaw)
	case l.PayAfterGoods != nil:
		days := refund.Input{Name: "days", Value: strconv.Itoa(l.PayAfterGoods.Days)}
		to.Printf("  %s (%s)\n", l.say("pay_after_goods", days), l.PayByLaw)
	}
}

// compared says why the total is not the price paid; nothing where nothing comes back.
func (l Line) compared() []string {
	if !l.Eligible || len(l.Components) == 0 {
		return nil
	}
	return l.speaker.Lines(l.Compared, l.CurrencyCode)
}

// credited says what a credit note says, where the event names the invoice that it corrects.
func (l Line) credited() []string {
	if l.CreditNote == nil || l.CreditNote.Invoice == nil {
		return nil
	}
	return l.speaker.CreditNote(l.CreditNote, l.CurrencyCode)
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
	case leg.CaptureID != "":
		return "   " + l.say("capture", refund.Input{Name: "capture", Value: leg.CaptureID})
	}
	return ""
}
