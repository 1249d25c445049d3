package queue_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/makegood/makegood/desk/queue"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// link is the address of a link by its text.
func link(t *testing.T, p webtest.Page, text string) string {
	t.Helper()
	for _, a := range p.All("a", "", "") {
		if webtest.Text(a) == text {
			return webtest.Attr(a, "href")
		}
	}
	t.Fatalf("there is no link %q", text)
	return ""
}

// row is a page's line of a refund.
func row(t *testing.T, p webtest.Page, id refund.ID) *html.Node {
	t.Helper()
	lines := p.All("tr", "data-row", string(id))
	if len(lines) != 1 {
		t.Fatalf("%d rows of %s", len(lines), id)
	}
	return lines[0]
}

// seen is the text of a node without what is hidden.
func seen(n *html.Node) string {
	var out []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := range n.ChildNodes() {
			if c.Type == html.TextNode {
				out = append(out, strings.Fields(c.Data)...)
			}
			hidden := slices.ContainsFunc(c.Attr, func(a html.Attribute) bool { return a.Key == "hidden" })
			if c.Type == html.ElementNode && !hidden {
				walk(c)
			}
		}
	}
	walk(n)
	return strings.Join(out, " ")
}

func TestTheQueueShowsWhatWaitsForWhomAndUntilWhen(t *testing.T) {
	d := newDesk(t)
	waiting, unknown, parked := d.Waiting("o1", "lead"), d.Sent("o2", "c1", 1), d.Attention("o3")
	d.Record(unknown, refund.OutcomeUnknown)
	d.Assign(waiting, "ben")
	page := d.page("/queue")
	if ids := rowIDs(page); len(ids) != 2 {
		t.Errorf("rows %v", ids)
	}
	text := seen(row(t, page, waiting))
	for _, want := range []string{"o1", "113.00", "Reviewer: lead", "ben", "Claim"} {
		if !strings.Contains(text, want) {
			t.Errorf("the waiting one says %q, without %q", text, want)
		}
	}
	if text := seen(row(t, page, parked)); !strings.Contains(text, "Somebody to resolve it") || strings.Contains(text, "Unknown outcome") ||
		!strings.Contains(text, "Declined other") || strings.Contains(text, "DECLINED_OTHER") {
		t.Errorf("the parked one says %q", text)
	}
	view := d.page(link(t, page, "Unknown outcome"))
	line := row(t, view, unknown)
	if text := seen(line); !strings.Contains(text, "Unknown outcome: 113.00") || !strings.Contains(text, "Provider's answer") {
		t.Errorf("the unknown one says %q", text)
	}
	if icons := (webtest.Page{Root: line}).All("svg", "class", "icon icon-unknown"); len(icons) != 1 {
		t.Errorf("%d icons say that it is unknown", len(icons))
	}
}

func TestWhatIsOverdueLeadsInWordsAndIcon(t *testing.T) {
	d := newDesk(t)
	later := d.Waiting("o1", "lead")
	c, p := ledgerRequest("o2", d.Clock.Now().Add(time.Minute))
	d.Propose(c, p)
	d.Begin(c.ID())
	d.Record(c.ID(), refund.OutcomeDeclined)
	d.Clock.Advance(time.Hour)
	page := d.page("/queue")
	if ids := rowIDs(page); len(ids) != 2 || ids[0] != string(c.ID()) || ids[1] != string(later) {
		t.Fatalf("rows %v", ids)
	}
	if text := seen(row(t, page, c.ID())); !strings.Contains(text, "Overdue") || !strings.Contains(text, "59 min overdue") || !strings.Contains(text, "by law") {
		t.Errorf("the overdue one says %q", text)
	}
	if text := seen(row(t, page, later)); strings.Contains(text, "verdue") {
		t.Errorf("the other one says %q", text)
	}
}

func TestFiltersAreInTheAddressAndTheFormShowsThem(t *testing.T) {
	d := newDesk(t)
	d.Waiting("o1", "lead")
	address := "/queue?status=AwaitingApproval&sort=amount&currency=CNY&min=100.00&unclaimed=1"
	page := d.page(address)
	if len(rowIDs(page)) != 1 {
		t.Errorf("rows %v", rowIDs(page))
	}
	for id, want := range map[string]string{"currency": "CNY", "min": "100.00"} {
		if got := webtest.Attr(page.All("input", "id", id)[0], "value"); got != want {
			t.Errorf("%s shows %q", id, got)
		}
	}
	for _, id := range []string{"status-AwaitingApproval", "unclaimed"} {
		if !slices.ContainsFunc(page.All("input", "id", id)[0].Attr, func(a html.Attribute) bool { return a.Key == "checked" }) {
			t.Errorf("%s is not checked", id)
		}
	}
	if none := d.page("/queue?currency=CNY&min=200.00"); len(rowIDs(none)) != 0 || !strings.Contains(none.Text(), "Nothing waits in this view.") {
		t.Errorf("above every amount: %v", rowIDs(none))
	}
	for _, bad := range []string{"/queue?sort=amount", "/queue?status=Paid", "/queue?after=x", "/queue/live?sort=size"} {
		if w := d.get(bad); w.Code != http.StatusBadRequest {
			t.Errorf("%s is answered %d", bad, w.Code)
		}
	}
}

// Filters take the room of the rows, so they are open only where one is set.
func TestFiltersAreOpenOnlyWhereOneIsSet(t *testing.T) {
	d := newDesk(t)
	for target, open := range map[string]bool{"/queue": false, "/queue?overdue=1": true, "/queue?status=NeedsAttention": true, "/queue?merchant=m1": true, "/queue?sort=age": true} {
		filters := d.page(target).All("details", "id", "filters")
		if len(filters) != 1 {
			t.Fatalf("%s has %d panels of filters", target, len(filters))
		}
		if is := slices.ContainsFunc(filters[0].Attr, func(a html.Attribute) bool { return a.Key == "open" }); is != open {
			t.Errorf("%s: the filters are open: %v", target, is)
		}
	}
}

func TestALongQueueHasPages(t *testing.T) {
	d := newDesk(t)
	for i := range 52 {
		d.Waiting(fmt.Sprintf("o%02d", i), "lead")
	}
	first := d.page("/queue?unassigned=1")
	second := d.page(link(t, first, "More"))
	if len(rowIDs(first)) != 50 || len(rowIDs(second)) != 2 {
		t.Errorf("%d and %d rows", len(rowIDs(first)), len(rowIDs(second)))
	}
	for _, id := range rowIDs(second) {
		if slices.Contains(rowIDs(first), id) {
			t.Errorf("%s is on both pages", id)
		}
	}
	if live := second.All("p", "role", "status")[0]; webtest.Attr(live, "data-live") != "" {
		t.Error("the second page is live, and would become the first")
	}
	if got := webtest.Text(first.All("span", "data-count", "all")[0]); got != "52" {
		t.Errorf("the view of all says %s", got)
	}
}

func TestEachPageIsSaidInEachLanguageEmptyAndFull(t *testing.T) {
	empty, full := newDesk(t), newDesk(t)
	waiting := full.Waiting("o1", "lead")
	full.Record(full.Sent("o2", "c1", 1), refund.OutcomeUnknown)
	full.post("/queue/claim", "id", string(waiting))
	full.post("/queue/views", "name", "late", "query", "overdue=1", "shared", "1")
	full.post("/queue/away", "person", "ben", "deputy", "ann", "from", "2026-11-20", "until", "2026-11-21")
	for _, d := range []*desk{empty, full} {
		for _, d.lang = range explain.Locales() {
			for _, target := range []string{"/queue", "/queue?unknown=1&sort=age", "/queue/search", "/queue/search?q=o1", "/queue/away"} {
				page := d.page(target)
				if text := page.Text(); strings.Contains(text, "desk.queue") || strings.Contains(text, "ZgotmplZ") {
					t.Errorf("%s in %s says %q", target, d.lang, text)
				}
				wellMade(t, target+" in "+d.lang, page)
			}
			w := d.post("/queue/assign", "id", "refund/m/o/1", "id", "none", "key", strings.Repeat("a", 32), "to", "ben")
			if w.Code != http.StatusOK {
				t.Errorf("acts on many are answered %d", w.Code)
			}
			wellMade(t, "acts on many in "+d.lang, webtest.Parse(t, w.Body))
		}
	}
}

// wellMade fails where an input has no label, an id is there twice, or a page has not one heading of its own.
func wellMade(t *testing.T, what string, p webtest.Page) {
	t.Helper()
	ids := map[string]int{}
	for _, n := range p.All("", "", "") {
		if id := webtest.Attr(n, "id"); id != "" {
			ids[id]++
		}
	}
	for id, count := range ids {
		if count > 1 {
			t.Errorf("%s: the id %s is there %d times", what, id, count)
		}
	}
	for _, name := range []string{"input", "select", "textarea"} {
		for _, n := range p.All(name, "", "") {
			labelled := webtest.Attr(n, "aria-label") != "" || webtest.Attr(n, "type") == "hidden" || len(p.All("label", "for", webtest.Attr(n, "id"))) == 1
			if !labelled {
				t.Errorf("%s: %s %s has no label", what, name, webtest.Attr(n, "name"))
			}
		}
	}
	if len(p.All("h1", "", "")) != 1 {
		t.Errorf("%s: %d h1", what, len(p.All("h1", "", "")))
	}
}

func TestNobodySignedInSeesNothing(t *testing.T) {
	d := newDesk(t)
	d.who = ""
	for _, target := range []string{"/queue", "/queue/search?q=o1", "/queue/live", "/queue/away", "/queue/next"} {
		if w := d.get(target); w.Code != http.StatusUnauthorized {
			t.Errorf("%s is answered %d", target, w.Code)
		}
	}
}

func TestPagesNeedAKitAndAService(t *testing.T) {
	if _, err := queue.New(nil, nil); err == nil {
		t.Error("pages of nothing")
	}
}

func TestARefundIsFoundByWhatPeopleType(t *testing.T) {
	d := newDesk(t)
	d.Paid("o1", "c1", 1)
	for text, finds := range map[string]bool{"o1": true, "customer%3A42": true, "113.00+CNY": true, "o2": false, "%3Cscript%3E": false} {
		page := d.page("/queue/search?q=" + text)
		if found := len(page.All("table", "", "")) == 1; found != finds {
			t.Errorf("%s: found %v", text, found)
		}
	}
}

// What does not hold of a row is in the page and hidden, so that a script can show it; no style may show it meanwhile.
func TestWhatIsHiddenStaysHidden(t *testing.T) {
	d := newDesk(t)
	id := d.Waiting("o1", "lead")
	page := d.page("/queue")
	parts := webtest.Page{Root: row(t, page, id)}
	for name, shown := range map[string]bool{"unknown": false, "law": false, "overdue": false, "claim": false, "yours": false, "free": true} {
		part := parts.All("", "data-if", name)[0]
		if hidden := slices.ContainsFunc(part.Attr, func(a html.Attribute) bool { return a.Key == "hidden" }); hidden == shown {
			t.Errorf("%s is hidden: %v", name, hidden)
		}
	}
	state := page.All("p", "role", "status")[0]
	if text := webtest.Attr(state, "data-live-text"); text != "Rows are live." {
		t.Errorf("a script would say %q", text)
	}
	style, err := os.ReadFile(filepath.Join("..", "web", "static", "desk.css"))
	if err != nil || !strings.Contains(string(style), "[hidden] { display: none !important; }") {
		t.Errorf("a class may show what is hidden (%v)", err)
	}
}
