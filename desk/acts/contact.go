package acts

import (
	"crypto/rand"
	"net/http"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// contactView is the form for what was said, with what was said before.
type contactView struct {
	Case, Key, Text, Channel, Direction string
	Channels                            []ledger.ContactChannel
	Directions                          []ledger.ContactDirection
	Spoken                              []Spoken
	Problem                             *web.Failure
}

func (p *Pages) contactForm(w http.ResponseWriter, r *http.Request) {
	id, _, err := named(w, r)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.showContact(w, r, http.StatusOK, id, nil)
}

func (p *Pages) showContact(w http.ResponseWriter, r *http.Request, status int, id refund.ID, failure error) {
	call := web.Call(r)
	spoken, err := p.Spoken(r.Context(), call, id)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := contactView{
		Case: web.CasePath(id), Key: "contact-" + rand.Text(), Text: r.PostForm.Get("text"), Channel: r.PostForm.Get("channel"), Direction: r.PostForm.Get("direction"),
		Channels: ledger.ContactChannels(), Directions: ledger.ContactDirections(), Spoken: spoken,
	}
	if failure != nil {
		told := web.FailureOf(call, failure)
		view.Problem = &told
	}
	p.set.Show(w, r, status, "contact", web.View{Title: "desk.acts.contact.title", Data: view})
}

// keepContact keeps an entry once, however often its form is sent.
func (p *Pages) keepContact(w http.ResponseWriter, r *http.Request) {
	id, _, err := named(w, r)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	call := web.Call(r)
	call.Key = r.PostForm.Get("key")
	err = p.ports.Contacts.Keep(r.Context(), call, support.KeepContactRequest{
		ID: id, Channel: ledger.ContactChannel(r.PostForm.Get("channel")), Direction: ledger.ContactDirection(r.PostForm.Get("direction")), Text: words(r, "text"),
	})
	if err != nil {
		p.showContact(w, r, api.ClassOf(codeOf(call, err)).HTTPStatus(), id, err)
		return
	}
	p.set.Done(w, r, web.CasePath(id), "desk.acts.done.contact")
}
