package queue

import (
	"net/http"
	"net/url"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// queueView is the queue's page.
type queueView struct {
	Rows  []row
	Blank row
	Views []viewLink
	// Filter is what the form shows, Query the same as an address's query.
	Filter   filterForm
	Query    string
	Back     string
	NextHref string
	// LiveHref is empty on a page that is not live.
	LiveHref   string
	Colleagues []refund.Person
	// Key makes the acts on many repeatable.
	Key string
}

// viewLink is a view in the list beside the queue.
type viewLink struct {
	ID, Name, Href string
	Owner          refund.Person
	Count          int64
	Counted, Here  bool
	Shared, Yours  bool
	// Own is the name under which its owner drops it.
	Own string
}

// filterForm is a filter as the form shows it.
type filterForm struct {
	support.QueueFilter
	Min, Max, DueHours, OlderHours, DueBefore string
	Statuses                                  []choice
	Sorts                                     []choice
	Bands                                     []choice
	// Set: something is asked for other than the first sequence. Narrow: more than a status, a sequence and an assignee.
	Set, Narrow bool
}

// choice is one of some values.
type choice struct {
	Value, Text string
	On          bool
}

func (p *Pages) queue(w http.ResponseWriter, r *http.Request) {
	filter, err := support.ParseQueueFilter(r.URL.Query())
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	call := web.Call(r)
	cursor := r.URL.Query().Get("after")
	page, err := p.service.Queue(r.Context(), call, support.QueueRequest{Filter: filter, Cursor: cursor})
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	query := filter.Query()
	view := queueView{
		Rows: rowsOf(call, page.Rows), Filter: formOf(call, filter), Query: query.Encode(), Back: pathWith("/queue", query), Key: newKey(),
	}
	view.Rows, view.Blank.Back = backTo(view.Rows, view.Back), view.Back
	if cursor == "" {
		view.LiveHref = pathWith("/queue/live", query)
	}
	if page.Next != "" {
		more := filter.Query()
		more.Set("after", page.Next)
		view.NextHref = pathWith("/queue", more)
	}
	if view.Views, err = p.views(r, call, view.Query); err == nil {
		view.Colleagues, err = p.service.Colleagues(r.Context(), call)
	}
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.set.Show(w, r, http.StatusOK, "queue", web.View{Title: "desk.queue.title", Data: view})
}

// views are the links beside the queue, with their counts.
func (p *Pages) views(r *http.Request, call api.Call, query string) ([]viewLink, error) {
	views, err := p.service.Views(r.Context(), call)
	if err != nil {
		return nil, err
	}
	if views, err = p.service.Counts(r.Context(), call, views); err != nil {
		return nil, err
	}
	words := wording.WordsOf(call.Speaker())
	out := make([]viewLink, 0, len(views))
	for _, view := range views {
		own := view.Filter.Query()
		one := viewLink{
			ID: viewID(view), Name: view.Name, Href: pathWith("/queue", own), Count: view.Count, Counted: view.Count >= 0,
			Here: own.Encode() == query, Shared: view.Shared, Yours: view.Yours, Own: view.Name,
		}
		if view.BuiltIn != "" {
			one.Name = words.Say("desk.queue.view." + view.BuiltIn)
		} else if !view.Yours {
			one.Owner = view.Owner
		}
		out = append(out, one)
	}
	return out, nil
}

// viewID tells views apart on a page.
func viewID(v support.View) string {
	if v.BuiltIn != "" {
		return v.BuiltIn
	}
	return string(v.Owner) + "/" + v.Name
}

func pathWith(path string, query url.Values) string {
	return (&url.URL{Path: path, RawQuery: query.Encode()}).String()
}

func formOf(call api.Call, f support.QueueFilter) filterForm {
	query, words := f.Query(), wording.WordsOf(call.Speaker())
	form := filterForm{
		QueueFilter: f, Min: query.Get("min"), Max: query.Get("max"), DueHours: query.Get("due_hours"), OlderHours: query.Get("older_hours"),
		DueBefore: query.Get("due_before"),
	}
	for _, status := range support.QueueStatuses() {
		on := false
		for _, wanted := range f.Statuses {
			on = on || wanted == status
		}
		form.Statuses = append(form.Statuses, choice{string(status), words.Code("status", string(status)), on})
	}
	for _, sort := range ledger.QueueSorts() {
		form.Sorts = append(form.Sorts, choice{string(sort), words.Say("desk.queue.sort." + string(sort)), sort == f.Sort})
	}
	for _, band := range []refund.RiskBand{refund.RiskLow, refund.RiskMedium, refund.RiskHigh} {
		form.Bands = append(form.Bands, choice{string(band), words.Code("risk", string(band)), band == f.RiskBand})
	}
	form.Set = len(query) > 0
	for _, name := range []string{"assignee", "sort", "status", "overdue", "unassigned", "unclaimed"} {
		query.Del(name)
	}
	form.Narrow = len(query) > 0
	return form
}

// searchView is the page of what was found.
type searchView struct {
	Text string
	Rows []row
}

func (p *Pages) search(w http.ResponseWriter, r *http.Request) {
	view := searchView{Text: r.URL.Query().Get("q")}
	if view.Text != "" {
		call := web.Call(r)
		rows, err := p.service.Search(r.Context(), call, view.Text)
		if err != nil {
			p.set.Fail(w, r, err)
			return
		}
		view.Rows = rowsOf(call, rows)
	}
	p.set.Show(w, r, http.StatusOK, "search", web.View{Title: "desk.queue.search.title", Data: view})
}
