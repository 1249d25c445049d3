package cases_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support/casetest"
	"github.com/makegood/makegood/desk/cases"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

// links keep what was done to the one link there is.
type links struct {
	state cases.LinkState
	done  []string
}

func (l *links) Link(context.Context, api.Call, refund.ID) (cases.LinkState, error) {
	return l.state, nil
}

func (l *links) Revoke(_ context.Context, call api.Call, id refund.ID, why string) error {
	return l.keep("revoke", call, id, why)
}

func (l *links) Renew(_ context.Context, call api.Call, id refund.ID, why string) error {
	return l.keep("renew", call, id, why)
}

func (l *links) keep(what string, call api.Call, id refund.ID, why string) error {
	if why == "" {
		return refund.Problem{Code: refund.CodeMissingField, Detail: "why is missing"}
	}
	l.done = append(l.done, what+" "+string(id)+" by "+string(call.Subject.Name)+": "+why)
	return nil
}

// holds says that somebody works on every refund.
type holds refund.Person

func (h holds) Holder(context.Context, refund.ID) (refund.Person, time.Time, bool) {
	return refund.Person(h), casetest.At.Add(2 * time.Hour), true
}

func (d desk) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r = r.WithContext(web.WithSubject(r.Context(), casetest.Ann("").Subject))
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

// TestACustomersLinkIsRevokedAndMadeAnewFromTheCase: with a reason, by whom it was, and the link itself is nowhere.
func TestACustomersLinkIsRevokedAndMadeAnewFromTheCase(t *testing.T) {
	l := &links{state: cases.LinkState{Made: true, Opens: true, OpensUntil: casetest.At.Add(time.Hour)}}
	d := newDesk(t, cases.Ports{Cases: told{filled()}, Links: l})
	has(t, d.page(casePath), "The customer's link opens the page until", "The customer's e-mail is not known with it")
	for _, do := range []string{"revoke", "renew"} {
		if w := d.post(casePath+"/link", url.Values{"do": {do}, "why": {"the mailbox was lost"}}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != casePath {
			t.Errorf("%s is answered %d to %s", do, w.Code, w.Header().Get("Location"))
		}
	}
	if want := "revoke refund/m/o/r by ann: the mailbox was lost|renew refund/m/o/r by ann: the mailbox was lost"; strings.Join(l.done, "|") != want {
		t.Errorf("done: %s", strings.Join(l.done, "|"))
	}
	for _, form := range []url.Values{{"do": {"revoke"}}, {"do": {"burn"}, "why": {"x"}}, {}} {
		if w := d.post(casePath+"/link", form); w.Code != http.StatusBadRequest {
			t.Errorf("%v is answered %d", form, w.Code)
		}
	}
	if len(l.done) != 2 {
		t.Errorf("done: %v", l.done)
	}
}

// TestEveryStateOfALinkIsSaid: and nothing of it to who is shown nothing of customers.
func TestEveryStateOfALinkIsSaid(t *testing.T) {
	for said, state := range map[string]cases.LinkState{
		"No link has been made yet.": {}, "The link has run out": {Made: true}, "The link was revoked": {Made: true, Revoked: true},
	} {
		d := newDesk(t, cases.Ports{Cases: told{filled()}, Links: &links{state: state}})
		has(t, d.page(casePath), said)
		for _, locale := range explain.Locales() {
			wellFormed(t, said+" "+locale, d.page(casePath+"?lang="+locale))
		}
	}
	masked := filled()
	masked.Masked = true
	page := newDesk(t, cases.Ports{Cases: told{masked}, Links: &links{}}).page(casePath)
	if len(page.All("section", "aria-labelledby", "link")) != 0 {
		t.Error("an auditor sees the customer's link")
	}
}

func TestWhoWorksOnACaseIsShownToOthers(t *testing.T) {
	has(t, newDesk(t, cases.Ports{Cases: told{filled()}, Holders: holds("ben")}).page(casePath), "ben works on this refund")
	has(t, newDesk(t, cases.Ports{Cases: told{filled()}, Holders: holds("ann")}).page(casePath), "You work on this refund")
}

// TestALegIsNotSaidToBeSentWhilePeopleDecide: nothing is sent before.
func TestALegIsNotSaidToBeSentWhilePeopleDecide(t *testing.T) {
	for status, said := range map[refund.Status]string{
		refund.StatusAwaitingApproval: "It is sent once the refund is decided", refund.StatusNeedsInfo: "It is sent once the refund is decided",
		refund.StatusAwaitingGoods: "It is sent once the refund is decided", refund.StatusPayingOut: "makegood sends it by itself.",
	} {
		c := filled()
		c.Standing.Status = status
		c.Standing.Legs = c.Standing.Legs[:1]
		c.Standing.Legs[0].Status, c.Standing.Legs[0].Stopped, c.Standing.Legs[0].MayRetry = refund.LegReserved, "", false
		has(t, newDesk(t, cases.Ports{Cases: told{c}}).page(casePath), said)
	}
}
