package audit_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"golang.org/x/net/html"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/apitest"
	"github.com/makegood/makegood/api/support"
	"github.com/makegood/makegood/desk/audit"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
)

var now = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

// nasty is what somebody may have written anywhere.
const nasty = `<script>alert(1)</script>"'>` + "\u202e" + `{{.Data}}`

const id refund.ID = "refund/m1/o-1/c.1"

// stub answers with what it is given, and keeps what it is asked.
type stub struct {
	roles   support.RoleLog
	duties  support.DutyReport
	trail   ledger.TrailPage
	samples []ledger.Sample
	sample  ledger.Sample
	file    support.CaseFile
	exports []ledger.AuditExport
	pem     string
	err     error

	period    ledger.Period
	filter    ledger.TrailFilter
	terms     ledger.SampleTerms
	asked     refund.ID
	concluded support.ConcludeRequest
	exported  support.ExportRequest
	who       refund.Person
}

func (s *stub) Roles(_ context.Context, _ api.Call, _ support.RolesRequest) (support.RoleLog, error) {
	return s.roles, s.err
}
func (s *stub) Duties(_ context.Context, _ api.Call, p ledger.Period) (support.DutyReport, error) {
	s.period = p
	return s.duties, s.err
}
func (s *stub) Trail(_ context.Context, _ api.Call, f ledger.TrailFilter) (ledger.TrailPage, error) {
	s.filter = f
	return s.trail, s.err
}
func (s *stub) DrawSample(_ context.Context, call api.Call, in ledger.SampleTerms) (ledger.Sample, error) {
	s.terms, s.who = in, call.Subject.Name
	return s.sample, s.err
}
func (s *stub) Samples(context.Context, api.Call) ([]ledger.Sample, error) { return s.samples, s.err }
func (s *stub) Sample(context.Context, api.Call, string) (ledger.Sample, error) {
	return s.sample, s.err
}
func (s *stub) CaseFile(_ context.Context, _ api.Call, id refund.ID) (support.CaseFile, error) {
	s.asked = id
	return s.file, s.err
}
func (s *stub) Conclude(_ context.Context, _ api.Call, in support.ConcludeRequest) error {
	s.concluded = in
	return s.err
}
func (s *stub) Export(_ context.Context, _ api.Call, in support.ExportRequest) (support.Exported, error) {
	s.exported = in
	return support.Exported{Name: "makegood-audit-x", Document: []byte("document"), Signature: []byte("signature"), PublicPEM: []byte("key")}, s.err
}
func (s *stub) Exports(context.Context, api.Call) ([]ledger.AuditExport, error) {
	return s.exports, s.err
}
func (s *stub) ExportKey(context.Context, api.Call) (refund.AttestationKey, []byte, error) {
	return "api-1", []byte(s.pem), s.err
}

// full has everything that pages show, with nasty texts wherever somebody may write.
func full() *stub {
	file := apitest.Filled[support.CaseFile]()
	file.Refund.ID, file.Refund.Trail[0].Reason, file.Checks[0] = id, nasty, ledger.SampleCheck{Check: support.AuditExplanation, Result: ledger.CheckDiffers, Detail: nasty}
	file.Checks[1], file.Result = ledger.SampleCheck{Check: support.AuditProvider, Result: ledger.CheckNotChecked}, ledger.CheckDiffers
	file.Refund.Legs[0].Status = refund.LegUnknown
	sample := ledger.Sample{
		ID: "sample-1", Population: 9, Digest: "d", By: "ada", Verified: api.ByOIDC, DrawnAt: now,
		Terms: ledger.SampleTerms{Seed: nasty, Size: 3, ClosedFilter: ledger.ClosedFilter{
			From: now.AddDate(0, -1, 0), To: now, Merchant: "m1", Currency: "CNY", AtLeastMinor: 1, LessThanMinor: 900, Risk: refund.RiskLow, Way: nasty,
		}},
	}
	sample.Results = []ledger.SampleResult{
		{Refund: id, Result: ledger.CheckAgrees, Checks: file.Checks, Notes: []ledger.SampleNote{{Conclusion: ledger.ConclusionFinding, Note: nasty, By: "ada", At: now}}},
		{Refund: "refund/m1/o2/c1", Result: ledger.CheckDiffers, Checks: file.Checks}, {Refund: "refund/m1/o3/c1", Result: ledger.CheckNotChecked},
	}
	duties := support.DutyReport{Cut: true, Rules: support.DutyRules()}
	for i := range duties.Rules {
		duties.Rules[i].Count, duties.Rules[i].Conflicts = 300, []support.DutyConflict{{Person: nasty, Other: nasty, Refund: id, At: &now}}
	}
	duties.Rules[0].Count, duties.Rules[0].Conflicts = 0, nil
	roles := support.RoleLog{
		Staff:   []support.StaffMember{{Name: nasty, Roles: []refund.Role{"support", "lead"}, LimitMinor: map[refund.Currency]int64{"CNY": 100}, Markets: []string{"CN"}}},
		Changes: []ledger.StaffChange{{Revision: 1, Hash: "0123456789abcdef", SeenAt: now, Person: nasty, Kind: ledger.StaffLimit, What: "CNY", Was: "1", Became: "200000"}}, Next: 7,
	}
	trail := apitest.Filled[ledger.TrailPage]()
	trail.Rows[0].Actor, trail.Rows[0].Reason, trail.Rows[0].Refund = nasty, nasty, id
	return &stub{
		file: file, sample: sample, samples: []ledger.Sample{sample}, duties: duties, roles: roles, trail: trail,
		exports: []ledger.AuditExport{{Of: nasty, Masked: true, Digest: "d", Key: "api-1", By: nasty, Verified: api.ByOIDC, At: now}, {Of: "sample-1"}}, pem: "-----BEGIN PUBLIC KEY-----",
	}
}

// site serves the pages as ada.
func site(t *testing.T, s *stub) http.Handler {
	t.Helper()
	kit, err := web.NewKit(web.Config{Logger: zap.NewNop(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := audit.New(kit, s)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Routes(mux)
	inside := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := api.Subject{Name: "ada", Kind: api.Human, Verified: api.ByOIDC}
		mux.ServeHTTP(w, r.WithContext(web.WithSubject(r.Context(), who)))
	})
	return kit.Guard(web.Staff, inside)
}

func get(t *testing.T, h http.Handler, target string) (int, webtest.Page) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w.Code, webtest.Parse(t, w.Body)
}

func post(h http.Handler, target string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// addresses are all pages.
var addresses = []string{
	"/audit", "/audit/", "/audit/samples", "/audit/samples/sample-1", "/audit/samples/sample-1/refunds/m1/o-1/c.1", "/audit/refunds/m1/o-1/c.1",
	"/audit/duties", "/audit/roles", "/audit/trail", "/audit/exports",
}

func TestEveryPageIsShownFullAndEmptyInEveryLanguage(t *testing.T) {
	empty := &stub{sample: ledger.Sample{ID: "sample-1", Results: []ledger.SampleResult{{Refund: id}}}}
	for name, s := range map[string]*stub{"full": full(), "empty": empty} {
		for _, locale := range explain.Locales() {
			for _, address := range addresses {
				status, page := get(t, site(t, s), address+"?lang="+locale)
				what := name + " " + locale + " " + address
				if status != http.StatusOK || len(page.All("h1", "", "")) != 1 {
					t.Errorf("%s: %d, %s", what, status, page.Text())
				}
				readable(t, what, page)
			}
		}
	}
}

// readable fails where a reader cannot use the page, or reads what nobody has written in their language.
func readable(t *testing.T, what string, page webtest.Page) {
	t.Helper()
	if text := page.Text(); strings.Contains(text, "desk.audit.") || strings.Contains(text, "desk. audit") {
		t.Errorf("%s: a text has no words: %s", what, text)
	}
	var ids []string
	for _, n := range page.All("", "", "") {
		if id := webtest.Attr(n, "id"); id != "" {
			if slices.Contains(ids, id) {
				t.Errorf("%s: the id %s is there twice", what, id)
			}
			ids = append(ids, id)
		}
	}
	for _, name := range []string{"input", "select", "textarea"} {
		for _, n := range page.All(name, "", "") {
			if webtest.Attr(n, "type") != "hidden" && len(page.All("label", "for", webtest.Attr(n, "id"))) != 1 {
				t.Errorf("%s: %s %s has no label", what, name, webtest.Attr(n, "name"))
			}
		}
	}
	for _, n := range page.All("th", "", "") {
		if webtest.Attr(n, "scope") == "" {
			t.Errorf("%s: a heading of a table has no scope", what)
		}
	}
	for _, key := range []string{"aria-labelledby", "aria-describedby"} {
		for _, n := range page.All("", "", "") {
			if of := webtest.Attr(n, key); of != "" && !slices.Contains(ids, of) {
				t.Errorf("%s: %s names %s, which is not there", what, key, of)
			}
		}
	}
}

func TestWhatSomebodyWroteStaysText(t *testing.T) {
	for _, address := range addresses {
		_, page := get(t, site(t, full()), address)
		scripts := page.All("script", "", "")
		if len(scripts) != 1 || strings.Contains(page.Text(), "\u202e") {
			t.Errorf("%s: %d scripts, or text that turns around", address, len(scripts))
		}
	}
	_, page := get(t, site(t, full()), "/audit/trail")
	if !strings.Contains(page.Text(), "<script>alert(1)</script>") {
		t.Error("what was written is not shown as it is")
	}
}

func TestASampleIsDrawnByTheFormAndShown(t *testing.T) {
	s := full()
	w := post(site(t, s), "/audit/samples", url.Values{
		"seed": {" 2026-Q4 "}, "from": {"2026-10-01"}, "to": {"2026-10-31"}, "size": {"25"}, "risk": {"high"}, "at_least": {"100.00 EUR"}, "less_than": {"500.00 EUR"}, "way": {"stripe"}, "merchant": {"m1"},
	})
	want := ledger.SampleTerms{Seed: "2026-Q4", Size: 25, ClosedFilter: ledger.ClosedFilter{
		From: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Merchant: "m1", Currency: "EUR",
		AtLeastMinor: 10000, LessThanMinor: 50000, Risk: refund.RiskHigh, Way: "stripe",
	}}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/audit/samples/sample-1" || s.terms != want || s.who != "ada" {
		t.Errorf("%d %s, %+v by %s", w.Code, w.Header().Get("Location"), s.terms, s.who)
	}
	for name, form := range map[string]url.Values{
		"no size": {"from": {"2026-10-01"}}, "no day": {"from": {"yesterday"}, "size": {"1"}}, "two currencies": {"size": {"1"}, "at_least": {"1.00 EUR"}, "less_than": {"9.00 USD"}},
		"no amount": {"size": {"1"}, "at_least": {"much"}},
	} {
		if w := post(site(t, s), "/audit/samples", form); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if w := post(site(t, s), "/audit/samples", url.Values{"seed": {strings.Repeat("x", 70<<10)}}); w.Code == http.StatusSeeOther {
		t.Error("a form of 70 KiB is taken")
	}
}

func TestAConclusionIsKeptForItsRefundAndLeadsBackToTheSample(t *testing.T) {
	s := full()
	w := post(site(t, s), "/audit/samples/sample-1/refunds/m1/o-1/c.1", url.Values{"conclusion": {"FINDING"}, "note": {"billed twice"}})
	want := support.ConcludeRequest{Sample: "sample-1", Refund: id, Conclusion: ledger.ConclusionFinding, Note: "billed twice"}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/audit/samples/sample-1" || s.concluded != want {
		t.Errorf("%d %s, %+v", w.Code, w.Header().Get("Location"), s.concluded)
	}
	if status, _ := get(t, site(t, s), "/audit/samples/sample-1/refunds/m1/o9/c9"); status != http.StatusNotFound || s.asked != "refund/m1/o9/c9" {
		t.Errorf("a refund that is not in the sample: %d of %s", status, s.asked)
	}
}

func TestAnExportIsAnArchiveOfTheFileItsSignatureAndTheKey(t *testing.T) {
	s := full()
	w := post(site(t, s), "/audit/exports", url.Values{"sample": {"sample-1"}})
	archive, err := zip.NewReader(bytes.NewReader(w.Body.Bytes()), int64(w.Body.Len()))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, file := range archive.File {
		content, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		got[file.Name] = string(raw)
	}
	if got["makegood-audit-x.json"] != "document" || got["makegood-audit-x.json.sig"] != "signature" || got["makegood-audit-x.json.pem"] != "key" ||
		!strings.Contains(got["verify.txt"], "-sigfile makegood-audit-x.json.sig") || s.exported.Sample != "sample-1" || s.exported.Whole {
		t.Errorf("got %v, asked %+v", got, s.exported)
	}
	if !strings.Contains(w.Header().Get("Content-Disposition"), `"makegood-audit-x.zip"`) {
		t.Error(w.Header())
	}
}

func TestFiltersOfAnAddressReachTheService(t *testing.T) {
	s := full()
	get(t, site(t, s), "/audit/duties")
	if !s.period.From.Equal(time.Date(2026, 10, 30, 0, 0, 0, 0, time.UTC)) || !s.period.To.Equal(time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("by itself: %+v", s.period)
	}
	_, page := get(t, site(t, s), "/audit/trail?person=mia&event=Approved&from=2026-11-01&to=2026-11-02&before=77")
	want := ledger.TrailFilter{Person: "mia", Event: "Approved", From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC), Before: 77}
	if s.filter != want {
		t.Errorf("got %+v", s.filter)
	}
	older := slices.ContainsFunc(page.All("a", "", ""), func(a *html.Node) bool {
		href := webtest.Attr(a, "href")
		return strings.HasPrefix(href, "/audit/trail?before=") && strings.Contains(href, "person=mia")
	})
	if !older || len(page.All("a", "href", "/audit/refunds/m1/o-1/c.1")) == 0 {
		t.Error("nothing leads to older rows with the same filter, or to a row's refund")
	}
	for _, wrong := range []string{"/audit/trail?from=x", "/audit/duties?to=31.12.2026&from=2026-01-01"} {
		if status, _ := get(t, site(t, s), wrong); status != http.StatusBadRequest {
			t.Errorf("%s: %d", wrong, status)
		}
	}
}

func TestWhoMayNotCheckRefundsIsToldSo(t *testing.T) {
	s := &stub{err: refund.Problem{Code: api.CodeNotPermitted, Detail: "mia is neither"}}
	for _, address := range addresses {
		if status, page := get(t, site(t, s), address); status != http.StatusForbidden || !strings.Contains(page.Text(), string(api.CodeNotPermitted)) {
			t.Errorf("%s: %d", address, status)
		}
	}
	for _, address := range []string{"/audit/samples", "/audit/exports", "/audit/samples/sample-1/refunds/m1/o-1/c.1"} {
		if w := post(site(t, s), address, url.Values{"size": {"1"}}); w.Code != http.StatusForbidden {
			t.Errorf("POST %s: %d", address, w.Code)
		}
	}
}

// TestALimitIsReadAsTheAmountThatItIs: the log has minor units.
func TestALimitIsReadAsTheAmountThatItIs(t *testing.T) {
	_, page := get(t, site(t, full()), "/audit/roles")
	if text := page.Text(); !strings.Contains(text, "2000.00 CNY") || strings.Contains(text, "200000") {
		t.Errorf("the page says %s", text)
	}
}
