package queue_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/queue"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite/sqlitetest"
	"github.com/makegood/makegood/refund"
)

// refunds keep the acts that arrive, and refuse those on some refunds.
type refunds struct {
	api.Refunds
	assigned []api.AssignRequest
	asked    []api.AskRequest
	refuse   map[refund.ID]error
}

func (r *refunds) Assign(_ context.Context, call api.Call, in api.AssignRequest) (api.Acted, error) {
	r.assigned = append(r.assigned, in)
	return api.Acted{ID: in.ID}, call.Failed(r.refuse[in.ID])
}

func (r *refunds) Ask(_ context.Context, call api.Call, in api.AskRequest) (api.Acted, error) {
	r.asked = append(r.asked, in)
	return api.Acted{ID: in.ID}, call.Failed(r.refuse[in.ID])
}

// desk is the pages over the service and a real ledger.
type desk struct {
	*ledgertest.Desk
	t       *testing.T
	pages   *queue.Pages
	service queue.Service
	handler http.Handler
	refunds *refunds
	who     refund.Person
	lang    string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	clock, store := sqlitetest.Empty(t)
	d := &desk{Desk: ledgertest.At(t, store, clock), t: t, refunds: &refunds{}, who: "ann", lang: "en"}
	limit := map[refund.Currency]int64{"CNY": 1 << 40}
	staff := refund.Staff{Ranks: []refund.Role{"support", "lead"}, Reviewers: []refund.Reviewer{
		{Name: "ann", Roles: []refund.Role{"lead"}, LimitMinor: limit}, {Name: "ben", Roles: []refund.Role{"support"}, LimitMinor: limit},
	}}
	service, err := support.New(support.Ports{
		Refunds: d.refunds, Staff: func(context.Context) (refund.Staff, error) { return staff, nil }, Now: clock.Now, Queue: store,
	})
	if err != nil {
		t.Fatal(err)
	}
	d.service = service
	d.mount(service, clock.Now)
	return d
}

// mount serves the pages over a service.
func (d *desk) mount(service queue.Service, now func() time.Time) {
	d.t.Helper()
	kit, err := web.NewKit(web.Config{Logger: zap.NewNop(), Now: now})
	if err != nil {
		d.t.Fatal(err)
	}
	if d.pages, err = queue.New(kit, service); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(d.pages.Close)
	mux := http.NewServeMux()
	d.pages.Routes(mux)
	d.handler = kit.Guard(web.Staff, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := api.Subject{ID: "oidc:" + refund.SubjectID(d.who), Name: d.who, Kind: api.Human, Verified: api.ByOIDC}
		if d.who == "" {
			who = api.Subject{}
		}
		mux.ServeHTTP(w, r.WithContext(web.WithSubject(r.Context(), who)))
	}))
}

// get is an answer to a page that is asked for.
func (d *desk) get(target string) *httptest.ResponseRecorder {
	d.t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header.Set("Accept-Language", d.lang)
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

// page is a page that is there.
func (d *desk) page(target string) webtest.Page {
	d.t.Helper()
	w := d.get(target)
	if w.Code != http.StatusOK {
		d.t.Fatalf("%s is answered %d: %s", target, w.Code, w.Body)
	}
	return webtest.Parse(d.t, w.Body)
}

// post sends a form.
func (d *desk) post(target string, pairs ...string) *httptest.ResponseRecorder {
	d.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

// leads fails unless an answer leads on, with a notice.
func (d *desk) leads(what string, w *httptest.ResponseRecorder, to, notice string) {
	d.t.Helper()
	said := ""
	for _, cookie := range w.Result().Cookies() {
		said = cookie.Value
	}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != to || said != notice {
		d.t.Errorf("%s is answered %d to %q with %q: %s", what, w.Code, w.Header().Get("Location"), said, w.Body)
	}
}

// rowIDs are the ids of a page's rows.
func rowIDs(p webtest.Page) (ids []string) {
	for _, line := range p.All("tr", "", "") {
		if id := webtest.Attr(line, "data-row"); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}
