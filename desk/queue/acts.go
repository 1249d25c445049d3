package queue

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"
	"regexp"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

// formBytesMax bounds a form.
const formBytesMax = 64 << 10

// posted reads a form; false: it cannot be read, and that was said.
func (p *Pages) posted(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, formBytesMax)
	if err := r.ParseForm(); err != nil {
		p.set.Fail(w, r, refund.Problem{Code: refund.CodeMalformed, Detail: "the form cannot be read"})
		return nil, false
	}
	return r.PostForm, true
}

// back is where a form came from.
func back(form url.Values) string {
	if to := web.OwnPath(form.Get("back")); to != "/" {
		return to
	}
	return "/queue"
}

// ended leads back after a form was carried out, or shows why it was not.
func (p *Pages) ended(w http.ResponseWriter, r *http.Request, to, notice string, err error) {
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.set.Done(w, r, to, "desk.queue.done."+notice)
}

func (p *Pages) claim(w http.ResponseWriter, r *http.Request) {
	form, ok := p.posted(w, r)
	if !ok {
		return
	}
	claimed, err := p.service.Claim(r.Context(), web.Call(r), refund.ID(form.Get("id")))
	notice := "claimed"
	if !claimed.Yours {
		notice = "taken"
	}
	p.ended(w, r, back(form), notice, err)
}

func (p *Pages) release(w http.ResponseWriter, r *http.Request) {
	if form, ok := p.posted(w, r); ok {
		p.ended(w, r, back(form), "released", p.service.Release(r.Context(), web.Call(r), refund.ID(form.Get("id"))))
	}
}

// peek leads to the next refund of a view and changes nothing; next claims it.
func (p *Pages) peek(w http.ResponseWriter, r *http.Request) {
	p.goNext(w, r, r.URL.Query(), true)
}

func (p *Pages) next(w http.ResponseWriter, r *http.Request) {
	form, ok := p.posted(w, r)
	if !ok {
		return
	}
	query, err := url.ParseQuery(form.Get("query"))
	if err != nil {
		p.set.Fail(w, r, refund.Problem{Code: api.CodeBadFilter, Detail: "the view cannot be read"})
		return
	}
	query.Set("skip", form.Get("skip"))
	p.goNext(w, r, query, false)
}

func (p *Pages) goNext(w http.ResponseWriter, r *http.Request, query url.Values, peek bool) {
	filter, err := support.ParseQueueFilter(query)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	id, err := p.service.Next(r.Context(), web.Call(r), support.NextRequest{Filter: filter, Skip: refund.ID(query.Get("skip")), Peek: peek})
	switch {
	case err != nil:
		p.set.Fail(w, r, err)
	case id == "":
		p.set.Done(w, r, pathWith("/queue", filter.Query()), "desk.queue.done.none")
	case peek:
		p.set.Done(w, r, caseHref(id), "")
	default:
		p.set.Done(w, r, caseHref(id), "desk.queue.done.claimed")
	}
}

// bulkView is what became of an act on many refunds.
type bulkView struct {
	Results []bulkRow
	Done    int
	Failed  int
	Back    string
	// More: a handover is not whole.
	More bool
}

type bulkRow struct {
	Order, Href    string
	Code, Sentence string
}

func (p *Pages) assign(w http.ResponseWriter, r *http.Request) {
	form, ok := p.posted(w, r)
	if !ok {
		return
	}
	results, err := p.service.BulkAssign(r.Context(), keyed(r, form), support.BulkAssignRequest{
		IDs: idsOf(form), To: refund.Person(form.Get("to")), Note: form.Get("note"),
	})
	p.showBulk(w, r, back(form), results, false, err)
}

func (p *Pages) ask(w http.ResponseWriter, r *http.Request) {
	form, ok := p.posted(w, r)
	if !ok {
		return
	}
	results, err := p.service.BulkAsk(r.Context(), keyed(r, form), support.BulkAskRequest{IDs: idsOf(form), Question: form.Get("question")})
	p.showBulk(w, r, back(form), results, false, err)
}

func (p *Pages) showBulk(w http.ResponseWriter, r *http.Request, to string, results []support.BulkResult, more bool, err error) {
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := bulkView{Back: to, More: more}
	for _, one := range results {
		key, _ := one.ID.Key() // one that is none was refused for that
		line := bulkRow{Order: string(key.Order), Href: caseHref(one.ID)}
		if one.Err == nil {
			view.Done++
		} else {
			view.Failed++
			line.Code, line.Sentence = string(one.Err.Code), one.Err.Sentence
		}
		view.Results = append(view.Results, line)
	}
	p.set.Show(w, r, http.StatusOK, "bulk", web.View{Title: "desk.queue.bulk.title", Data: view})
}

func idsOf(form url.Values) (ids []refund.ID) {
	for _, id := range form["id"] {
		ids = append(ids, refund.ID(id))
	}
	return ids
}

// keyForm is a key that newKey made.
var keyForm = regexp.MustCompile(`^[0-9a-f]{32}$`)

// newKey is a key for a form: the form that is sent twice is carried out once.
func newKey() string {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // it never fails
	return hex.EncodeToString(raw[:])
}

// keyed is the call under the form's key; without a good one it has none, and the service refuses it.
func keyed(r *http.Request, form url.Values) api.Call {
	call := web.Call(r)
	if key := form.Get("key"); keyForm.MatchString(key) {
		call.Key = key
	}
	return call
}

func (p *Pages) saveView(w http.ResponseWriter, r *http.Request) {
	form, ok := p.posted(w, r)
	if !ok {
		return
	}
	query, err := url.ParseQuery(form.Get("query"))
	if err != nil {
		p.set.Fail(w, r, refund.Problem{Code: api.CodeBadFilter, Detail: "the view cannot be read"})
		return
	}
	filter, err := support.ParseQueueFilter(query)
	if err == nil {
		err = p.service.SaveView(r.Context(), web.Call(r), support.SaveViewRequest{Name: form.Get("name"), Filter: filter, Shared: form.Get("shared") == "1"})
	}
	p.ended(w, r, pathWith("/queue", filter.Query()), "saved", err)
}

func (p *Pages) dropView(w http.ResponseWriter, r *http.Request) {
	if form, ok := p.posted(w, r); ok {
		p.ended(w, r, "/queue", "dropped", p.service.DropView(r.Context(), web.Call(r), form.Get("name")))
	}
}
