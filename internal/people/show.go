package people

import (
	"fmt"
	"io"
	"time"

	"github.com/makegood/makegood/refund"
)

// ViewOf shows a stored case as the workflow would have, had it still been there.
func ViewOf(c refund.Case) refund.View {
	v := refund.View{
		ID: c.ID, Status: c.Status, Cancellation: c.Cancellation, Proposal: c.Proposal,
		Legs: c.Legs, Offer: c.Offer, Trail: c.Trail, Source: "ledger",
	}
	if len(c.Trail) > 0 {
		v.StatusReason = c.Trail[len(c.Trail)-1].Reason
	}
	return v
}

// Show writes a refund for a person: where it stands, the amount and why, the legs, the trail.
func Show(w io.Writer, v refund.View) {
	fmt.Fprintf(w, "%s\n", v.ID)
	fmt.Fprintf(w, "  status   %s%s\n", v.Status, dash(v.StatusReason))
	if v.WaitsFor != "" {
		fmt.Fprintf(w, "  waits    %s\n", v.WaitsFor)
	}
	if v.ReviewDueAt != nil {
		fmt.Fprintf(w, "  due      %s%s\n", v.ReviewDueAt.UTC().Format(time.RFC3339), overdue(v))
	}
	fmt.Fprintf(w, "  reason   %s, asked for by %s\n", v.Cancellation.Reason, v.Cancellation.RequestedBy)
	showAmount(w, v)
	for _, leg := range v.Legs {
		fmt.Fprintf(w, "  leg %-4s %s to %s: %s%s\n", leg.LegID,
			refund.FormatAmount(leg.AmountMinor, v.Cancellation.Order.Currency), leg.PaymentID, leg.Status, outcome(leg))
	}
	if v.Offer != refund.OfferNone && v.Offer != "" {
		fmt.Fprintf(w, "  offer    %s%s\n", v.Offer, dash(v.OfferCode))
	}
	for _, entry := range v.Trail {
		fmt.Fprintf(w, "  %s  %-16s %s%s\n", entry.At.UTC().Format(time.RFC3339), entry.Event, entry.Actor, dash(entry.Reason))
	}
}

func showAmount(w io.Writer, v refund.View) {
	if v.Proposal == nil {
		return
	}
	a := v.Proposal.Assessment
	fmt.Fprintf(w, "  amount   %s (tax in it %s), policy %s, risk %s\n",
		refund.FormatAmount(a.TotalMinor, a.Currency), refund.FormatAmount(a.TaxMinor, a.Currency), a.Policy, v.Proposal.Verdict.Band)
	for _, step := range a.Steps {
		fmt.Fprintf(w, "    %-26s %16s   %s\n", step.Name, refund.FormatAmount(step.ResultMinor, a.Currency), step.Formula)
	}
}

func dash(text string) string {
	if text == "" {
		return ""
	}
	return " - " + text
}

func overdue(v refund.View) string {
	if v.Overdue {
		return " - overdue"
	}
	return ""
}

func outcome(leg refund.Leg) string {
	if leg.Outcome == nil {
		return ""
	}
	return dash(leg.Outcome.Reason)
}
