//go:build browser

package browser

import (
	"regexp"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

// pagesMax bounds how many pages one walk opens, and kindMax how many of one kind.
const (
	pagesMax = 60
	kindMax  = 1
)

// parts are what differs between two pages of one kind: an id, or what is asked for.
var parts = regexp.MustCompile(`/refunds/[^/?]+/[^/?]+/[^/?]+|/r/[^/?]+|[0-9a-f]{8,}|\d+`)

func kindOf(path string) string {
	path, _, _ = strings.Cut(path, "?")
	return parts.ReplaceAllString(path, "*")
}

// links are where the page leads on its own host.
func (p *page) links() []string {
	p.t.Helper()
	return ask[[]string](p, `[...document.querySelectorAll("a[href]")].filter(a => a.origin === location.origin && !a.download && !a.hash)
	  .map(a => a.pathname + a.search)`)
}

// walk opens every kind of page that is reached by links, does something at each, and returns how many there were.
func (p *page) walk(host, first string, at func(path string)) (opened int) {
	p.t.Helper()
	next, seen := []string{first}, map[string]int{}
	for len(next) > 0 && opened < pagesMax {
		path := next[0]
		next = next[1:]
		kind := kindOf(path)
		if seen[kind] >= kindMax || strings.Contains(path, "lang=") || strings.HasPrefix(path, "/sign-in") || strings.HasSuffix(kind, "/export") {
			continue
		}
		seen[kind]++
		opened++
		p.goTo(host + path)
		at(path)
		next = append(next, p.links()...)
	}
	return opened
}

// TestEveryPageOfStaffIsAccessibleInTheDarkAndOnAPhone: a page that is added is held to it by its link alone.
func TestEveryPageOfStaffIsAccessibleInTheDarkAndOnAPhone(t *testing.T) {
	s := shopOf(t)
	waits := s.cancelled(t, "walk-large", large)
	s.reaches(t, waits, refund.StatusAwaitingApproval)
	s.reaches(t, s.cancelled(t, "walk-paid", nil), refund.StatusRefunded)
	p := s.signIn(t, "olga")
	opened := p.walk(s.staff, "/", func(path string) {
		p.light()
		p.size(1280, 900)
		p.accessible()
		p.dark()
		p.onPhone()
		p.fits()
		p.accessible()
	})
	links := 1 + len(ask[[]string](p, `[...document.querySelectorAll(".head nav a")].map(a => a.pathname)`))
	if opened < links {
		t.Errorf("only %d pages were opened, and %d are linked at the head of each", opened, links)
	}
	t.Logf("%d kinds of pages", opened)
}

// TestEveryPageOfStaffIsWholeInChineseWithoutScript: an id in the place of its words would be seen.
func TestEveryPageOfStaffIsWholeInChineseWithoutScript(t *testing.T) {
	s := shopOf(t)
	p := s.signIn(t, "olga")
	p.goTo(s.staff + "/?lang=zh-CN")
	p.withoutScript()
	p.walk(s.staff, "/", func(path string) {
		if lang := ask[string](p, `document.documentElement.lang`); lang != "zh-CN" {
			t.Errorf("%s is in %s", path, lang)
		}
		if ids := ask[[]string](p, `document.body.innerText.match(/\b(desk|page|withdraw|apply|policies)\.[a-z_]+\.?[a-z_.]*\b/g) || []`); len(ids) > 0 {
			t.Errorf("%s says %v", path, ids)
		}
	})
}
