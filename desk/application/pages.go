// Package application has the pages of the shop's own door: a customer asks for a refund by a link that the shop signed, and
// sees the amount, how it is made up and when it would arrive before anything is sent. It also takes the shop's word on an
// order, by a signed post.
//
// On the path: package desk mounts them for customers. Everything is asked of api/withdrawal, which asks api.Refunds.
package application

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

//go:embed templates/*.html
var templates embed.FS

// Service is api/withdrawal's.
type Service interface {
	NewApplicationID() string
	Order(ctx context.Context, call api.Call, link withdrawal.Link) (withdrawal.Applied, error)
	Preview(ctx context.Context, call api.Call, in withdrawal.Application) (withdrawal.Preview, error)
	Apply(ctx context.Context, call api.Call, in withdrawal.Application) (api.RequestedRefund, error)
	Register(ctx context.Context, call api.Call, header http.Header, in withdrawal.Registered) (withdrawal.Link, error)
}

// Config is what the pages are made of beside the service.
type Config struct {
	// BaseURL is where customers reach the pages, such as https://refunds.acme.example.
	BaseURL string
	// LinkLife is how long the link of a registered order is good.
	LinkLife time.Duration
	// CustomerPage makes the address of a refund's page for its customer; nil, and an empty address: there is none.
	CustomerPage func(ctx context.Context, id refund.ID) (string, error)
	// PolicyURL is the address of the policy that an order refers to; nil: there is none.
	PolicyURL func(*refund.PolicyRef) string
	// Now is UTC.
	Now func() time.Time
}

// Pages are the pages.
type Pages struct {
	set     *web.Set
	service Service
	config  Config
}

// New reads the templates.
func New(kit *web.Kit, service Service, c Config) (*Pages, error) {
	if service == nil || c.Now == nil || c.LinkLife <= 0 || c.LinkLife > withdrawal.LinkLifeMax {
		return nil, errors.New("desk: applications need their service, a clock, and how long links are good")
	}
	if c.CustomerPage == nil {
		c.CustomerPage = func(context.Context, refund.ID) (string, error) { return "", nil }
	}
	if c.PolicyURL == nil {
		c.PolicyURL = func(*refund.PolicyRef) string { return "" }
	}
	set, err := kit.Pages(templates, web.Public)
	return &Pages{set: set, service: service, config: c}, err
}

// The addresses of the pages.
const (
	PathForm = "/apply"
	pathSend = "/apply/send"
)

// Routes mounts the pages.
func (p *Pages) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+PathForm, p.form)
	mux.HandleFunc("POST "+PathForm, p.check)
	mux.HandleFunc("POST /apply/change", p.form)
	mux.HandleFunc("POST "+pathSend, p.send)
	mux.HandleFunc("PUT /apply/orders/{merchant}/{order}", p.register)
}

// form is the first page: what, and why.
func (p *Pages) form(w http.ResponseWriter, r *http.Request) {
	in, order, err := p.asked(w, r)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.set.Show(w, r, http.StatusOK, "form", web.View{Title: "apply.title", Data: formOf(in, order)})
}

// check is the second page: what it would come to.
func (p *Pages) check(w http.ResponseWriter, r *http.Request) {
	in, order, err := p.asked(w, r)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	if in.ID == "" {
		in.ID = p.service.NewApplicationID()
	}
	said, err := p.service.Preview(r.Context(), web.Call(r), in)
	if err != nil {
		p.again(w, r, in, order, err)
		return
	}
	p.set.Show(w, r, http.StatusOK, "check", web.View{Title: "apply.check.title", Data: checkView{
		formView: formOf(in, order), Preview: said, Policy: p.config.PolicyURL(order.Order.PolicyRef),
	}})
}

// again shows the first page with what was typed, and what is wrong.
func (p *Pages) again(w http.ResponseWriter, r *http.Request, in withdrawal.Application, order withdrawal.Applied, err error) {
	failure := web.FailureOf(web.Call(r), err)
	view := formOf(in, order)
	view.Wrong = failure.Sentence
	p.set.Show(w, r, failure.Status, "form", web.View{Title: "apply.title", Data: view})
}

// send asks for the refund.
func (p *Pages) send(w http.ResponseWriter, r *http.Request) {
	in, order, err := p.asked(w, r)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	done, err := p.service.Apply(r.Context(), web.Call(r), in)
	if err != nil {
		p.again(w, r, in, order, err)
		return
	}
	view := sentView{Requested: done, Differs: r.PostForm.Get("shown") != shownAs(done.Standing.TotalMinor)}
	if view.Page, err = p.config.CustomerPage(r.Context(), done.Standing.Refund); err != nil {
		view.Page = "" // it is asked for; the mail has the address
	}
	p.set.Show(w, r, http.StatusOK, "sent", web.View{Title: "apply.sent.title", Data: view})
}
