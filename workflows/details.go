package workflows

import (
	"strings"
	"time"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// details renders the current details that operations see in the Temporal UI: what happened,
// what the refund waits for, who can act and how. It costs no history. How the amount was computed is in the
// ledger: it has no bound.
func details(s *story) string {
	var page foreign.Markdown
	now := s.standing
	page.Printf("### %s\n\n", headline(now))
	if now.Reason != "" {
		page.Printf("%s\n\n", refund.HideSealed(now.Reason))
	}
	if s.waitsFor != "" {
		page.Printf("**Waits for:** %s\n\n", s.waitsFor)
	}
	if due := now.OwedBy(); due != nil {
		page.Printf("**Pay by:** %s, by law (%s)\n\n", foreign.MD(due.Format(time.RFC3339)), now.PayByLaw)
	}
	howToAct(&page, s)
	if now.AssessmentHash != "" {
		page.Printf("**Amount:** %s, policy %s, risk %s. How it was computed:\n\n", amount(now), now.Policy, now.RiskBand)
		page.Command("makegood show %s", s.id)
	}
	legTable(&page, now)
	if s.signals.refusedCount > 0 {
		page.Printf("**Refused signals:** %d\n\n", s.signals.refusedCount)
	}
	trailList(&page, s.trail)
	return page.String()
}

func amount(now refund.Standing) foreign.MD {
	return foreign.MD(refund.FormatAmount(now.TotalMinor, now.Currency))
}

func headline(now refund.Standing) foreign.MD {
	text := foreign.MD(now.Status)
	if now.AssessmentHash != "" {
		text += " · " + amount(now)
	}
	if now.Approval.Overdue && now.Status == refund.StatusAwaitingApproval {
		text += " · **overdue**"
	}
	if now.Offer.Status != "" && now.Offer.Status != refund.OfferNone {
		text += " · offer " + foreign.MD(now.Offer.Status)
	}
	return text
}

func legTable(page *foreign.Markdown, now refund.Standing) {
	if len(now.Legs) == 0 {
		return
	}
	page.Printf("**Legs**\n\n| leg | payment | at | amount | status | |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, leg := range now.Legs {
		page.Row(foreign.MD(leg.LegID), leg.PaymentID, whereTo(leg), foreign.MD(refund.FormatAmount(leg.AmountMinor, now.Currency)),
			foreign.MD(leg.Status), whyNotPaid(leg))
	}
	page.Printf("\n")
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
	return refund.HideSealed(why)
}

// trailMax is how many of the latest changes the details show.
const trailMax = 10

func trailList(page *foreign.Markdown, trail []refund.TrailEntry) {
	if len(trail) == 0 {
		return
	}
	page.Printf("**Latest changes**\n\n")
	for _, entry := range trail[max(0, len(trail)-trailMax):] {
		page.Printf("- %s %s by %s %s\n", timeOf(entry.At), foreign.MD(entry.Event), entry.Actor, refund.HideSealed(entry.Reason))
	}
}

func timeOf(at time.Time) foreign.MD { return foreign.MD(at.Format(time.RFC3339)) }
