package withdrawal_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
	service "github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/desk/withdrawal"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

// desk shows one statement, and keeps what is done about it.
type desk struct {
	shown  service.Shown
	filter ledger.StatementFilter
	acts   []service.StaffAct
	fail   error
}

func (d *desk) List(_ context.Context, call api.Call, filter ledger.StatementFilter) ([]service.Listed, error) {
	d.filter = filter
	if call.Subject.Name == "" {
		return nil, call.Failed(refund.Problem{Code: api.CodeUnauthenticated, Detail: "nobody"})
	}
	if d.shown.ID == "" {
		return nil, nil
	}
	return []service.Listed{d.shown.Listed}, nil
}

func (d *desk) Show(_ context.Context, call api.Call, id ledger.StatementID) (service.Shown, error) {
	if id != d.shown.ID {
		return service.Shown{}, call.Failed(ledger.ErrNotFound)
	}
	return d.shown, nil
}

func (d *desk) Act(_ context.Context, call api.Call, in service.StaffAct) error {
	d.acts = append(d.acts, in)
	return call.Failed(d.fail)
}

func waiting() service.Shown {
	out := service.Shown{OrderID: "o-1", Order: &refund.Order{Lines: []refund.Line{{LineID: "1", Title: "Tea", Quantity: 2}}}}
	out.Statement = ledger.Statement{
		ID: "S1", First: "S0", Merchant: "m-001", ReceivedAt: now, Match: ledger.MatchWaiting, Acknowledged: ledger.AckByHand, Start: ledger.StartNone, StartProblem: string(service.CodeEmailDiffers), SHA256: strings.Repeat("a", 64),
	}
	out.Declaration = service.Declaration{Name: "Li Lei", Contract: "o-1", Part: "tea", ReplyTo: "fax"}
	out.Acts = []ledger.StatementAct{{Verb: ledger.StatementAcknowledge, Actor: "ann", Note: "called", At: now}}
	return out
}

func staffPages(t *testing.T, d *desk) http.Handler {
	t.Helper()
	kit := newKit(t)
	pages, err := withdrawal.NewStaff(kit, d)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Routes(mux)
	return kit.Guard(web.Staff, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r.WithContext(web.WithSubject(r.Context(), api.Person("ann"))))
	}))
}

func ask(h http.Handler, method, target string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestStaffSeesWhatWaitsAndWhy(t *testing.T) {
	d := &desk{shown: waiting()}
	h := staffPages(t, d)
	for locale, why := range map[string]string{"en": "the e-mail address is not the order's", "zh-CN": "电子邮箱与订单不符"} {
		page := webtest.Parse(t, ask(h, http.MethodGet, "/withdrawals?lang="+locale, nil).Body)
		if !strings.Contains(page.Text(), why) || !strings.Contains(page.Text(), "Li Lei") || len(page.All("a", "href", "/withdrawals/S1")) != 1 || !d.filter.NeedsPerson {
			t.Errorf("%s: the list says %s", locale, page.Text())
		}
		one := webtest.Parse(t, ask(h, http.MethodGet, "/withdrawals/S1?lang="+locale, nil).Body)
		if !strings.Contains(one.Text(), why) || len(one.All("a", "href", "/withdrawals/S0")) != 1 || !strings.Contains(one.Text(), "called") {
			t.Errorf("%s: the page says %s", locale, one.Text())
		}
		for act, there := range map[string]bool{"match": true, "answer": true, "acknowledge": true, "erase": false} {
			if got := len(one.All("form", "action", "/withdrawals/S1/"+act)) == 1; got != there {
				t.Errorf("%s: %s can be done: %v", locale, act, got)
			}
		}
	}
	ask(h, http.MethodGet, "/withdrawals?all=yes", nil)
	if d.filter.NeedsPerson {
		t.Error("all are those that wait")
	}
	if w := ask(h, http.MethodGet, "/withdrawals/S9", nil); w.Code != http.StatusNotFound {
		t.Errorf("another is answered %d", w.Code)
	}
	d.shown = service.Shown{}
	if page := webtest.Parse(t, ask(h, http.MethodGet, "/withdrawals", nil).Body); len(page.All("table", "", "")) != 0 {
		t.Error("an empty list is a table")
	}
}

func TestADoneStatementShowsItsRefundAndAnErasedOneNoWords(t *testing.T) {
	d := &desk{shown: waiting()}
	d.shown.Match, d.shown.Start, d.shown.Refund, d.shown.Acknowledged, d.shown.AckSentAt = ledger.MatchFound, ledger.StartStarted, "refund/m-001/o-1/w-S0", ledger.AckSent, &now
	page := webtest.Parse(t, ask(staffPages(t, d), http.MethodGet, "/withdrawals/S1", nil).Body)
	if len(page.All("a", "href", "/refunds/m-001/o-1/w-S0")) != 1 || len(page.All("form", "action", "/withdrawals/S1/erase")) != 1 || len(page.All("form", "action", "/withdrawals/S1/match")) != 0 {
		t.Errorf("it shows %s", page.Text())
	}
	d.shown.Erased, d.shown.Declaration = true, service.Declaration{}
	page = webtest.Parse(t, ask(staffPages(t, d), http.MethodGet, "/withdrawals/S1", nil).Body)
	if strings.Contains(page.Text(), "Li Lei") || len(page.All("form", "action", "/withdrawals/S1/erase")) != 0 {
		t.Errorf("erased it shows %s", page.Text())
	}
}

func TestAnActGoesToTheServiceAsItWasFilledInAndItsRefusalIsShown(t *testing.T) {
	d := &desk{shown: waiting()}
	h := staffPages(t, d)
	form := url.Values{"order": {" o-1 "}, "line": {"1"}, "quantity.1": {"2"}, "note": {"called"}}
	w := ask(h, http.MethodPost, "/withdrawals/S1/match", form)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/withdrawals/S1" {
		t.Errorf("answered %d to %q", w.Code, w.Header().Get("Location"))
	}
	if len(d.acts) != 1 || d.acts[0].Verb != ledger.StatementMatch || d.acts[0].Order != "o-1" || len(d.acts[0].Lines) != 1 || d.acts[0].Lines[0].Quantity != 2 || d.acts[0].Note != "called" {
		t.Errorf("done is %+v", d.acts)
	}
	d.fail = refund.Problem{Code: ledger.CodeStatementState, Detail: "it is Matched"}
	if w := ask(h, http.MethodPost, "/withdrawals/S1/answer", form); w.Code < 400 || !strings.Contains(w.Body.String(), "STATEMENT_STATE") {
		t.Errorf("refused is answered %d", w.Code)
	}
	form.Set("quantity.1", "two")
	for _, path := range []string{"/withdrawals/S1/match", "/withdrawals/S1/delete"} {
		if w := ask(h, http.MethodPost, path, form); w.Code != http.StatusBadRequest {
			t.Errorf("%s is answered %d", path, w.Code)
		}
	}
	if len(d.acts) != 2 {
		t.Errorf("%d acts", len(d.acts))
	}
}

func TestWhatACustomerWroteIsTextOnStaffsPages(t *testing.T) {
	d := &desk{shown: waiting()}
	h := staffPages(t, d)
	shape := ""
	for _, text := range append([]string{"a word"}, foreigntest.All()...) {
		d.shown.Declaration = service.Declaration{Name: text + ".", Contract: text + ".", Part: text + ".", ReplyTo: text + "."}
		own := webtest.Shape(webtest.Parse(t, ask(h, http.MethodGet, "/withdrawals", nil).Body)) + webtest.Shape(webtest.Parse(t, ask(h, http.MethodGet, "/withdrawals/S1", nil).Body))
		if shape == "" {
			shape = own
		}
		if own != shape {
			t.Errorf("%q changes the page", text)
		}
	}
}

var says = regexp.MustCompile(`\bsay "([^"]+)"`)

func TestEveryTextAndCodeOfStaffsPagesHasWordsInBothLanguages(t *testing.T) {
	files, err := filepath.Glob("staff/templates/*.html")
	if err != nil || len(files) != 2 {
		t.Fatalf("%v, %v", files, err)
	}
	ids := []string{"withdraw.done.match", "withdraw.done.answer", "withdraw.done.acknowledge", "withdraw.done.erase"}
	for _, code := range []string{
		"New", "Waiting", "Matched", "Answered", "Owed", "Sent", "ByHand", "None", "Started", "Refused", "EMAIL", "LINK", "STAFF", "MATCH", "ANSWER", "ACKNOWLEDGE", "ERASE",
		"ORDER_UNKNOWN", "EMAIL_UNKNOWN", "EMAIL_DIFFERS", "PART_UNCLEAR", "ERASED",
	} {
		ids = append(ids, "statement."+code)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range says.FindAllStringSubmatch(string(content), -1) {
			ids = append(ids, match[1])
		}
	}
	for _, locale := range explain.Locales() {
		words := wording.WordsOf((api.Call{Locale: locale}).Speaker())
		for _, id := range ids {
			if !words.Has(id) {
				t.Errorf("%s has no words for %s", locale, id)
			}
		}
	}
}
