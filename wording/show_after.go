package wording

import (
	"fmt"
	"io"
	"strings"

	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// offer writes the goodwill beside the refund: what there is to choose, until when, what was taken.
func (p page) offer() {
	if p.v.Offer == refund.OfferNone || p.v.Offer == "" {
		return
	}
	until := ""
	if p.v.OfferBy != nil && p.v.Offer == refund.OfferOpen {
		until = ", until " + moment(*p.v.OfferBy)
	}
	p.line("offer", "%s%s%s", p.v.Offer, until, dash(p.v.OfferCode))
	if p.v.OfferTerms == nil {
		return
	}
	for _, choice := range p.v.OfferTerms.Choices {
		p.more("%s", p.choiceLine(choice))
	}
}

func (p page) choiceLine(choice refund.OfferChoice) string {
	text := fmt.Sprintf("%s: %s, %s", choice.ID, choice.Kind, p.money(choice.AmountMinor))
	if choice.Units != nil {
		text += fmt.Sprintf(" (%d %s)", choice.Units.Amount, choice.Units.Asset)
	}
	if p.v.Offer == refund.OfferAccepted && p.v.OfferChoice == choice.ID {
		text += ", taken"
	}
	return text
}

// messages writes who was told what: by each channel told, skipped and why, or not yet.
func (p page) messages() {
	for _, mark := range p.v.Messages {
		p.line("told", "%-18s %s  %s%s", mark.Kind, moment(mark.At), strings.Join(channels(mark.Delivery), ", "), dash(mark.Delivery.Problem))
	}
}

func channels(d refund.Delivery) []string {
	var out []string
	for _, c := range d.Channels {
		switch {
		case c.Told:
			out = append(out, c.Channel+" told")
		case c.Skipped != "":
			out = append(out, c.Channel+" skipped ("+c.Skipped+")")
		default:
			out = append(out, c.Channel+" not yet")
		}
	}
	if len(out) == 0 {
		out = append(out, "customer not yet")
	}
	if d.StatusTold {
		return append(out, "status told")
	}
	return append(out, "status not yet")
}

func (p page) trail() {
	for _, entry := range p.v.Trail {
		text := fmt.Sprintf("%s  %-16s %s%s", moment(entry.At), entry.Event, entry.Actor, dash(entry.Reason))
		fmt.Fprintf(p.w, "  %s\n", oneLine(text))
	}
}

// Alternatives writes what the customer may choose instead of the original payments.
func Alternatives(w io.Writer, v refund.View, say explain.Speaker) {
	p := page{w: w, v: v, say: say}
	if v.Proposal == nil || len(v.Proposal.Assessment.Alternatives) == 0 {
		fmt.Fprintf(w, "%s: nothing to choose\n", v.ID)
		return
	}
	fmt.Fprintf(w, "%s\n", v.ID)
	p.line("amount", "%s over the original payments", p.money(v.Proposal.Assessment.TotalMinor))
	for _, other := range v.Proposal.Assessment.Alternatives {
		p.more("%s", alternativeLine(p, other))
	}
}
