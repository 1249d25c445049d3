//go:build browser

package browser

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/queue"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// queueDesk is the pages of the queue over a ledger of its own, where ann is signed in.
type queueDesk struct {
	*ledgertest.Desk
	service *support.Service
	url     string
}

func staffCall(name refund.Person) api.Call {
	return api.Call{Subject: api.Subject{Name: name, Kind: api.Human, Verified: api.ByDemo}, Locale: "en"}
}

func serveQueue(t *testing.T) *queueDesk {
	t.Helper()
	clock := &ledgertest.Clock{}
	for noon := time.Now().UTC(); clock.Now().Before(noon); { // a duration is at most 292 years
		clock.Advance(noon.Sub(clock.Now()))
	}
	books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	limit := map[refund.Currency]int64{"CNY": 1 << 40}
	staff := refund.Staff{Ranks: []refund.Role{"support", "lead"}, Reviewers: []refund.Reviewer{{Name: "ann", Roles: []refund.Role{"lead"}, LimitMinor: limit}, {Name: "ben", Roles: []refund.Role{"lead"}, LimitMinor: limit}}}
	service, err := support.New(support.Ports{
		Refunds: struct{ api.Refunds }{}, Staff: func(context.Context) (refund.Staff, error) { return staff, nil }, Now: clock.Now, Queue: books,
	})
	if err != nil {
		t.Fatal(err)
	}
	kit, err := web.NewKit(web.Config{Logger: zap.NewNop(), Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := queue.New(kit, service)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(web.StaticPrefix, web.Static())
	mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("/refunds/", func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte("<!doctype html><title>a case</title><h1>" + r.URL.Path + "</h1>"))
	})
	pages.Routes(mux)
	server := httptest.NewServer(kit.Guard(web.Staff, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r.WithContext(web.WithSubject(r.Context(), staffCall("ann").Subject)))
	})))
	t.Cleanup(func() {
		pages.Close()
		server.CloseClientConnections()
		server.Close()
		_ = books.Close()
	})
	return &queueDesk{Desk: ledgertest.At(t, books, clock), service: service, url: server.URL}
}

func TestRowsOfTheQueueAreLiveAndLedByKeys(t *testing.T) {
	d := serveQueue(t)
	first := d.Waiting("o-1", "lead")
	d.Record(d.Sent("o-3", "c1", 1), refund.OutcomeUnknown)
	p := open(t)
	p.goTo(d.url + "/queue")
	p.until("it is live", `document.querySelector("[data-live]").textContent === "Rows are live."`)
	p.accessible()
	d.Waiting("o-2", "lead")
	p.until("the new row is there", `document.querySelectorAll("#rows tr").length === 2 && document.querySelector("#rows").textContent.includes("o-2")`)
	if _, err := d.service.Claim(t.Context(), staffCall("ben"), first); err != nil {
		t.Fatal(err)
	}
	p.until("the row says who has it", `document.querySelector('[data-row="`+string(first)+`"]').innerText.includes("ben until")`)
	p.accessible()
	if says := ask[bool](p, `document.querySelector("#rows").innerText.includes("Unknown outcome")`); says {
		t.Error("a row that is not unknown says that it is")
	}
	p.press("j", "j")
	if at := ask[string](p, `document.querySelector("#rows tr[aria-current]").dataset.row`); at != "refund/m1/o-2/c1" {
		t.Errorf("j leads to %q", at)
	}
	p.press("?")
	p.until("the help is open", `document.getElementById("keys").open`)
	p.accessible()
	ask[bool](p, `document.getElementById("keys-on").click() ?? true`)
	ask[bool](p, `document.querySelector("#keys button").click() ?? true`)
	p.press("k")
	if at := ask[string](p, `document.querySelector("#rows tr[aria-current]").dataset.row`); at != "refund/m1/o-2/c1" {
		t.Errorf("k leads to %q, and keys are off", at)
	}
	p.goTo(d.url + "/queue")
	if on := ask[bool](p, `document.getElementById("keys-on").checked`); on {
		t.Error("that keys are off is forgotten")
	}
}

func TestTheQueuesPagesAreAccessibleOnEachScreen(t *testing.T) {
	d := serveQueue(t)
	d.Waiting("o-1", "lead")
	d.Record(d.Sent("o-3", "c1", 1), refund.OutcomeUnknown)
	now := d.Clock.Now()
	if err := d.service.SetAway(t.Context(), staffCall("ann"), support.AwayRequest{Person: "ben", Deputy: "ann", From: now, Until: now.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	p := open(t)
	for _, path := range []string{"/queue", "/queue?unknown=1", "/queue/search?q=o-1", "/queue/away", "/queue?lang=zh-CN"} {
		p.goTo(d.url + path)
		p.size(1280, 900)
		p.light()
		p.accessible()
		p.dark()
		p.accessible()
		p.onPhone()
		p.fits()
		p.accessible()
	}
	quiet := open(t)
	quiet.withoutScript()
	quiet.goTo(d.url + "/queue")
	quiet.click(`[data-claim] button`)
	quiet.says("ann until")
}
