package workflows

import (
	"fmt"
	"strings"
	"time"

	"github.com/makegood/makegood/refund"
)

// details renders the current details that operations see in the Temporal UI: what happened,
// what the refund waits for, who can act and how. It costs no history.
func details(s *story) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n", headline(s))
	if s.view.StatusReason != "" {
		fmt.Fprintf(&b, "%s\n\n", cell(s.view.StatusReason))
	}
	if s.view.WaitsFor != "" {
		fmt.Fprintf(&b, "**Waits for:** %s\n\n", cell(s.view.WaitsFor))
	}
	b.WriteString(howToAct(s))
	b.WriteString(amountTable(s.view))
	b.WriteString(legTable(s.view))
	b.WriteString(trailList(s.view.Trail))
	return b.String()
}

func headline(s *story) string {
	text := string(s.view.Status)
	if p := s.view.Proposal; p != nil {
		text += " · " + refund.FormatAmount(p.Assessment.TotalMinor, p.Assessment.Currency)
	}
	if s.view.Overdue && s.view.Status == refund.StatusAwaitingApproval {
		text += " · **overdue**"
	}
	if s.view.Offer != refund.OfferNone {
		text += " · offer " + string(s.view.Offer)
	}
	return text
}

func amountTable(v refund.View) string {
	if v.Proposal == nil || len(v.Proposal.Assessment.Steps) == 0 {
		return ""
	}
	var b strings.Builder
	a := v.Proposal.Assessment
	fmt.Fprintf(&b, "**Amount** (policy %s, risk %s)\n\n| step | how | result |\n| --- | --- | --- |\n", a.Policy, v.Proposal.Verdict.Band)
	for _, step := range a.Steps {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", cell(step.Name), cell(step.Formula), refund.FormatAmount(step.ResultMinor, a.Currency))
	}
	return b.String() + "\n"
}

func legTable(v refund.View) string {
	if len(v.Legs) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("**Legs**\n\n| leg | payment | via | amount | status | |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, leg := range v.Legs {
		why := ""
		if leg.Outcome != nil {
			why = reasonOf(leg)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", leg.LegID, cell(string(leg.PaymentID)), cell(leg.Via),
			refund.FormatAmount(leg.AmountMinor, v.Cancellation.Order.Currency), leg.Status, cell(why))
	}
	return b.String() + "\n"
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

func joined(reasons []string) string { return strings.Join(reasons, ", ") }
