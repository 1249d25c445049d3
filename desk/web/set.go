package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

//go:embed templates
var ownTemplates embed.FS

// Set is a package's pages in one layout, each in every language.
type Set struct {
	kit    *Kit
	layout Layout
	// pages are the templates by language and name.
	pages map[string]map[string]*template.Template
}

// Pages reads the templates of a folder: templates/NAME.html is the page NAME and defines "content"; what a file that begins
// with _ defines is in all of them. An error is a bug of a template.
func (k *Kit) Pages(files fs.FS, layout Layout) (*Set, error) {
	s := &Set{kit: k, layout: layout, pages: map[string]map[string]*template.Template{}}
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil || len(names) == 0 {
		return nil, errors.Join(errors.New("desk: a set of pages without templates"), err)
	}
	for _, locale := range explain.Locales() {
		base, err := k.base(files, layout, locale, names)
		if err != nil {
			return nil, err
		}
		s.pages[locale] = map[string]*template.Template{}
		for _, name := range names {
			page := strings.TrimSuffix(path.Base(name), ".html")
			if strings.HasPrefix(page, "_") {
				continue
			}
			if s.pages[locale][page], err = template.Must(base.Clone()).ParseFS(files, name); err != nil {
				return nil, fmt.Errorf("desk: %w", err)
			}
		}
	}
	return s, nil
}

// base is the layout with what a folder's pages share.
func (k *Kit) base(files fs.FS, layout Layout, locale string, names []string) (*template.Template, error) {
	base, err := template.New("page").Funcs(k.functions(locale)).ParseFS(ownTemplates, "templates/layout.html", "templates/"+string(layout)+".html")
	for _, name := range names {
		if err == nil && strings.HasPrefix(path.Base(name), "_") {
			base, err = base.ParseFS(files, name)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	return base, nil
}

// View is what a page shows. Title is a text's id, with Inputs as wording.Words.Say takes them; Data is the package's own.
type View struct {
	Title  string
	Inputs []any
	Data   any
}

// shown is a View within its layout.
type shown struct {
	View
	Lang, Who, Path, Notice string
	Heading                 string
	Nav                     []navLink
	Languages               []languageLink
	Units                   units
}

type navLink struct {
	Link
	Here bool
}

// units are the words by which a script says how much time is left.
type units struct{ Left, Late, Days, Hours, Minutes string }

// Show answers with a page. name is the template's file without .html.
func (s *Set) Show(w http.ResponseWriter, r *http.Request, status int, name string, view View) {
	page, ok := s.pages[Lang(r)][name]
	if !ok {
		s.kit.broken(w, r, fmt.Errorf("desk: there is no page %q", name))
		return
	}
	var out bytes.Buffer
	if err := page.ExecuteTemplate(&out, "layout", s.kit.shown(w, r, view)); err != nil {
		s.kit.broken(w, r, fmt.Errorf("desk: page %s: %w", name, err))
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(s.layout.readable(out.String()))) // who has hung up reads nothing
}

// readable is a page whose foreign texts move nothing and hide nothing. Staff see what is hidden as escapes; customers' names
// keep their joiners.
func (l Layout) readable(page string) string {
	if l == Public {
		return foreign.Plain(page)
	}
	return foreign.Visible(page)
}

// shown takes the notice that is shown once.
func (k *Kit) shown(w http.ResponseWriter, r *http.Request, view View) shown {
	words, lang := wordsIn(Lang(r)), Lang(r)
	out := shown{
		View: view, Lang: lang, Who: string(Call(r).Subject.Name), Path: r.URL.Path, Notice: k.takeNotice(w, r), Languages: otherLanguages(r),
		Heading: words.Say(view.Title, view.Inputs...), Units: unitsOf(words),
	}
	for _, link := range k.config.Nav {
		out.Nav = append(out.Nav, navLink{link, r.URL.Path == link.Path || strings.HasPrefix(r.URL.Path, strings.TrimSuffix(link.Path, "/")+"/")})
	}
	return out
}

// Fail answers with an error: its status, its stable code, and its sentence in the reader's language.
func (s *Set) Fail(w http.ResponseWriter, r *http.Request, err error) {
	s.kit.Fail(w, r, s.layout, err)
}

// Done leads to a page of this host after a form was carried out, which shows a notice once. notice is a text's id.
func (s *Set) Done(w http.ResponseWriter, r *http.Request, to, notice string) {
	s.kit.giveNotice(w, notice)
	http.Redirect(w, r, OwnPath(to), http.StatusSeeOther)
}

// Failure is what the page of an error shows.
type Failure struct {
	Code     refund.Code
	Sentence string
	Status   int
}

// FailureOf is an error as a reader is told it.
func FailureOf(call api.Call, err error) Failure {
	var told *api.Error
	if !errors.As(call.Failed(err), &told) {
		return Failure{}
	}
	status := told.Class().HTTPStatus()
	if told.Code == CodeOtherSite {
		status = http.StatusForbidden
	}
	return Failure{told.Code, told.Sentence, status}
}

// Fail is Set.Fail for a request that has come to no page.
func (k *Kit) Fail(w http.ResponseWriter, r *http.Request, layout Layout, err error) {
	failure := FailureOf(Call(r), err)
	if failure.Status >= http.StatusInternalServerError {
		k.config.Logger.Error("page failed", zap.String("path", loggedPath(r)), zap.Error(err))
	}
	k.failures[layout].Show(w, r, failure.Status, "error", View{Title: "desk.error.title", Data: failure})
}

// broken is a page that cannot be made: a bug.
func (k *Kit) broken(w http.ResponseWriter, r *http.Request, err error) {
	k.config.Logger.Error("page broken", zap.String("path", loggedPath(r)), zap.Error(err))
	http.Error(w, "FAULT: this page cannot be shown", http.StatusInternalServerError)
}

func wordsIn(locale string) wording.Words { return wording.WordsOf(speakerIn(locale)) }

func speakerIn(locale string) explain.Speaker { return api.Call{Locale: locale}.Speaker() }
