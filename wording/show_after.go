package wording

import (
	"fmt"
	"slices"
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
	text := p.code("offer", string(offer.Status))
	if offer.By != nil && offer.Status == refund.OfferOpen {
		text += p.say("until", "at", moment(*offer.By))
	}
	p.line("offer", text+dash(offer.Code))
	if offer.Terms == nil {
		return
	}
	for _, choice := range offer.Terms.Choices {
		p.more(p.choice(choice))
	}
}

func (p page) choice(choice refund.OfferChoice) string {
	text := p.say("offer.choice", "id", choice.ID, "kind", p.code("choice", string(choice.Kind)), "amount", p.money(choice.AmountMinor))
	if choice.Units != nil {
		text += fmt.Sprintf(" (%d %s)", choice.Units.Amount, choice.Units.Asset)
	}
	if p.v.Offer.Status == refund.OfferAccepted && p.v.Offer.Choice == choice.ID {
		text += p.say("offer.taken")
	}
	return text
}

// messages writes who was told what: by each channel told, skipped and why, or not yet.
func (p page) messages() {
	for _, mark := range p.v.Messages {
		p.line("told", pad(p.code("notice", string(mark.Kind)), p.wide(noticeWidth))+" "+moment(mark.At)+"  "+
			strings.Join(p.channels(mark.Delivery), p.say("and"))+dash(p.stored(mark.Delivery.Problem)))
	}
}

// noticeWidth and eventWidth are how wide a notice's and an event's names are at least; what words take
// beside a code comes on top.
const (
	noticeWidth = 18
	eventWidth  = 16
	besideCode  = 12
)

// wide is a width with room for words beside a code, where the locale has some.
func (w words) wide(width int) int {
	if w.translates() {
		return width + besideCode
	}
	return width
}

func (p page) channels(d refund.Delivery) []string {
	var out []string
	for _, c := range d.Channels {
		name := p.code("channel", c.Channel)
		switch {
		case c.Told:
			out = append(out, p.say("told", "who", name))
		case c.Skipped != "":
			out = append(out, p.say("told.skipped", "who", name, "why", p.stored(c.Skipped)))
		default:
			out = append(out, p.say("told.not_yet", "who", name))
		}
	}
	if len(out) == 0 {
		out = append(out, p.say("told.not_yet", "who", p.say("told.customer")))
	}
	if d.StatusTold {
		return append(out, p.say("told", "who", p.say("told.status")))
	}
	return append(out, p.say("told.not_yet", "who", p.say("told.status")))
}

func (p page) trail() {
	for _, entry := range p.v.Trail {
		text := moment(entry.At) + "  " + pad(p.code("event", entry.Event), p.wide(eventWidth)) + " " + string(entry.Actor) + p.verified(entry) + dash(p.stored(entry.Reason))
		p.w.Printf("  %s\n", trimmed(text))
	}
}

// verified is how it is known who acted; empty where nobody has to be known.
func (p page) verified(entry refund.TrailEntry) string {
	if !slices.Contains(refund.Verifications(), entry.Verified) {
		return ""
	}
	return " (" + p.say("verified."+string(entry.Verified)) + ")"
}

// Alternatives writes what the customer may choose instead of the original payments.
func Alternatives(w foreign.Terminal, now refund.Standing, say explain.Speaker) {
	p := page{w: w, v: Refund{View: refund.View{Standing: now}}, words: wordsOf(say)}
	if len(now.Alternatives) == 0 {
		w.Printf("%s\n", p.say("alternatives.none", "id", now.Refund))
		return
	}
	w.Printf("%s\n", now.Refund)
	p.line("amount", p.say("alternatives.amount", "total", p.money(now.TotalMinor)))
	for _, other := range now.Alternatives {
		p.more(p.alternative(other))
	}
}
