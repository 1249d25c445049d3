package finance

import (
	"html/template"
	"net/http"
	"strings"

	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/markdown"
	"github.com/makegood/makegood/desk/web"
)

// runbookView is a page of docs/runbooks.
type runbookView struct {
	page
	support.Runbook
	HTML  template.HTML
	Queue []link
}

func (p *Pages) runbook(w http.ResponseWriter, r *http.Request) {
	book, err := p.office.Runbook(r.Context(), web.Call(r), r.PathValue("code"))
	if err != nil {
		p.set.Fail(w, r, err)
		return
	}
	view := runbookView{page: operationsTabs(r), Runbook: book}
	if view.HTML, err = markdown.HTML(book.Markdown, runbookLinks); err != nil {
		p.set.Fail(w, r, err)
		return
	}
	for _, code := range book.Codes {
		view.Queue = append(view.Queue, link{Text: string(code), Href: queueOf(code)})
	}
	p.set.Show(w, r, http.StatusOK, "runbook", web.View{Title: "desk.finance.runbook", Inputs: []any{"name", titleOf(book)}, Data: view})
}

// titleOf is a runbook's first heading.
func titleOf(book support.Runbook) string {
	for line := range strings.Lines(book.Markdown) {
		if title, ok := strings.CutPrefix(line, "# "); ok {
			return strings.TrimSpace(title)
		}
	}
	return book.Name
}

// runbookLinks lead to other runbooks; documents that are not on the desk lead nowhere.
func runbookLinks(to string) (string, bool) {
	to, _, _ = strings.Cut(to, "#")
	name, ok := strings.CutSuffix(to, ".md")
	if !ok || strings.ContainsAny(name, "/:\\") {
		return "", false
	}
	return runbookPath(name), true
}
