package cases

import (
	"embed"
	"net/http"
	"net/url"
	"strings"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

//go:embed all:templates
var templates embed.FS

// Pages are the pages. They are safe for concurrent use.
type Pages struct {
	kit   *web.Kit
	set   *web.Set
	ports Ports
}

// New makes the pages, or says what is missing.
func New(kit *web.Kit, ports Ports) (*Pages, error) {
	if err := ports.check(kit); err != nil {
		return nil, err
	}
	set, err := kit.Pages(templates, web.Staff)
	return &Pages{kit: kit, set: set, ports: ports}, err
}

// Routes adds the pages to a mux.
func (p *Pages) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /refunds/{merchant}/{order}/{request}", p.one)
	mux.HandleFunc("GET /refunds/{merchant}/{order}/{request}/beside", p.beside)
	mux.HandleFunc("GET /refunds/{merchant}/{order}/{request}/evidence/{sha256}", p.evidence)
	mux.HandleFunc("POST /refunds/{merchant}/{order}/{request}/link", p.link)
	mux.HandleFunc("GET /refunds", p.byID)
}

// idIn is the refund that a request's path names; what is no id is a refund that nobody knows.
func idIn(r *http.Request) (refund.ID, error) {
	id := refund.Key{
		Merchant: refund.MerchantID(r.PathValue("merchant")), Order: refund.OrderID(r.PathValue("order")), Request: refund.RequestID(r.PathValue("request")),
	}.ID()
	return id, known(id)
}

func known(id refund.ID) error {
	if _, err := id.Key(); err != nil {
		return refund.Problem{Code: refund.CodeNotFound, Detail: "no refund has such an id"}
	}
	return nil
}

func (p *Pages) one(w http.ResponseWriter, r *http.Request) {
	id, err := idIn(r)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.show(w, r, id)
}

// byID leads to the page of the refund that a parameter names.
func (p *Pages) byID(w http.ResponseWriter, r *http.Request) {
	id := refund.ID(strings.TrimSpace(r.URL.Query().Get("id")))
	if err := known(id); err != nil {
		p.set.Fail(w, r, err)
		return
	}
	if to := web.CasePath(id); !strings.HasPrefix(to, "/refunds?") {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	p.show(w, r, id)
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, id refund.ID) {
	call := web.Call(r)
	c, err := p.ports.Cases.Case(r.Context(), call, id)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := p.viewOf(call, c, r.URL.Query().Get("trail") == "all")
	p.addBeside(r.Context(), call, c, &view)
	p.set.Show(w, r, http.StatusOK, "case", web.View{Title: "desk.cases.title", Inputs: []any{"order", view.Order, "request", view.Request}, Data: view})
}

// beside shows two cases in one table.
func (p *Pages) beside(w http.ResponseWriter, r *http.Request) {
	id, err := idIn(r)
	with := refund.ID(strings.TrimSpace(r.URL.Query().Get("with")))
	if err == nil {
		err = known(with)
	}
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	call := web.Call(r)
	var two [2]caseView
	for i, one := range []refund.ID{id, with} {
		c, err := p.ports.Cases.Case(r.Context(), call, one)
		if err != nil {
			p.set.Fail(w, r, err)
			return
		}
		two[i] = p.viewOf(call, c, false)
	}
	p.set.Show(w, r, http.StatusOK, "beside", web.View{Title: "desk.cases.beside.title", Data: besideOf(call, two)})
}

// temporalLink is where a refund's workflow is in Temporal's UI; "": it is not known.
func (p *Pages) temporalLink(id refund.ID) string {
	if p.ports.TemporalUI == "" || p.ports.Namespace == "" {
		return ""
	}
	return strings.TrimSuffix(p.ports.TemporalUI, "/") + "/namespaces/" + url.PathEscape(p.ports.Namespace) + "/workflows/" + url.PathEscape(string(id))
}

// failureOf says why something beside the refund is not shown; nil: nothing failed.
func failureOf(call api.Call, err error) *web.Failure {
	if err == nil {
		return nil
	}
	out := web.FailureOf(call, err)
	return &out
}
