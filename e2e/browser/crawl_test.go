//go:build browser

package browser

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/makegood/makegood/refund"
)

// pagesMax bounds how many kinds of pages one walk opens: far more than there are, so that a kind that is told apart wrongly is seen.
const pagesMax = 150

// parts are what differs between two pages of one kind: an id, a code, a day, a version, or what is asked for.
var parts = regexp.MustCompile(`/(refunds)/[^/?]+/[^/?]+/[^/?]+|/(r)/[^/?]+|/(runbooks|withdrawals|evidence|policies|rules|versions)/.+|[0-9a-f]{8,}|\d+`)

func kindOf(path string) string {
	path, _, _ = strings.Cut(path, "?")
	return parts.ReplaceAllString(path, "/$1$2$3*")
}

// links are where the page leads on its own host.
func (p *page) links() []string {
	p.t.Helper()
	return ask[[]string](p, `[...document.querySelectorAll("a[href]")].filter(a => a.origin === location.origin && !a.download && !a.hash)
	  .map(a => a.pathname + a.search)`)
}

// walk opens every kind of page that is reached by links from the first ones, does something at each, and returns the kinds.
func (p *page) walk(host string, at func(path string), first ...string) (kinds []string) {
	p.t.Helper()
	for next := first; len(next) > 0; next = next[1:] {
		path, kind := next[0], kindOf(next[0])
		if slices.Contains(kinds, kind) || strings.Contains(path, "lang=") || strings.HasPrefix(path, "/sign-in") || strings.HasSuffix(kind, "/export") {
			continue
		}
		if kinds = append(kinds, kind); len(kinds) > pagesMax {
			p.t.Fatalf("there are more than %d kinds of pages, or two of a kind are told apart: %s", pagesMax, strings.Join(kinds, " "))
		}
		p.goTo(host + path)
		at(path)
		next = append(next, p.links()...)
	}
	p.t.Logf("%d kinds of pages: %s", len(kinds), strings.Join(kinds, " "))
	return kinds
}

// onEachScreen holds the page that is open to axe, and in the dark and on a phone to the rules about how it looks there.
func (p *page) onEachScreen() {
	p.t.Helper()
	p.light()
	p.size(1280, 900)
	p.accessible()
	p.dark()
	p.onPhone()
	p.fits()
	p.looks()
}

// TestEveryPageOfStaffIsAccessibleInTheDarkAndOnAPhone: a page that is added is held to it by its link alone.
func TestEveryPageOfStaffIsAccessibleInTheDarkAndOnAPhone(t *testing.T) {
	s := shopOf(t)
	waits := s.cancelled(t, "walk-large", large)
	s.reaches(t, waits, refund.StatusAwaitingApproval)
	s.reaches(t, s.cancelled(t, "walk-paid", nil), refund.StatusRefunded)
	p := s.signIn(t, "olga")
	kinds := p.walk(s.staff, func(string) { p.onEachScreen() }, "/", "/queue/search?q=walk-large", "/refunds/m-001/walk-large/c-1")
	linked := ask[[]string](p, `[...document.querySelectorAll(".head nav a")].map(a => a.pathname)`)
	for _, path := range append(linked, "/queue/search", "/refunds/m-001/walk-large/c-1/approve", "/audit/samples", "/policy/diff") {
		if !slices.Contains(kinds, kindOf(path)) {
			t.Errorf("%s was not opened", path)
		}
	}
	p.goTo(s.staff + "/refunds/m-001/walk-paid/c-1") // the case of a refund that is over
	p.onEachScreen()
}

// TestWhatIsNotForSomebodyIsRefusedInWords: everybody has the same links at the head of the pages.
func TestWhatIsNotForSomebodyIsRefusedInWords(t *testing.T) {
	s := shopOf(t)
	p := s.signIn(t, "mia")
	p.expect("status of 403")
	refused := 0
	for _, path := range ask[[]string](p, `[...document.querySelectorAll(".head nav a")].map(a => a.pathname)`) {
		p.goTo(s.staff + path)
		if strings.Contains(p.text("main"), "NOT_PERMITTED") {
			refused++
			p.says("That did not work", "mia")
			p.accessible()
		}
	}
	if refused == 0 {
		t.Error("support may read what is for auditors, and for finance")
	}
}

// TestEveryPageOfStaffIsWholeInChineseWithoutScript: an id in the place of its words would be seen.
func TestEveryPageOfStaffIsWholeInChineseWithoutScript(t *testing.T) {
	s := shopOf(t)
	p := s.signIn(t, "olga")
	p.goTo(s.staff + "/?lang=zh-CN")
	p.withoutScript()
	p.walk(s.staff, func(path string) {
		if lang := ask[string](p, `document.documentElement.lang`); lang != "zh-CN" {
			t.Errorf("%s is in %s", path, lang)
		}
		if ids := ask[[]string](p, `document.body.innerText.match(/\b(desk|page|withdraw|apply|policies)\.[a-z_]+\.?[a-z_.]*\b/g) || []`); len(ids) > 0 {
			t.Errorf("%s says %v", path, ids)
		}
	}, "/", "/queue/search?q=walk-large")
}
