package queue_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/queue"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/refund"
)

// ledgerRequest is a request that a law wants paid by a time.
func ledgerRequest(order string, by time.Time) (refund.Cancellation, refund.Proposal) {
	p := ledgertest.Units(1)
	p.Assessment.PayBy, p.Assessment.PayByLaw = &by, "a law"
	return ledgertest.Request(order, "c1", 1), p
}

func TestWhoClaimsARefundIsShownToOthers(t *testing.T) {
	d := newDesk(t)
	id := d.Waiting("o1", "lead")
	d.leads("a claim", d.post("/queue/claim", "id", string(id), "back", "/queue?unassigned=1"), "/queue?unassigned=1", "desk.queue.done.claimed")
	if text := seen(row(t, d.page("/queue"), id)); !strings.Contains(text, "ann until 12:15 UTC") || !strings.Contains(text, "Release") {
		t.Errorf("its holder sees %q", text)
	}
	d.who = "ben"
	if text := seen(row(t, d.page("/queue"), id)); !strings.Contains(text, "ann until 12:15 UTC") || strings.Contains(text, "Release") || strings.Contains(text, "Claim") {
		t.Errorf("another sees %q", text)
	}
	d.leads("another's claim", d.post("/queue/claim", "id", string(id)), "/queue", "desk.queue.done.taken")
	d.who = "ann"
	d.leads("a release", d.post("/queue/release", "id", string(id), "back", "https://evil.example/"), "/queue", "desk.queue.done.released")
	if text := seen(row(t, d.page("/queue"), id)); strings.Contains(text, "until") {
		t.Errorf("after its release %q", text)
	}
	if w := d.post("/queue/claim", "id", "refund/m1/none/c1"); w.Code != http.StatusNotFound {
		t.Errorf("a claim of nothing is answered %d", w.Code)
	}
}

func TestTheNextCaseIsClaimedByAFormAndOnlyShownByALink(t *testing.T) {
	d := newDesk(t)
	a, b := d.Waiting("a", "lead"), d.Waiting("b", "lead")
	d.leads("a link", d.get("/queue/next?unassigned=1"), "/refunds/m1/a/c1", "")
	if text := seen(row(t, d.page("/queue"), a)); strings.Contains(text, "until") {
		t.Errorf("a link claims: %q", text)
	}
	d.leads("a form", d.post("/queue/next", "query", "unassigned=1", "skip", string(a)), "/refunds/m1/b/c1", "desk.queue.done.claimed")
	if text := seen(row(t, d.page("/queue"), b)); !strings.Contains(text, "ann until") {
		t.Errorf("a form does not claim: %q", text)
	}
	d.leads("nothing", d.post("/queue/next", "query", "status=NeedsInfo"), "/queue?status=NeedsInfo", "desk.queue.done.none")
}

func TestManyAreAssignedOrAskedEachWithItsResult(t *testing.T) {
	d := newDesk(t)
	a, b := d.Waiting("a", "lead"), d.Waiting("b", "lead")
	d.refunds.refuse = map[refund.ID]error{b: refund.Problem{Code: refund.CodeWrongState, Detail: "it is paid"}}
	page := d.page("/queue")
	key := webtest.Attr(page.All("input", "name", "key")[0], "value")
	w := d.post("/queue/assign", "id", string(a), "id", string(b), "to", "ben", "note", "please", "key", key, "back", "/queue")
	text := webtest.Parse(t, w.Body).Text()
	if w.Code != http.StatusOK || !strings.Contains(text, "1 done, 1 not done.") || !strings.Contains(text, "WRONG_STATE") {
		t.Errorf("answered %d: %s", w.Code, text)
	}
	if len(d.refunds.assigned) != 2 || d.refunds.assigned[0].To != "ben" || d.refunds.assigned[0].Note != "please" {
		t.Errorf("assigned %+v", d.refunds.assigned)
	}
	w = d.post("/queue/ask", "id", string(a), "question", "which one?", "key", key)
	if w.Code != http.StatusOK || len(d.refunds.asked) != 1 || d.refunds.asked[0].Question != "which one?" {
		t.Errorf("answered %d: %+v", w.Code, d.refunds.asked)
	}
	for name, pairs := range map[string][]string{
		"nothing selected": {"to", "ben", "key", key}, "no key": {"id", string(a), "to", "ben"}, "a forged key": {"id", string(a), "to", "ben", "key", "x"},
	} {
		if w := d.post("/queue/assign", pairs...); w.Code != http.StatusBadRequest {
			t.Errorf("%s is answered %d", name, w.Code)
		}
	}
	if w := d.post("/queue/ask", "question", strings.Repeat("x", 70<<10)); w.Code != http.StatusBadRequest {
		t.Errorf("a form that is too large is answered %d", w.Code)
	}
}

func TestAViewIsSavedSharedAndDropped(t *testing.T) {
	d := newDesk(t)
	d.leads("a view", d.post("/queue/views", "name", "late", "query", "overdue=1", "shared", "1"), "/queue?overdue=1", "desk.queue.done.saved")
	d.who = "ben"
	if page := d.page("/queue"); link(t, page, "late") != "/queue?overdue=1" || len(page.All("form", "action", "/queue/views/drop")) != 0 {
		t.Error("another does not see the shared view, or may drop it")
	}
	d.who = "ann"
	d.leads("dropped", d.post("/queue/views/drop", "name", "late"), "/queue", "desk.queue.done.dropped")
	if page := d.page("/queue"); strings.Contains(page.Text(), "late") {
		t.Error("the view is still there")
	}
	if w := d.post("/queue/views", "name", "", "query", ""); w.Code != http.StatusBadRequest {
		t.Errorf("a view without a name is answered %d", w.Code)
	}
}

func TestWhoIsAwayIsEnteredHandedOverAndEnded(t *testing.T) {
	d := newDesk(t)
	d.Assign(d.Waiting("o1", "lead"), "ben")
	d.leads("away", d.post("/queue/away", "person", "ben", "deputy", "ann", "from", "2026-11-20", "until", "2026-11-21"), "/queue/away", "desk.queue.done.away")
	if text := d.page("/queue/away").Text(); !strings.Contains(text, "ben away now ann 20 Nov 2026, 00:00 UTC 22 Nov 2026, 00:00 UTC") {
		t.Errorf("the page says %q", text)
	}
	if ids := rowIDs(d.page("/queue?assignee=me")); len(ids) != 1 {
		t.Errorf("the deputy sees %v", ids)
	}
	w := d.post("/queue/handover", "from", "ben", "to", "ann", "key", strings.Repeat("0", 32))
	if w.Code != http.StatusOK || len(d.refunds.assigned) != 1 || d.refunds.assigned[0].To != "ann" {
		t.Errorf("a handover is answered %d: %+v", w.Code, d.refunds.assigned)
	}
	d.leads("back", d.post("/queue/away/end", "person", "ben"), "/queue/away", "desk.queue.done.back")
	for name, pairs := range map[string][]string{
		"no day": {"person", "ben", "deputy", "ann", "from", "soon", "until", "2026-11-21"}, "no last day": {"person", "ben", "deputy", "ann", "from", "2026-11-21"},
		"their own deputy": {"person", "ben", "deputy", "ben", "from", "2026-11-20", "until", "2026-11-21"},
	} {
		if w := d.post("/queue/away", pairs...); w.Code != http.StatusBadRequest {
			t.Errorf("%s is answered %d", name, w.Code)
		}
	}
}

// said is a service whose rows say a text wherever a foreign one can stand.
type said struct {
	queue.Service
	text string
}

func (s said) Queue(ctx context.Context, call api.Call, in support.QueueRequest) (support.QueuePage, error) {
	page, err := s.Service.Queue(ctx, call, in)
	for i := range page.Rows {
		r := &page.Rows[i]
		r.Assignee, r.NextRole, r.NeedsPerson = refund.Person(s.text), refund.Role(s.text), refund.Code(s.text)
		r.Claim = &ledger.DeskClaim{Person: refund.Person(s.text), UntilAt: *new(time.Time)}
	}
	return page, err
}

func (s said) Colleagues(context.Context, api.Call) ([]refund.Person, error) {
	return []refund.Person{refund.Person(s.text)}, nil
}

func TestForeignTextsChangeNothingOfTheQueue(t *testing.T) {
	d := newDesk(t)
	d.Waiting("o1", "lead")
	shape, texts := "", foreigntest.All()
	if len(texts) < 10 {
		t.Fatalf("%d texts are too few to mean anything", len(texts))
	}
	for i, text := range append([]string{"plain"}, texts...) {
		d.mount(said{d.service, text}, d.Clock.Now)
		page := d.get("/queue")
		if strings.ContainsAny(page.Body.String(), moving) {
			t.Errorf("%q moves what stands beside it", text)
		}
		got := webtest.Shape(webtest.Parse(t, page.Body))
		if i == 0 {
			shape = got
		} else if got != shape {
			t.Errorf("%q changes the page", text)
		}
		live, _ := d.listen("/queue/live")
		if event := live.next(t); strings.ContainsAny(event, moving) || strings.Contains(event, "<script") {
			t.Errorf("%q moves what stands beside it in %s", text, event)
		}
		live.leave()
	}
}

// moving are characters that move what stands beside them.
const moving = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u0000"
