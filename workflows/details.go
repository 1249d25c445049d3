package workflows

import (
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

// details renders the current details that operations see in the Temporal UI: what happened,
// what the refund waits for, who can act and how. It costs no history. How the amount was computed is in the
// ledger: it has no bound.
func details(s *story) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n", headline(s.standing))
	if s.standing.Reason != "" {
		fmt.Fprintf(&b, "%s\n\n", cell(s.standing.Reason))
	}
	if s.waitsFor != "" {
		fmt.Fprintf(&b, "**Waits for:** %s\n\n", cell(s.waitsFor))
	}
	if due := s.standing.OwedBy(); due != nil {
		fmt.Fprintf(&b, "**Pay by:** %s, by law (%s)\n\n", due.Format(time.RFC3339), cell(s.standing.PayByLaw))
	}
	b.WriteString(howToAct(s))
	if s.standing.AssessmentHash != "" {
		fmt.Fprintf(&b, "**Amount:** %s, policy %s, risk %s. How it was computed:\n\n", amount(s.standing), cell(s.standing.Policy), s.standing.RiskBand)
		b.WriteString(command("makegood show %s", s.id))
	}
	b.WriteString(legTable(s.standing))
	if s.signals.refusedCount > 0 {
		fmt.Fprintf(&b, "**Refused signals:** %d\n\n", s.signals.refusedCount)
	}
	b.WriteString(trailList(s.trail))
	return b.String()
}

func amount(now refund.Standing) string { return refund.FormatAmount(now.TotalMinor, now.Currency) }

func headline(now refund.Standing) string {
	text := string(now.Status)
	if now.AssessmentHash != "" {
		text += " · " + amount(now)
	}
	if now.Approval.Overdue && now.Status == refund.StatusAwaitingApproval {
		text += " · **overdue**"
	}
	if now.Offer.Status != "" && now.Offer.Status != refund.OfferNone {
		text += " · offer " + string(now.Offer.Status)
	}
	return text
}

func legTable(now refund.Standing) string {
	if len(now.Legs) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("**Legs**\n\n| leg | payment | at | amount | status | |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, leg := range now.Legs {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", leg.LegID, cell(string(leg.PaymentID)), cell(whereTo(leg)),
			refund.FormatAmount(leg.AmountMinor, now.Currency), leg.Status, cell(whyNotPaid(leg)))
	}
	return b.String() + "\n"
}

// whereTo is where the leg's money goes.
func whereTo(leg refund.LegStanding) string {
	if leg.Via != "" {
		return leg.Via
	}
	return strings.TrimSpace(leg.Provider + " " + leg.Reference)
}

func whyNotPaid(leg refund.LegStanding) string {
	why := strings.TrimSpace(string(leg.NeedsPerson) + " " + string(leg.Stopped))
	if leg.Outcome != nil {
		why = strings.TrimSpace(why + " " + string(leg.Outcome.Class) + " " + leg.Outcome.Reason)
	}
	return why
}

// trailMax is how many of the latest changes the details show.
const trailMax = 10

func trailList(trail []refund.TrailEntry) string {
	if len(trail) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("**Latest changes**\n\n")
	for _, entry := range trail[max(0, len(trail)-trailMax):] {
		fmt.Fprintf(&b, "- %s %s by %s %s\n", entry.At.Format(time.RFC3339), entry.Event, quoted(string(entry.Actor)), cell(entry.Reason))
	}
	return b.String()
}

func command(format string, args ...any) string {
	return "    " + fmt.Sprintf(format, args...) + "\n\n"
}

// quoted and cell keep outside text from breaking the Markdown around it.
func quoted(text string) string { return "`" + strings.ReplaceAll(text, "`", "'") + "`" }

var inCell = strings.NewReplacer("|", "\\|", "\n", " ", "`", "'")

func cell(text string) string { return inCell.Replace(text) }
