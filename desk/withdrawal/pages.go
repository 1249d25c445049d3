package withdrawal

import (
	"context"
	"embed"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

//go:embed templates/*.html
var templates embed.FS

// Service is what the customers' pages ask: api/withdrawal's.
type Service interface {
	Shops() withdrawal.Shops
	NewStatementID() ledger.StatementID
	Declare(ctx context.Context, call api.Call, in withdrawal.Declared) (withdrawal.Receipt, error)
	Order(ctx context.Context, call api.Call, link withdrawal.Link) (withdrawal.Applied, error)
}

// Pages are the customers' pages.
type Pages struct {
	set     *web.Set
	service Service
}

// New reads the templates.
func New(kit *web.Kit, service Service) (*Pages, error) {
	if service == nil {
		return nil, errors.New("desk: the withdrawal function needs its service")
	}
	set, err := kit.Pages(templates, web.Public)
	return &Pages{set: set, service: service}, err
}

// The addresses of the pages.
const (
	PathForm    = "/withdraw"
	pathConfirm = "/withdraw/confirm"
)

// Routes mounts the pages.
func (p *Pages) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+PathForm, p.form)
	mux.HandleFunc("POST "+PathForm, p.check)
	mux.HandleFunc("POST "+pathConfirm, p.confirm)
	mux.Handle("GET "+pathConfirm, http.RedirectHandler(PathForm, http.StatusSeeOther)) // a receipt is nobody's to read again
}

// bodyBytesMax bounds a form: every field at its longest, and the lines of a large order.
const bodyBytesMax = 512 << 10

// form is the first page.
func (p *Pages) form(w http.ResponseWriter, r *http.Request) {
	asked, err := p.asked(w, r)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.showForm(w, r, http.StatusOK, asked)
}

func (p *Pages) showForm(w http.ResponseWriter, r *http.Request, status int, asked asked) {
	view := formView{asked: asked, Languages: languages(r, asked.Locale)}
	view.Choose = p.service.Shops()
	if asked.shopGiven {
		view.Choose = nil
	}
	p.show(w, r, status, "form", "withdraw", view)
}

// show says the heading in the page's language, which may be none of the layout's.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, name, heading string, view any) {
	locale := view.(interface{ locale() string }).locale()
	p.set.Show(w, web.WithLang(r, locale), status, name, web.View{Title: "withdraw.heading", Inputs: []any{"text", withdrawal.Say(locale, heading)}, Data: view})
}

// check is the second page: what will be declared, and the only button.
func (p *Pages) check(w http.ResponseWriter, r *http.Request) {
	asked, err := p.asked(w, r)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	if p.lacks(&asked) {
		p.showForm(w, r, http.StatusUnprocessableEntity, asked)
		return
	}
	if asked.ID == "" {
		asked.ID = p.service.NewStatementID()
	}
	p.showCheck(w, r, http.StatusOK, asked)
}

func (p *Pages) showCheck(w http.ResponseWriter, r *http.Request, status int, asked asked) {
	_, mail := asked.Declaration.Address()
	p.show(w, r, status, "check", "withdraw", checkView{asked: asked, Rows: asked.Declaration.Rows(asked.Shop, asked.Locale), NoMail: !mail})
}

// lacks fills in what keeps the declaration from being made.
func (p *Pages) lacks(asked *asked) bool {
	asked.Lacks = map[withdrawal.Field]string{}
	for _, lack := range asked.Declaration.Lacks() {
		asked.Lacks[lack.Field] = withdrawal.Say(asked.Locale, "page.empty")
		if lack.TooLong {
			asked.Lacks[lack.Field] = withdrawal.Say(asked.Locale, "page.too_long", "max", itoa(lack.Max))
		}
	}
	if asked.Shop.Merchant == "" {
		asked.Lacks[withdrawal.FieldMerchant] = withdrawal.Say(asked.Locale, "page.empty")
	}
	return len(asked.Lacks) > 0
}

// confirm keeps the statement, and shows its receipt. What could not be kept is said, with all that was typed still there.
func (p *Pages) confirm(w http.ResponseWriter, r *http.Request) {
	asked, err := p.asked(w, r)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	if p.lacks(&asked) {
		p.showForm(w, r, http.StatusUnprocessableEntity, asked)
		return
	}
	receipt, err := p.service.Declare(r.Context(), web.Call(r), withdrawal.Declared{ID: asked.ID, Declaration: asked.Declaration, Locale: asked.Locale, Link: asked.Link})
	if err != nil {
		asked.Failed = true
		p.showCheck(w, r, web.FailureOf(web.Call(r), err).Status, asked)
		return
	}
	_, mail := receipt.Declaration.Address()
	p.show(w, r, http.StatusOK, "received", "mail.subject", receivedView{
		asked: asked, Receipt: receipt, Rows: receipt.Rows(asked.Shop), Received: withdrawal.Moment(receipt.ReceivedAt, asked.Shop), NoMail: !mail,
	})
}

// shopOf is the shop whose pages these are: by the host, by what is asked for, or because there is one. given: it is not the
// customer's to choose.
func shopOf(shops withdrawal.Shops, r *http.Request, asked string) (shop withdrawal.Shop, given bool) {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if own, is := shops.At(host); is {
		return own, true
	}
	if len(shops) == 1 {
		return shops[0], true
	}
	own, _ := shops.Of(refund.MerchantID(asked))
	return own, false
}

// language is what the page is written in: what the reader chose, the market's, or what the browser asks for.
func language(r *http.Request, values url.Values, shop withdrawal.Shop) string {
	if chosen := values.Get("lang"); slices.Contains(withdrawal.Locales(), chosen) {
		return chosen
	}
	if shop.Language != "" {
		return withdrawal.Spoken(shop.Language)
	}
	return web.Lang(r)
}

// languageLink leads to the same page in another language.
type languageLink struct{ Lang, Href, Name string }

var nameOfLanguage = map[string]string{"en": "English", "de": "Deutsch", "zh-CN": "中文"}

func languages(r *http.Request, own string) (out []languageLink) {
	for _, locale := range withdrawal.Locales() {
		if locale == own {
			continue
		}
		query := r.URL.Query()
		query.Set("lang", locale)
		out = append(out, languageLink{locale, (&url.URL{Path: PathForm, RawQuery: query.Encode()}).String(), nameOfLanguage[locale]})
	}
	return out
}
