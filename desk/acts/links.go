package acts

import (
	"context"
	"slices"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// Link is an act of a case's page, and where its form is. One that is not allowed says why, in the reader's language.
type Link struct {
	Name, Label, Href string
	Allowed           bool
	Why               string
}

// Links are all acts of a refund, for whom the call is.
func (p *Pages) Links(ctx context.Context, call api.Call, r api.Refund) (out []Link, err error) {
	states, err := p.ports.Desk.Acts(ctx, call, r.ID)
	words := wording.WordsOf(call.Speaker())
	for _, state := range states {
		out = append(out, Link{
			Name: string(state.Act), Label: words.Say("desk.acts.name." + string(state.Act)), Href: formPath(r.ID, state.Act),
			Allowed: state.May(), Why: state.Sentence,
		})
	}
	return out, err
}

// Spoken is one time that staff and the customer spoke, for a case's page.
type Spoken struct {
	At            time.Time
	By            refund.Person
	Channel, Text string
}

// Spoken are the conversations about a refund, newest first.
func (p *Pages) Spoken(ctx context.Context, call api.Call, id refund.ID) (out []Spoken, err error) {
	found, err := p.ports.Contacts.Of(ctx, call, id)
	words := wording.WordsOf(call.Speaker())
	for _, one := range slices.Backward(found) {
		channel := words.Say("desk.acts.channel."+string(one.Channel)) + " · " + words.Say("desk.acts.direction."+string(one.Direction))
		out = append(out, Spoken{one.At, one.By, channel, one.Text})
	}
	return out, err
}
