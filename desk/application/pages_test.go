package application_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/desk/application"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/internal/preview"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

var now = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

// service knows one order, by a link with the token "good".
type service struct {
	order    refund.Order
	preview  withdrawal.Preview
	fail     error
	previews []withdrawal.Application
	applied  []withdrawal.Application
	total    int64
	told     []withdrawal.Registered
}

func (s *service) NewApplicationID() string { return "APPLICATION-1" }

func (s *service) Order(_ context.Context, call api.Call, link withdrawal.Link) (withdrawal.Applied, error) {
	if link.Token != "good" {
		return withdrawal.Applied{}, call.Failed(refund.Problem{Code: refund.CodeBadToken, Detail: "bad"})
	}
	return withdrawal.Applied{Order: s.order, Reasons: withdrawal.CustomersReasons()}, nil
}

func (s *service) Preview(_ context.Context, call api.Call, in withdrawal.Application) (withdrawal.Preview, error) {
	s.previews = append(s.previews, in)
	return s.preview, call.Failed(s.fail)
}

func (s *service) Apply(_ context.Context, call api.Call, in withdrawal.Application) (api.RequestedRefund, error) {
	s.applied = append(s.applied, in)
	return api.RequestedRefund{Standing: refund.Standing{
		Refund: "refund/m-001/o-1/a-APPLICATION-1", Status: refund.StatusPayingOut, TotalMinor: s.total, Currency: "EUR",
	}}, call.Failed(s.fail)
}

func (s *service) Register(_ context.Context, call api.Call, header http.Header, in withdrawal.Registered) (withdrawal.Link, error) {
	if header.Get("webhook-signature") != "signed" {
		return withdrawal.Link{}, call.Failed(refund.Problem{Code: refund.CodeBadToken, Detail: "bad"})
	}
	s.told = append(s.told, in)
	return withdrawal.Link{Merchant: in.Merchant, Order: in.Order, Until: in.Until, Token: "good"}, nil
}

type bench struct {
	service *service
	handler http.Handler
}

func newBench(t *testing.T) *bench {
	t.Helper()
	by := now.Add(72 * time.Hour)
	s := &service{total: 1900, order: refund.Order{Lines: []refund.Line{{LineID: "1", Title: "Tea", Quantity: 3}, {LineID: "2", Title: "Pot", Quantity: 1}}, PolicyRef: &refund.PolicyRef{Name: "p", Version: "1"}}}
	s.preview = withdrawal.Preview{From: &now, By: &by, UsuallySeconds: 90000,
		Statement: refund.Statement{Rows: []refund.StatementRow{{Label: "2 × Tea", AmountMinor: 2000}, {Label: "Return label", AmountMinor: -100}}, Notes: []string{"A note."}},
		Line: preview.Line{
			Eligible: true, TotalMinor: 1900, CurrencyCode: "EUR", Reasons: []string{"WITHIN_WINDOW"}, ApprovalsRequired: 1, PayBy: &by, PayAfterGoods: &refund.PayAfterGoods{},
			Steps: []refund.Step{{Name: "paid for the goods", Formula: "2 × 10.00", ResultMinor: 2000, Computes: refund.FormulaID("sum")}},
		}}
	kit, err := web.NewKit(web.Config{Logger: zap.NewNop(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := application.New(kit, s, application.Config{
		BaseURL: "https://acme.example/", LinkLife: time.Hour, Now: func() time.Time { return now },
		CustomerPage: func(_ context.Context, id refund.ID) (string, error) { return "/r/secret-of-" + string(id), nil },
		PolicyURL:    func(ref *refund.PolicyRef) string { return "https://acme.example/policies/" + ref.Name },
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Routes(mux)
	return &bench{service: s, handler: kit.Guard(web.Public, mux)}
}

func (b *bench) do(method, target, kind, body string, header map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	for name, value := range header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w
}

func (b *bench) post(target string, form url.Values) *httptest.ResponseRecorder {
	return b.do(http.MethodPost, target, "application/x-www-form-urlencoded", form.Encode(), nil)
}

const link = "merchant=m-001&order=o-1&until=1900000000&token=good"

func typed() url.Values {
	form, _ := url.ParseQuery(link)
	form["line"], form["reason"], form["email"] = []string{"1"}, []string{"DAMAGED"}, []string{"buyer@example.com"}
	form.Set("quantity.1", "2")
	form.Set("quantity.2", "1")
	return form
}

// fieldsOf are the fields of the form that is sent to an address.
func fieldsOf(p webtest.Page, action string) url.Values {
	out := url.Values{}
	for _, form := range p.All("form", "action", action) {
		for _, input := range (webtest.Page{Root: form}).All("input", "", "") {
			out.Add(webtest.Attr(input, "name"), webtest.Attr(input, "value"))
		}
	}
	return out
}

func TestTheAmountItsPartsAndTheTimeAreShownBeforeAnythingIsSent(t *testing.T) {
	for _, locale := range explain.Locales() {
		b := newBench(t)
		form := webtest.Parse(t, b.do(http.MethodGet, "/apply?lang="+locale+"&"+link, "", "", nil).Body)
		if len(form.All("input", "type", "checkbox")) != 2 || len(form.All("option", "", "")) != len(withdrawal.CustomersReasons())+1 {
			t.Fatalf("%s: the form is %s", locale, form.Text())
		}
		w := b.post("/apply?lang="+locale, typed())
		page := webtest.Parse(t, w.Body)
		for _, part := range []string{"2 × Tea", "20.00", "1.00", "19.00", "2026-11-29", "2026-12-02", "2 × 10.00", "A note."} {
			if !strings.Contains(page.Text(), part) {
				t.Errorf("%s: it does not say %q: %s", locale, part, page.Text())
			}
		}
		if len(page.All("a", "href", "https://acme.example/policies/p")) != 1 || len(b.service.applied) != 0 || w.Code != http.StatusOK {
			t.Errorf("%s: %d, %d applications", locale, w.Code, len(b.service.applied))
		}
		sent := b.post("/apply/send", fieldsOf(page, "/apply/send"))
		said := webtest.Parse(t, sent.Body)
		if sent.Code != http.StatusOK || len(said.All("a", "href", "/r/secret-of-refund/m-001/o-1/a-APPLICATION-1")) != 1 || len(said.All("", "class", "notice warn")) != 0 {
			t.Errorf("%s: sent: %d %s", locale, sent.Code, said.Text())
		}
		applied := b.service.applied[0]
		if applied.ID != "APPLICATION-1" || len(applied.Lines) != 1 || applied.Lines[0] != (refund.CancelledLine{LineID: "1", Quantity: 2}) || applied.Reason != refund.ReasonDamaged || applied.Email != "buyer@example.com" {
			t.Errorf("%s: applied %+v", locale, applied)
		}
	}
}

func TestAnAmountThatHasMovedSinceIsSaid(t *testing.T) {
	b := newBench(t)
	page := webtest.Parse(t, b.post("/apply", typed()).Body)
	b.service.total = 1800
	if said := webtest.Parse(t, b.post("/apply/send", fieldsOf(page, "/apply/send")).Body); len(said.All("", "class", "notice warn")) != 1 || !strings.Contains(said.Text(), "18.00") {
		t.Errorf("it says %s", said.Text())
	}
}

func TestWhatIsChangedOrRefusedKeepsWhatWasTyped(t *testing.T) {
	b := newBench(t)
	page := webtest.Parse(t, b.post("/apply", typed()).Body)
	b.service.fail = refund.Problem{Code: refund.CodeTooLarge, Detail: "no"}
	for path, status := range map[string]int{"/apply/change": http.StatusOK, "/apply": http.StatusRequestEntityTooLarge, "/apply/send": http.StatusRequestEntityTooLarge} {
		w := b.post(path, fieldsOf(page, "/apply/send"))
		again := webtest.Parse(t, w.Body)
		if w.Code != status || len(again.All("input", "checked", "")) == 0 || webtest.Attr(again.All("input", "name", "email")[0], "value") != "buyer@example.com" ||
			len(again.All("option", "value", "DAMAGED")) != 1 || (status == http.StatusOK) != (len(again.All("", "role", "alert")) == 0) {
			t.Errorf("%s: %d %s", path, w.Code, again.Text())
		}
	}
}

func TestWithoutTheShopsLinkThereIsNoPage(t *testing.T) {
	b := newBench(t)
	forged, form := strings.Replace(link, "good", "forged", 1), typed()
	form.Set("token", "forged")
	for _, w := range []*httptest.ResponseRecorder{
		b.do(http.MethodGet, "/apply", "", "", nil), b.do(http.MethodGet, "/apply?"+forged, "", "", nil), b.post("/apply", form), b.post("/apply/send", form),
	} {
		if w.Code != http.StatusUnauthorized || strings.Contains(w.Body.String(), "Tea") {
			t.Errorf("answered %d", w.Code)
		}
	}
	if len(b.service.applied) != 0 {
		t.Error("it was sent")
	}
}

func TestBadFormsAreRefused(t *testing.T) {
	b := newBench(t)
	for name, change := range map[string]func(url.Values){
		"a quantity that is no number": func(f url.Values) { f.Set("quantity.1", "two") },
		"an id with a slash":           func(f url.Values) { f.Set("application", "../x") },
		"an id that is too long":       func(f url.Values) { f.Set("application", strings.Repeat("a", 41)) },
		"a form that is too large":     func(f url.Values) { f.Set("email", strings.Repeat("a", 300<<10)) },
	} {
		form := typed()
		change(form)
		if w := b.post("/apply/send", form); w.Code < 400 || w.Code >= 500 {
			t.Errorf("%s: answered %d", name, w.Code)
		}
	}
	if len(b.service.applied) != 0 {
		t.Error("it was sent")
	}
}

func TestTitlesAreText(t *testing.T) {
	b := newBench(t)
	shape := ""
	for _, text := range append([]string{"a word"}, foreigntest.All()...) {
		b.service.order.Lines[0].Title = text
		b.service.preview.Statement.Rows[0].Label = text
		w := b.do(http.MethodGet, "/apply?"+link, "", "", nil)
		own := webtest.Shape(webtest.Parse(t, w.Body)) + webtest.Shape(webtest.Parse(t, b.post("/apply", typed()).Body))
		if shape == "" {
			shape = own
		}
		if own != shape {
			t.Errorf("%q changes the page", text)
		}
	}
}

func TestAShopTellsOfAnOrderAndGetsItsLinks(t *testing.T) {
	b := newBench(t)
	w := b.do(http.MethodPut, "/apply/orders/m-001/o-1", "application/json", `{"a":1}`, map[string]string{"webhook-signature": "signed"})
	var told struct {
		ApplyURL    string    `json:"apply_url"`
		WithdrawURL string    `json:"withdraw_url"`
		Until       time.Time `json:"until"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &told); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	if !strings.HasPrefix(told.ApplyURL, "https://acme.example/apply?merchant=m-001&order=o-1&token=good&until=") || !strings.HasPrefix(told.WithdrawURL, "https://acme.example/withdraw?") || !told.Until.Equal(now.Add(time.Hour)) {
		t.Errorf("told %+v", told)
	}
	if len(b.service.told) != 1 || string(b.service.told[0].Body) != `{"a":1}` {
		t.Errorf("registered %+v", b.service.told)
	}
	bad := b.do(http.MethodPut, "/apply/orders/m-001/o-1", "application/json", `{}`, nil)
	if bad.Code != http.StatusUnauthorized || bad.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(bad.Body.String(), `"code":"BAD_TOKEN"`) {
		t.Errorf("unsigned: %d %s", bad.Code, bad.Body)
	}
}
