package queue

import (
	"net/http"
	"net/url"
	"time"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// awayView is the page of who is away.
type awayView struct {
	Away       []awayRow
	Colleagues []refund.Person
	Key        string
}

type awayRow struct {
	ledger.Absence
	// Now: the absence has begun.
	Now bool
}

func (p *Pages) away(w http.ResponseWriter, r *http.Request) {
	call := web.Call(r)
	known, err := p.service.Away(r.Context(), call)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := awayView{Key: newKey()}
	for _, one := range known {
		view.Away = append(view.Away, awayRow{one, one.At(p.kit.Now())})
	}
	if view.Colleagues, err = p.service.Colleagues(r.Context(), call); err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.set.Show(w, r, http.StatusOK, "away", web.View{Title: "desk.queue.away.title", Data: view})
}

func (p *Pages) setAway(w http.ResponseWriter, r *http.Request) {
	form, ok := p.posted(w, r)
	if !ok {
		return
	}
	in, err := awayOf(form)
	if err == nil {
		err = p.service.SetAway(r.Context(), web.Call(r), in)
	}
	p.ended(w, r, "/queue/away", "away", err)
}

// awayOf reads an absence: whole days in UTC, the last one included.
func awayOf(form url.Values) (support.AwayRequest, error) {
	in := support.AwayRequest{Person: refund.Person(form.Get("person")), Deputy: refund.Person(form.Get("deputy"))}
	first, err := time.Parse(time.DateOnly, form.Get("from"))
	if err != nil {
		return in, refund.Problem{Code: refund.CodeBadPeriod, Detail: "the first day is not a day such as 2026-11-29"}
	}
	last, err := time.Parse(time.DateOnly, form.Get("until"))
	if err != nil {
		return in, refund.Problem{Code: refund.CodeBadPeriod, Detail: "the last day is not a day such as 2026-11-29"}
	}
	in.From, in.Until = first, last.AddDate(0, 0, 1)
	return in, nil
}

func (p *Pages) endAway(w http.ResponseWriter, r *http.Request) {
	if form, ok := p.posted(w, r); ok {
		p.ended(w, r, "/queue/away", "back", p.service.EndAway(r.Context(), web.Call(r), refund.Person(form.Get("person"))))
	}
}

func (p *Pages) handover(w http.ResponseWriter, r *http.Request) {
	form, ok := p.posted(w, r)
	if !ok {
		return
	}
	results, more, err := p.service.Handover(r.Context(), keyed(r, form), support.HandoverRequest{
		From: refund.Person(form.Get("from")), To: refund.Person(form.Get("to")), Note: form.Get("note"),
	})
	p.showBulk(w, r, "/queue/away", results, more, err)
}
