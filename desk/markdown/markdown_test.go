package markdown_test

import (
	"strings"
	"testing"

	"github.com/makegood/makegood/desk/markdown"
	"github.com/makegood/makegood/desk/web/webtest"
)

func page(t *testing.T, source string) webtest.Page {
	t.Helper()
	got, err := markdown.HTML(source, func(to string) (string, bool) {
		name, ok := strings.CutSuffix(to, ".md")
		return "/here/" + name, ok
	})
	if err != nil {
		t.Fatal(err)
	}
	return webtest.Parse(t, strings.NewReader(string(got)))
}

func TestASourceFitsIntoAPage(t *testing.T) {
	p := page(t, "# Title\n\n## What it means\n\n# Again\n\n### More\n\nSee [the fund](fund-short.md) and [the book](../books.html).\n\n    makegood show ID\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n")
	if n := len(p.All("h1", "", "")); n != 0 {
		t.Errorf("%d headings of the first level", n)
	}
	if h := p.All("h2", "", ""); len(h) != 2 || webtest.Text(h[0]) != "What it means" || webtest.Text(h[1]) != "Again" {
		t.Errorf("%d headings below the page's own", len(h))
	}
	if links := p.All("a", "", ""); len(links) != 1 || webtest.Attr(links[0], "href") != "/here/fund-short" || webtest.Text(links[0]) != "the fund" {
		t.Errorf("%d links", len(links))
	}
	text := webtest.Text(p.Root)
	for _, want := range []string{"and the book.", "makegood show ID", "1 2"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
	if strings.Contains(text, "Title") {
		t.Error("the title is said twice")
	}
}

func TestNothingInASourceRuns(t *testing.T) {
	p := page(t, "<script>alert(1)</script>\n\nHi <img src=x onerror=alert(1)> [x](javascript:alert(1).md) ![y](javascript:alert(1)) <javascript:alert(1)>\n\n<div onclick=\"alert(1)\">\n")
	for _, name := range []string{"script", "div"} {
		if len(p.All(name, "", "")) > 0 {
			t.Errorf("a %s is in the page", name)
		}
	}
	for _, n := range p.All("", "", "") {
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || strings.Contains(a.Val, "javascript:") && !strings.HasPrefix(a.Val, "/here/") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	}
}
