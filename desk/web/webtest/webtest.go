// Package webtest helps to test pages: it reads what a browser would.
package webtest

import (
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Page is an answer's HTML.
type Page struct{ Root *html.Node }

// Parse reads HTML.
func Parse(t *testing.T, body io.Reader) Page {
	t.Helper()
	root, err := html.Parse(body)
	if err != nil {
		t.Fatal(err)
	}
	return Page{root}
}

// All are the elements of a name ("" for any) that have an attribute with a value, in order; an empty key asks for none.
func (p Page) All(name, key, value string) (out []*html.Node) {
	for n := range p.Root.Descendants() {
		if n.Type == html.ElementNode && (name == "" || n.Data == name) && (key == "" || Attr(n, key) == value) {
			out = append(out, n)
		}
	}
	return out
}

// Attr is an element's attribute; "" where it has none.
func Attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// Text is what a reader sees of an element, with single spaces.
func Text(n *html.Node) string {
	var out strings.Builder
	for one := range n.Descendants() {
		if one.Type == html.TextNode {
			out.WriteString(one.Data)
			out.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// Text is what a reader sees of the page's main part.
func (p Page) Text() string {
	main := p.All("main", "", "")
	if len(main) == 0 {
		return ""
	}
	return Text(main[0])
}

// Shape is a page without its texts and values: what elements there are, with which attributes.
func Shape(p Page) string {
	var out strings.Builder
	for n := range p.Root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		out.WriteString("<" + n.Data)
		for _, a := range n.Attr {
			out.WriteString(" " + a.Key)
		}
		out.WriteString(">")
	}
	return out.String()
}
