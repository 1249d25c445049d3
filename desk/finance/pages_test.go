package finance_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"golang.org/x/net/html"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/desk/finance"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/report"
)

// addresses are all pages.
var addresses = []string{
	"/operations/", "/operations/dead-letters", "/operations/health", "/operations/runbooks/FUND_SHORT", "/finance/", "/finance/liquidity", "/finance/trial-balance",
	"/finance/open/payables", "/finance/open/suspense", "/finance/open/receivables", "/finance/reconciliation", "/finance/reconciliation/run?id=stripe/eu/2026-11-20",
	"/reports/", "/policy/", "/policy/page", "/policy/diff", "/policy/diff?old=shipped&new=configured",
}

func ann(r *http.Request) *http.Request {
	return r.WithContext(web.WithSubject(r.Context(), api.Subject{Name: "ann", Kind: api.Human, Verified: api.ByOIDC}))
}

// serving is the pages of an office, behind the kit's guard.
func serving(t *testing.T, office finance.Office) http.Handler {
	t.Helper()
	kit, err := web.NewKit(web.Config{Logger: zap.NewNop(), Now: func() time.Time { return now }, Nav: []web.Link{{Path: "/operations/", Text: "desk.finance.operations"}}})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := finance.New(kit, office, "https://refunds.shop.example/")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Routes(mux)
	return kit.Guard(web.Staff, mux)
}

func get(t *testing.T, handler http.Handler, target, locale string) (int, webtest.Page) {
	t.Helper()
	r := ann(httptest.NewRequest(http.MethodGet, target, nil))
	r.Header.Set("Accept-Language", locale)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Code, webtest.Parse(t, w.Body)
}

func TestEveryPageIsWellFormedFullAndEmptyInEveryLanguage(t *testing.T) {
	for name, office := range map[string]*stub{"full": fullOffice(), "empty": emptyOffice()} {
		handler := serving(t, office)
		for _, locale := range explain.Locales() {
			for _, target := range addresses {
				status, page := get(t, handler, target, locale)
				if status != http.StatusOK {
					t.Errorf("%s %s %s: %d", name, locale, target, status)
					continue
				}
				for _, problem := range problemsOf(page) {
					t.Errorf("%s %s %s: %s", name, locale, target, problem)
				}
			}
		}
	}
}

// problemsOf are what a reader, or a reader's program, would stumble over.
func problemsOf(page webtest.Page) (problems []string) {
	if len(page.All("h1", "", "")) != 1 {
		problems = append(problems, "not one heading of the first level")
	}
	level, ids := 0, map[string]bool{}
	for _, n := range page.All("", "", "") {
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
			own := int(n.Data[1] - '0')
			if own > level+1 {
				problems = append(problems, "the heading "+webtest.Text(n)+" skips a level")
			}
			level = own
		}
		if id := webtest.Attr(n, "id"); id != "" {
			if ids[id] {
				problems = append(problems, "two elements are "+id)
			}
			ids[id] = true
		}
		if n.Data == "th" && webtest.Attr(n, "scope") == "" && webtest.Attr(n.Parent.Parent.Parent, "class") == "table" {
			problems = append(problems, "a heading of a table without its scope")
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
				problems = append(problems, "an attribute "+a.Key)
			}
		}
	}
	return append(problems, namesMissing(page, ids)...)
}

// namesMissing are fields without labels, names that lead nowhere, and texts that are not in the catalogue.
func namesMissing(page webtest.Page, ids map[string]bool) (problems []string) {
	for _, n := range page.All("", "", "") {
		hidden := webtest.Attr(n, "type") == "hidden"
		if (n.Data == "input" || n.Data == "select") && !hidden && len(page.All("label", "for", webtest.Attr(n, "id"))) != 1 {
			problems = append(problems, "a field "+webtest.Attr(n, "name")+" without its label")
		}
		for _, key := range []string{"aria-labelledby", "aria-describedby", "list"} {
			for _, id := range strings.Fields(webtest.Attr(n, key)) {
				if !ids[id] {
					problems = append(problems, key+" names "+id)
				}
			}
		}
	}
	if text := page.Text(); strings.Contains(text, "desk.finance.") {
		problems = append(problems, "a text is missing: "+text[strings.Index(text, "desk.finance."):])
	}
	return problems
}

// TestWhatOthersWroteIsTextOnEveryPage: whatever stands in it, the page has the same elements, and nothing in it runs.
func TestWhatOthersWroteIsTextOnEveryPage(t *testing.T) {
	kept := []any{refund.Currency(""), ledger.MoneyStage(""), ledger.ReconcileKind(""), ledger.ReconcileMeasure(""), refund.LegStatus(""), refund.NoticeKind(""),
		doctor.Severity(""), report.Section(""), refund.Disposition(""), report.Every("")}
	plain, office := map[string]string{}, fullOffice()
	handler := serving(t, office)
	for _, text := range append([]string{"a word"}, foreigntest.All()...) {
		*office = *fullOffice()
		foreigntest.Fill(office, text, kept...)
		for i, line := range fullOffice().Reviewed.Report.Lines { // makegood itself names periods
			office.Reviewed.Report.Lines[i].Period = line.Period
		}
		office.Book.Markdown, office.Rendered.Markdown = "", ""
		for _, target := range addresses {
			status, page := get(t, handler, target, "en")
			shape := webtest.Shape(page)
			if plain[target] == "" {
				plain[target] = shape
			}
			if status != http.StatusOK || shape != plain[target] {
				t.Errorf("%s: %.30q changes the page (%d)", target, text, status)
			}
			if strings.ContainsAny(page.Text(), "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u001b\u0000") {
				t.Errorf("%s: %.30q moves what stands beside it", target, text)
			}
		}
	}
}

func TestADeadLetterWithNastyBytesIsShownAsText(t *testing.T) {
	office := fullOffice()
	letter := &office.Boxes.Value[0].Letters[0]
	letter.Detail, letter.Key = "bad \xff\x00 <script>alert(1)</script>\u202e", "k\x1b[31m"
	_, page := get(t, serving(t, office), "/operations/dead-letters", "en")
	text := page.Text()
	for _, want := range []string{"<script>alert(1)</script>", "MALFORMED", "0/41", "makegood dlq replay 0/41 --topic orders --by NAME", "not replayed: 2 of 9", "replayed by ann"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not shown: %s", want, text)
		}
	}
	if bad := foreigntest.Unprintable(text); bad != "" {
		t.Errorf("the page shows %s", bad)
	}
}

func TestAFindingOfTheDoctorIsShownWithHowToMendIt(t *testing.T) {
	_, page := get(t, serving(t, fullOffice()), "/operations/health", "en")
	text := page.Text()
	for _, want := range []string{"NO_OPEN_WORKFLOW", "nobody works on it", "wrong", "Not examined: Temporal is away", "Open refunds: 7. Findings: 2.", "KAFKA_WRONG"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not shown", want)
		}
	}
	if len(page.All("a", "href", "/operations/runbooks/abandoned")) != 1 || len(page.All("a", "href", "/refunds/m1/o1/c1")) != 1 {
		t.Error("the finding leads neither to its runbook nor to its refund")
	}
}

func TestWhatIsParkedLeadsToItsQueueAndItsRunbook(t *testing.T) {
	_, page := get(t, serving(t, fullOffice()), "/operations/", "en")
	if len(page.All("a", "href", "/queue?cause=DECLINED_BALANCE")) != 1 || len(page.All("a", "href", "/operations/runbooks/balance-too-low")) != 1 {
		t.Error("a cause leads neither to its queue nor to its runbook")
	}
	for _, want := range []string{"12.00 EUR", "700 JPY", "until a person acts: 3"} {
		if text := page.Text(); !strings.Contains(text, want) {
			t.Errorf("%q is not shown: %s", want, text)
		}
	}
}

// TestAPartThatCannotBeReadSaysSoAndTheOthersStand: Kafka away, or the ledger for one of the parts.
func TestAPartThatCannotBeReadSaysSoAndTheOthersStand(t *testing.T) {
	away := &api.Error{Code: "KAFKA_AWAY", Detail: "no broker", Sentence: "Kafka does not answer."}
	office := fullOffice()
	office.Ops.Letters.Missing, office.Ops.Stops.Missing, office.Money.Budgets.Missing, office.Boxes.Value[0].Missing = away, away, away, away
	for target, stands := range map[string]string{"/operations/": "until a person acts: 3", "/finance/": "2026-10", "/operations/dead-letters": "orders.dlq"} {
		status, page := get(t, serving(t, office), target, "en")
		if text := page.Text(); status != http.StatusOK || !strings.Contains(text, "Kafka does not answer.") || !strings.Contains(text, stands) {
			t.Errorf("%s: %d %s", target, status, text)
		}
	}
}

func TestMoreRowsAreAskedForByALink(t *testing.T) {
	office := fullOffice()
	handler := serving(t, office)
	_, page := get(t, handler, "/operations/", "en")
	if links := page.All("a", "href", "/operations/?rows=100"); len(links) != 2 {
		t.Errorf("%d links to more", len(links))
	}
	_, page = get(t, handler, "/operations/?rows=100", "en")
	if len(page.All("a", "href", "/operations/?rows=1000")) != 2 || office.rows[1] != 100 {
		t.Errorf("asked for %v rows", office.rows)
	}
	_, page = get(t, handler, "/operations/?rows=1000", "en")
	for _, a := range page.All("a", "", "") {
		if strings.Contains(webtest.Attr(a, "href"), "rows=") && !strings.Contains(webtest.Attr(a, "href"), "lang=") {
			t.Error("the largest page leads to a larger one")
		}
	}
}

func post(t *testing.T, handler http.Handler, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	r := ann(httptest.NewRequest(http.MethodPost, "/operations/stops", strings.NewReader(form.Encode())))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func TestAStopIsSetAndLiftedByForms(t *testing.T) {
	office := fullOffice()
	handler := serving(t, office)
	w := post(t, handler, url.Values{"act": {"set"}, "provider": {"stripe"}, "reason": {"doubled"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/operations/" || len(office.stops) != 1 {
		t.Fatalf("%d to %s, %v", w.Code, w.Header().Get("Location"), office.stops)
	}
	if got := office.stops[0]; !got.On || got.Provider != "stripe" || got.Reason != "doubled" {
		t.Errorf("asked for %+v", got)
	}
	if post(t, handler, url.Values{"act": {"lift"}, "merchant": {"m1"}, "reason": {"over"}}); len(office.stops) != 2 || office.stops[1].On || office.stops[1].Merchant != "m1" {
		t.Errorf("asked for %+v", office.stops)
	}
	if w := post(t, handler, url.Values{"act": {"what"}, "reason": {"x"}}); w.Code != http.StatusBadRequest || len(office.stops) != 2 {
		t.Errorf("another act is answered %d", w.Code)
	}
	office.Refuses = refund.Problem{Code: api.CodeNotPermitted, Detail: "stop is for lead, finance; ann has support"}
	if w := post(t, handler, url.Values{"act": {"set"}, "reason": {"x"}}); w.Code != http.StatusForbidden {
		t.Errorf("a refusal is answered %d", w.Code)
	}
	forms := 0
	_, page := get(t, serving(t, fullOffice()), "/operations/", "en")
	for _, form := range page.All("form", "action", "/operations/stops") {
		if webtest.Attr(form, "method") != "post" {
			t.Error("a stop is set by reading")
		}
		forms++
	}
	if forms != 3 { // two switches to lift, and one to set; a circuit ends by itself
		t.Errorf("%d forms", forms)
	}
}

func TestWhoMayNotSetStopsSeesWhy(t *testing.T) {
	office := fullOffice()
	office.Ops.MayNotStop = &api.Error{Code: api.CodeNotPermitted, Sentence: "stop is for lead, finance; ann has support", Detail: "stop is for lead, finance; ann has support"}
	_, page := get(t, serving(t, office), "/operations/", "en")
	if text := page.Text(); strings.Count(text, "stop is for lead, finance; ann has support") != 1 || len(page.All("form", "action", "/operations/stops")) != 0 {
		t.Errorf("got %s", text)
	}
}

func TestAPageThatIsRefusedSaysWhy(t *testing.T) {
	office := fullOffice()
	office.Refuses = refund.Problem{Code: api.CodeNotPermitted, Detail: "finance is for lead, finance, auditor; ann has support"}
	for _, target := range addresses {
		if status, page := get(t, serving(t, office), target, "en"); status != http.StatusForbidden || !strings.Contains(page.Text(), "NOT_PERMITTED") {
			t.Errorf("%s: %d %s", target, status, page.Text())
		}
	}
}

func TestADayThatIsNoneIsRefused(t *testing.T) {
	for _, target := range []string{"/reports/?from=yesterday", "/finance/trial-balance?to=2026-13-01", "/policy/diff?old=a&new=b&from=x", "/finance/open/unknown"} {
		if status, _ := get(t, serving(t, fullOffice()), target, "en"); status != http.StatusBadRequest && status != http.StatusNotFound {
			t.Errorf("%s is answered %d", target, status)
		}
	}
}

// table is the cells of the table within an element, by its rows.
func table(page webtest.Page, within string) (rows [][]string) {
	for _, section := range page.All("section", "aria-labelledby", within) {
		for n := range section.Descendants() {
			if n.Type != html.ElementNode || n.Data != "tr" {
				continue
			}
			var cells []string
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.Type == html.ElementNode {
					cells = append(cells, webtest.Text(c))
				}
			}
			rows = append(rows, cells)
		}
	}
	return rows
}

// TestThePlotsOfTheReportsHaveTheReportsNumbers: every day of the period is there, with nothing on the days without refunds.
func TestThePlotsOfTheReportsHaveTheReportsNumbers(t *testing.T) {
	_, page := get(t, serving(t, fullOffice()), "/reports/", "en")
	for id, want := range map[string]string{
		"amounts-EUR-head": day(0) + " 25.00 EUR|" + day(1) + " 0.00 EUR|" + day(2) + " 7.00 EUR|" + day(3) + " 0.00 EUR",
		"amounts-JPY-head": day(0) + " 0 JPY|" + day(1) + " 0 JPY|" + day(2) + " 900 JPY|" + day(3) + " 0 JPY",
		"statuses-head":    day(0) + " 2 0|" + day(1) + " 0 0|" + day(2) + " 0 1|" + day(3) + " 0 0",
		"times-head":       day(0) + " none none|" + day(1) + " none none|" + day(2) + " 1m0s 1h0m0s|" + day(3) + " none none",
		"refusals-head":    "By a person 1",
		"reviewers-head":   "mia 4",
		"surveys":          "5 3|2 1",
	} {
		rows := table(page, id)
		if len(rows) == 0 {
			t.Errorf("there is no %s", id)
			continue
		}
		var got []string
		for _, row := range rows[1:] {
			got = append(got, strings.Join(row, " "))
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s has\n%s, want\n%s", id, strings.Join(got, "|"), want)
		}
	}
	if rows := table(page, "reasons-head"); len(rows) != 3 || rows[1][1] != "3" || rows[2][1] != "1" {
		t.Errorf("reasons are %v", rows)
	}
	if images := page.All("svg", "role", "img"); len(images) != 7 {
		t.Errorf("%d plots", len(images))
	}
}

func TestTheForecastsPlotHasTheForecastsSums(t *testing.T) {
	_, page := get(t, serving(t, fullOffice()), "/finance/liquidity", "en")
	rows := table(page, "expected-EUR-head")
	if len(rows) != 15 || rows[1][1] != "40.00 EUR" || rows[2][1] != "0.00 EUR" {
		t.Errorf("got %v", rows)
	}
	text := page.Text()
	for _, want := range []string{"the merchant's own", "to be sent", "-30.00 EUR", "Every open request is paid in full."} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not shown: %s", want, text)
		}
	}
}

func TestTheBooksSayWhetherTheySumToZero(t *testing.T) {
	_, page := get(t, serving(t, fullOffice()), "/finance/trial-balance", "en")
	text := page.Text()
	for _, want := range []string{"sums to zero", "does not sum to zero", "750 PTS:club", "3 more are not listed."} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not shown", want)
		}
	}
}

func TestAReconciliationTiesOutAndLeadsToItsCases(t *testing.T) {
	office := fullOffice()
	_, page := get(t, serving(t, office), "/finance/reconciliation/run?id=stripe%2Feu%2F2026-11-20", "en")
	text := page.Text()
	for _, want := range []string{"The sums tie out", "missing in the list", "1.00 EUR, Settled", "stays", "re_9", "the list did not have all of the period yet"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not shown: %s", want, text)
		}
	}
	if office.askedAbout[0] != "stripe/eu/2026-11-20" || len(page.All("a", "href", "/refunds/m1/o1/c1")) != 1 {
		t.Errorf("asked about %v", office.askedAbout)
	}
	office.Run.Sums[0].ItemsMinor = 99
	if _, page = get(t, serving(t, office), "/finance/reconciliation/run?id=x", "en"); !strings.Contains(page.Text(), "the comparison itself is wrong") {
		t.Error("sums that do not tie out pass for such that do")
	}
}

func TestTheCommandOfAWriteOffIsSafeToCopy(t *testing.T) {
	office := fullOffice()
	asked := &office.Money.WriteOffs.Value.Rows[0]
	_, page := get(t, serving(t, office), "/finance/", "en")
	if want := "makegood write-off w-1 --provider stripe --account eu --reference ch_1 --amount '108.00 CNY' --by NAME --note WHY"; !strings.Contains(page.Text(), want) {
		t.Errorf("the command is not %s: %s", want, page.Text())
	}
	asked.ID = "$(rm -rf /); x"
	if _, page = get(t, serving(t, office), "/finance/", "en"); strings.Contains(page.Text(), "write-off $(rm") {
		t.Error("a shell would carry out an id")
	}
}

func TestACompareOfPoliciesShowsAmountsBeforeAndAfter(t *testing.T) {
	_, page := get(t, serving(t, fullOffice()), "/policy/diff?old=shipped&new=configured", "en")
	text := page.Text()
	for _, want := range []string{"1 of 10 refunds change", "Refuse → Pay: 1", "10.00 EUR", "12.00 EUR", "COUPON 5", "MALFORMED"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not shown: %s", want, text)
		}
	}
	rows := table(page, "examples")
	if len(rows) != 6 || strings.Join(rows[2][1:], " ") != "Amount 0.00 EUR 2.00 EUR" {
		t.Errorf("examples are %v", rows)
	}
}

func TestARevisionSaysWhoConfirmedItAndWhoHasTo(t *testing.T) {
	_, page := get(t, serving(t, fullOffice()), "/policy/", "en")
	text := page.Text()
	for _, want := range []string{"waits for another person", "ben", "in force", "configured", "0123456789ab"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not shown", want)
		}
	}
	if len(page.All("a", "href", "/policy/diff?new=configured&old=ff")) != 1 || len(page.All("a", "href", "https://refunds.shop.example/policies/")) != 1 {
		t.Error("a revision leads to no comparison, or the published policies are not linked")
	}
}
