// Package policies has the public pages of policies: a list, and a page for each version that came into force, at an address
// that stays.
//
// On the path: package desk mounts them for customers; orders, mails and cases link to them by api/policies.URL.
package policies

import (
	"context"
	"embed"
	"errors"
	"html/template"
	"net/http"

	"github.com/makegood/makegood/api/policies"
	"github.com/makegood/makegood/desk/markdown"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/refund"
)

//go:embed templates/*.html
var templates embed.FS

// Service is api/policies'.
type Service interface {
	List(ctx context.Context) ([]policies.Published, error)
	Find(ctx context.Context, name, version, hash string) ([]policies.Published, error)
	Markdown(p policies.Published, locale string) (string, error)
}

// Pages are the pages.
type Pages struct {
	set     *web.Set
	service Service
}

// New reads the templates.
func New(kit *web.Kit, service Service) (*Pages, error) {
	if service == nil {
		return nil, errors.New("desk: the pages of policies need their service")
	}
	set, err := kit.Pages(templates, web.Public)
	return &Pages{set: set, service: service}, err
}

// Routes mounts the pages.
func (p *Pages) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+policies.Prefix+"{$}", p.list)
	mux.HandleFunc("GET "+policies.Prefix+"{name}/{version}", p.version)
	mux.HandleFunc("GET "+policies.Prefix+"{name}/{version}/{hash}", p.version)
}

type listView struct {
	// Choose: these are texts of one version.
	Choose bool
	Rows   []policies.Published
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) {
	rows, err := p.service.List(r.Context())
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.set.Show(w, r, http.StatusOK, "list", web.View{Title: "policies.title", Data: listView{Rows: rows}})
}

type oneView struct {
	policies.Published
	Page template.HTML
}

// hashCharsMin is the least of a hash that names one text.
const hashCharsMin = 8

// version is one version. Without a hash, and where its name stands for several texts, they are listed.
func (p *Pages) version(w http.ResponseWriter, r *http.Request) {
	hash := r.PathValue("hash")
	found, err := p.service.Find(r.Context(), r.PathValue("name"), r.PathValue("version"), hash)
	switch {
	case err != nil:
		p.set.Fail(w, r, err)
		return
	case len(found) == 0 || hash != "" && len(hash) < hashCharsMin:
		p.set.Fail(w, r, refund.Problem{Code: refund.CodeNotFound, Detail: "no such version of a policy is published here"})
		return
	case len(found) > 1:
		p.set.Show(w, r, http.StatusOK, "list", web.View{Title: "policies.title", Data: listView{Choose: true, Rows: found}})
		return
	}
	source, err := p.service.Markdown(found[0], web.Lang(r))
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	page, err := markdown.HTML(source, nil)
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	p.set.Show(w, r, http.StatusOK, "one", web.View{Title: "policies.one", Inputs: []any{"policy", found[0].Ref.String()}, Data: oneView{Published: found[0], Page: page}})
}
