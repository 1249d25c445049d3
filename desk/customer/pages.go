// Package customer is the customer's page of a refund, /r/{token}: where it stands, how the amount comes about, when and where
// the money arrives, and what the customer may do. It works on a phone and without a script.
//
// On the path: package desk mounts it for customers, behind the kit's guard; api/customer says what is shown and carries what
// is done. The address has the secret in it, so nothing here writes it to a log.
package customer

import (
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/makegood/makegood/api/customer"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

//go:embed templates/*
var templates embed.FS

// Service is what the pages show, and carry on.
type Service interface {
	Open(ctx context.Context, token, pass string) (*customer.Visit, error)
	Page(ctx context.Context, v *customer.Visit, locale string) (customer.Page, error)
	Check(ctx context.Context, v *customer.Visit, order, email string) (customer.Checked, error)
	Answer(ctx context.Context, v *customer.Visit, said customer.Said, answer string) error
	Choose(ctx context.Context, v *customer.Visit, said customer.Said, alternative, assessmentHash string) error
	AnswerOffer(ctx context.Context, v *customer.Visit, said customer.Said, accept bool, choice string) error
	Appeal(ctx context.Context, v *customer.Visit, said customer.Said, statement string) error
	Withdraw(ctx context.Context, v *customer.Visit, said customer.Said, note string) error
	SaySurvey(ctx context.Context, v *customer.Visit, score int, words string) error
	Upload(ctx context.Context, v *customer.Visit, content []byte) (refund.PageFile, error)
	Help() string
}

// Pages are the customers' pages.
type Pages struct {
	kit     *web.Kit
	set     *web.Set
	service Service
	// policyURL is the permanent address of a version of a policy.
	policyURL func(*refund.PolicyRef) string
}

// New reads the templates. policyURL makes the permanent address of a version of a policy, empty where there is none; nil: there
// is never one.
func New(kit *web.Kit, service Service, policyURL func(*refund.PolicyRef) string) (*Pages, error) {
	if kit == nil || service == nil {
		return nil, errors.New("desk: customers' pages need a kit and their service")
	}
	set, err := kit.Pages(templates, web.Public)
	if policyURL == nil {
		policyURL = func(*refund.PolicyRef) string { return "" }
	}
	return &Pages{kit: kit, set: set, service: service, policyURL: policyURL}, err
}

// Routes mounts the pages.
func (p *Pages) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /r/{token}", p.show)
	for act, do := range map[string]func(act) error{
		"answer": p.answer, "appeal": p.appeal, "evidence": p.evidence, "choose": p.choose, "offer": p.offer, "withdraw": p.withdraw, "survey": p.survey,
	} {
		mux.HandleFunc("POST /r/{token}/"+act, p.acts(act, do))
	}
	mux.HandleFunc("POST /r/{token}/check", p.check)
}

// passCookie is what a browser keeps after the second check. Its path is the page's own, so that it goes with no other link.
const passCookie = "makegood-pass"

// pathOf is the page's path.
func pathOf(token string) string { return (&url.URL{Path: "/r/" + token}).EscapedPath() }

// open opens the page of a request, or answers that there is none.
func (p *Pages) open(w http.ResponseWriter, r *http.Request) (*customer.Visit, *http.Request, bool) {
	pass := ""
	if cookie, err := r.Cookie(passCookie); err == nil {
		pass = cookie.Value
	}
	visit, err := p.service.Open(r.Context(), r.PathValue("token"), pass)
	switch {
	case errors.Is(err, customer.ErrNoPage):
		p.gone(w, r)
		return nil, r, false
	case err != nil:
		p.set.Fail(w, hidden(r), err)
		return nil, r, false
	}
	return visit, web.WithLang(r, visit.Locale), true
}

// hidden is a request without the link in its address: what is made of it says nothing of the link.
func hidden(r *http.Request) *http.Request {
	out := r.Clone(r.Context())
	out.URL = &url.URL{Path: "/r/-", RawQuery: url.Values{"lang": r.URL.Query()["lang"]}.Encode()}
	return out
}

// gone answers for every link that opens nothing with the same page.
func (p *Pages) gone(w http.ResponseWriter, r *http.Request) {
	p.set.Show(w, hidden(r), http.StatusNotFound, "gone", web.View{Title: "page.gone.title", Data: helpOf(p.service.Help())})
}

// view is what the page shows.
type view struct {
	customer.Page
	Help Help
	// PolicyURL is the page of the policy that was agreed to at purchase, or applied.
	PolicyURL string
	// Action is the page's own path, before the name of an act.
	Action string
	// Key makes a form that is sent twice one act.
	Key string
	// Problem is what did not work, in words; Unchecked: the second check did not pass.
	Problem   string
	Unchecked bool
	// Typed is what stood in the form that did not work.
	Typed  string
	Scores []int
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) {
	visit, r, ok := p.open(w, r)
	if !ok {
		return
	}
	p.showPage(w, r, visit, http.StatusOK, view{})
}

// showPage shows the page with what is in v beside it.
func (p *Pages) showPage(w http.ResponseWriter, r *http.Request, visit *customer.Visit, status int, v view) {
	page, err := p.service.Page(r.Context(), visit, web.Lang(r))
	if err != nil {
		p.set.Fail(w, hidden(r), err)
		return
	}
	v.Page, v.Action, v.Key, v.Help, v.Scores = page, pathOf(r.PathValue("token")), rand.Text(), helpOf(page.Help), []int{5, 4, 3, 2, 1}
	v.PolicyURL = p.policyURL(page.Policy)
	title := web.View{Title: "page.title", Data: v}
	if page.Order != "" {
		title = web.View{Title: "page.title.order", Inputs: []any{"order", page.Order}, Data: v}
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead { // a language is chosen of the page, never of an act
		r = r.Clone(r.Context())
		r.URL = &url.URL{Path: "/r/" + r.PathValue("token"), RawQuery: r.URL.RawQuery}
	}
	p.set.Show(w, r, status, "page", title)
}

// check tries the second check.
func (p *Pages) check(w http.ResponseWriter, r *http.Request) {
	visit, r, ok := p.open(w, r)
	if !ok {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, formBytesMax)
	if err := r.ParseForm(); err != nil {
		p.showPage(w, r, visit, http.StatusBadRequest, view{Unchecked: true})
		return
	}
	checked, err := p.service.Check(r.Context(), visit, r.PostForm.Get("order"), r.PostForm.Get("email"))
	switch {
	case err != nil:
		p.set.Fail(w, hidden(r), err)
	case checked.Pass == "":
		p.showPage(w, r, visit, http.StatusForbidden, view{Unchecked: true})
	default:
		http.SetCookie(w, &http.Cookie{
			Name: passCookie, Value: checked.Pass, Path: pathOf(r.PathValue("token")), MaxAge: int(customer.PassFor / time.Second), HttpOnly: true,
			Secure: p.kit.Secure(), SameSite: http.SameSiteStrictMode,
		})
		p.set.Done(w, r, pathOf(r.PathValue("token")), "page.done.check")
	}
}
