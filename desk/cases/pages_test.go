package cases_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap/zaptest"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/api/support/casetest"
	"github.com/makegood/makegood/desk/cases"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/refund"
)

// desk serves the pages of cases to somebody who is signed in.
type desk struct {
	t       *testing.T
	handler http.Handler
}

func newDesk(t *testing.T, ports cases.Ports) desk {
	t.Helper()
	kit, err := web.NewKit(web.Config{Logger: zaptest.NewLogger(t), Now: func() time.Time { return casetest.At.Add(time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := cases.New(kit, ports)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Routes(mux)
	return desk{t, kit.Guard(web.Staff, mux)}
}

func (d desk) get(path string) *httptest.ResponseRecorder {
	d.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r = r.WithContext(web.WithSubject(r.Context(), casetest.Ann("").Subject))
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

// page is the page at a path, which has to be there.
func (d desk) page(path string) webtest.Page {
	d.t.Helper()
	w := d.get(path)
	if w.Code != http.StatusOK {
		d.t.Fatalf("%s is answered %d: %s", path, w.Code, w.Body)
	}
	return webtest.Parse(d.t, w.Body)
}

// told is a reader that tells one case, whatever is asked for.
type told struct{ one support.Case }

func (r told) Case(context.Context, api.Call, refund.ID) (support.Case, error) { return r.one, nil }

// has fails unless the page's main part says all of some texts.
func has(t *testing.T, page webtest.Page, texts ...string) {
	t.Helper()
	text := page.Text()
	for _, one := range texts {
		if !strings.Contains(text, one) {
			t.Errorf("the page does not say %q: %s", one, text)
		}
	}
}

func TestPagesNeedTheirPorts(t *testing.T) {
	if _, err := cases.New(nil, cases.Ports{}); err == nil {
		t.Error("pages without ports")
	}
}

func TestARealCaseIsToldInTwoReadsOfTheLedger(t *testing.T) {
	b := casetest.New(t, "../..", nil)
	id := b.Decide(b.Example("partial-split-tender"))
	b.Outcome(id, "1", refund.OutcomeUnknown)
	d := newDesk(t, cases.Ports{Cases: b.Cases, TemporalUI: "https://temporal.example.com/", Namespace: "default"})
	page := d.page(web.CasePath(id))
	if b.Reads != 2 {
		t.Errorf("the page made %d reads of the ledger", b.Reads)
	}
	has(t, page, "Refund c-7 of order order-2002", "Recomputed: agrees", "The workflow did not answer", "Nobody has to act: the provider's answer is awaited",
		"Mug", "pay-1", "pay-2", "customer:42", "promotion no longer earned", "No rule gave points", "Last sent", "within the period (WITHIN_WINDOW), ", "makegood asks the provider")
	for _, link := range page.All("a", "rel", "noopener noreferrer") {
		if got := webtest.Attr(link, "href"); got != "https://temporal.example.com/namespaces/default/workflows/refund%2Fm-001%2Forder-2002%2Fc-7" {
			t.Errorf("the workflow is at %s", got)
		}
	}
	chinese := d.page(web.CasePath(id) + "?lang=zh-CN")
	has(t, chinese, "已重新计算：一致", "概览", "结果未知", "轨迹")
	for _, one := range []webtest.Page{page, chinese} {
		if _, after, found := strings.Cut(one.Text(), "desk.cases."); found {
			t.Errorf("there is an id without words: %.60s", after)
		}
	}
	b.Reads = 0
	has(t, d.page(web.CasePath(id)+"/beside?with="+string(id)), "Two refunds side by side")
	if b.Reads != 4 {
		t.Errorf("two cases made %d reads of the ledger", b.Reads)
	}
}

func TestALegWithoutAnAnswerIsUnknownAndNeverFailed(t *testing.T) {
	b := casetest.New(t, "../..", nil)
	id := b.Decide(b.Example("partial-split-tender"))
	b.Outcome(id, "1", refund.OutcomeUnknown)
	b.Outcome(id, "2", refund.OutcomeDeclined)
	d := newDesk(t, cases.Ports{Cases: b.Cases})
	for _, one := range []struct{ lang, unknown, failed string }{{"en", "Nobody knows yet whether the money moved", "failed"}, {"zh-CN", "尚不知道款项是否已动", "失败；"}} {
		page := d.page(web.CasePath(id) + "?lang=" + one.lang)
		legs := page.All("div", "data-leg", "1")
		if len(legs) != 1 {
			t.Fatalf("%d legs 1", len(legs))
		}
		text, class := webtest.Text(legs[0]), webtest.Attr(legs[0], "class")
		if !strings.Contains(class, "unknown") || strings.Contains(class, "bad") || webtest.Attr(legs[0], "data-leg-status") != "Unknown" {
			t.Errorf("%s: an unanswered leg looks like %q", one.lang, class)
		}
		if !strings.Contains(text, one.unknown) || strings.Contains(text, one.failed) || !strings.Contains(text, refund.ProviderKey(id, "1", 1)) {
			t.Errorf("%s: an unanswered leg is told as %q", one.lang, text)
		}
		if icons := len((webtest.Page{Root: legs[0]}).All("svg", "class", "icon icon-unknown")); icons != 1 {
			t.Errorf("%s: it has %d icons of its own", one.lang, icons)
		}
		declined := page.All("div", "data-leg", "2")
		if class := webtest.Attr(declined[0], "class"); !strings.Contains(class, "bad") {
			t.Errorf("%s: a declined leg looks like %q", one.lang, class)
		}
	}
}

func TestARefundThatNobodyKnowsIsAPageInWords(t *testing.T) {
	b := casetest.New(t, "../..", nil)
	d := newDesk(t, cases.Ports{Cases: b.Cases})
	for _, path := range []string{"/refunds/m/o/nobody", "/refunds/m/o/%3Cscript%3E", "/refunds/m/a%2Fb/c", "/refunds?id=refund/m/o", "/refunds/m/o/r/beside?with=x", "/refunds/m/%20/r"} {
		w := d.get(path)
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "NOT_FOUND") || strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("%s is answered %d: %s", path, w.Code, w.Body)
		}
	}
}

func TestARefundsPageIsFoundWhateverItsIDIs(t *testing.T) {
	d := newDesk(t, cases.Ports{Cases: told{support.Case{Refund: api.Refund{}}}})
	for id, want := range map[refund.ID]string{
		"refund/m-1/o_2/r.3": "/refunds/m-1/o_2/r.3",
		"refund/m/../r":      "/refunds?id=refund%2Fm%2F..%2Fr",
		"refund/./o/r":       "/refunds?id=refund%2F.%2Fo%2Fr",
		"refund/m/..o/r..":   "/refunds/m/..o/r..",
	} {
		if got := web.CasePath(id); got != want {
			t.Errorf("%s is at %s, want %s", id, got, want)
		}
		if w := d.get(web.CasePath(id)); w.Code != http.StatusOK {
			t.Errorf("%s is answered %d", web.CasePath(id), w.Code)
		}
	}
	if w := d.get("/refunds?id=refund/m/o/r"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/refunds/m/o/r" {
		t.Errorf("by its id: %d to %s", w.Code, w.Header().Get("Location"))
	}
}

func TestAWorkflowThatIsOverIsNoTrouble(t *testing.T) {
	for closed, want := range map[bool]string{true: "its workflow is over", false: "The workflow did not answer"} {
		c := support.Case{}
		c.Standing.Status, c.Standing.Closed, c.Workflow = refund.StatusRefunded, closed, &api.Error{Code: refund.CodeNotFound}
		has(t, newDesk(t, cases.Ports{Cases: told{c}}).page("/refunds/m/o/r"), want)
	}
	c := support.Case{}
	c.Standing.Closed, c.Workflow = true, &api.Error{Code: "TEMPORAL_AWAY"}
	has(t, newDesk(t, cases.Ports{Cases: told{c}}).page("/refunds/m/o/r"), "The workflow did not answer")
}
