// Package markdown makes HTML of makegood's own Markdown pages: runbooks and rendered policies. HTML within them is left out,
// addresses that could run something are no links, and headings begin below the page's own.
//
// On the path: desk/finance shows pages with it. It knows nothing of what they say.
package markdown

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Links says where a link of the source leads on the pages; false: nowhere, and its words stay.
type Links func(to string) (string, bool)

// headingFirst is the level of the highest heading below a page's own.
const headingFirst = 2

// HTML renders a source. The page that shows it has the only heading of the first level: the source's title is left out, and
// any other of that level is one lower.
func HTML(source string, links Links) (template.HTML, error) {
	own := goldmark.New(
		goldmark.WithExtensions(extension.Table),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(within{links}, 1))),
		goldmark.WithRendererOptions(html.WithXHTML()),
	)
	var out bytes.Buffer
	if err := own.Convert([]byte(source), &out); err != nil {
		return "", fmt.Errorf("markdown: %w", err)
	}
	return template.HTML(inPage.Replace(out.String())), nil
}

// inPage gives tables what the pages' look and a screen reader need. The converter writes these tags itself: text has none.
var inPage = strings.NewReplacer("<table>", `<table class="table">`, "<th>", `<th scope="col">`)

// within fits a source into a page.
type within struct{ links Links }

// Transform implements parser.ASTTransformer.
func (w within) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	var headings []*ast.Heading
	var found []*ast.Link
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			headings = append(headings, n)
		case *ast.Link:
			found = append(found, n)
		}
		return ast.WalkContinue, nil
	}) // the walk itself never fails
	for i, heading := range headings {
		if i == 0 && heading.Level == 1 && heading.Parent() == ast.Node(doc) {
			doc.RemoveChild(doc, heading)
			continue
		}
		heading.Level = max(heading.Level, headingFirst)
	}
	for _, link := range found {
		w.lead(link)
	}
}

// lead points a link to where it leads on the pages, or leaves its words alone.
func (w within) lead(link *ast.Link) {
	to, ok := "", false
	if w.links != nil {
		to, ok = w.links(string(link.Destination))
	}
	if ok {
		link.Destination = []byte(to)
		return
	}
	parent := link.Parent()
	for child := link.FirstChild(); child != nil; child = link.FirstChild() {
		parent.InsertBefore(parent, link, child)
	}
	parent.RemoveChild(parent, link)
}
