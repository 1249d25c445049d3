package wording

import (
	"fmt"
	"strings"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// offer writes the goodwill beside the refund: what there is to choose, until when, what was taken.
func (p page) offer() {
	offer := p.v.Offer
	if offer.Status == refund.OfferNone || offer.Status == "" {
		return
	}
	until := ""
	if offer.By != nil && offer.Status == refund.OfferOpen {
		until = ", until " + moment(*offer.By)
	}
	p.line("offer", "%s%s%s", offer.Status, until, dash(offer.Code))
	if offer.Terms == nil {
		return
	}
	for _, choice := range offer.Terms.Choices {
		p.more("%s", p.choiceLine(choice))
	}
}

func (p page) choiceLine(choice refund.OfferChoice) string {
	text := fmt.Sprintf("%s: %s, %s", choice.ID, choice.Kind, p.money(choice.AmountMinor))
	if choice.Units != nil {
		text += fmt.Sprintf(" (%d %s)", choice.Units.Amount, choice.Units.Asset)
	}
	if p.v.Offer.Status == refund.OfferAccepted && p.v.Offer.Choice == choice.ID {
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
		p.w.Printf("  %s\n", trimmed(text))
	}
}

// Alternatives writes what the customer may choose instead of the original payments.
func Alternatives(w foreign.Terminal, now refund.Standing, say explain.Speaker) {
	p := page{w: w, v: Refund{View: refund.View{Standing: now}}, say: say}
	if len(now.Alternatives) == 0 {
		w.Printf("%s: nothing to choose\n", now.Refund)
		return
	}
	w.Printf("%s\n", now.Refund)
	p.line("amount", "%s over the original payments", p.money(now.TotalMinor))
	for _, other := range now.Alternatives {
		p.more("%s", alternativeLine(p, other))
	}
}
