package web_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/policy/explain"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/wording"
)

var now = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func kit(t *testing.T, secure bool) *web.Kit {
	t.Helper()
	k, err := web.NewKit(web.Config{Logger: zap.NewNop(), Now: func() time.Time { return now }, Secure: secure, Nav: []web.Link{{Path: "/queue", Text: "desk.nav"}}})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func pages(t *testing.T, k *web.Kit, layout web.Layout, content string) *web.Set {
	t.Helper()
	set, err := k.Pages(fstest.MapFS{"templates/one.html": {Data: []byte(`{{define "content"}}` + content + `{{end}}`)}}, layout)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func get(handler http.Handler, target string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for _, one := range change {
		one(r)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func TestAPageIsSaidInTheLanguageThatIsChosenAndThenKeepsIt(t *testing.T) {
	k := kit(t, false)
	set := pages(t, k, web.Staff, `<p>{{say "desk.skip"}} {{money 1234 "EUR"}} {{code "leg" "Unknown"}}</p>`)
	handler := k.Guard(web.Staff, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		set.Show(w, r, http.StatusOK, "one", web.View{Title: "desk.nav"})
	}))
	english := get(handler, "/queue?a=b")
	if text := webtest.Parse(t, english.Body).Text(); !strings.Contains(text, "Skip to the content") || !strings.Contains(text, "12.34") || !strings.Contains(text, "Unknown") {
		t.Errorf("in English the page says %q", text)
	}
	chosen := get(handler, "/queue?lang=zh-CN")
	page := webtest.Parse(t, chosen.Body)
	if text := page.Text(); !strings.Contains(text, "跳到正文") || !strings.Contains(text, "结果未知") {
		t.Errorf("in Chinese the page says %q", text)
	}
	if lang := webtest.Attr(page.All("html", "", "")[0], "lang"); lang != "zh-CN" {
		t.Errorf("its language is said to be %q", lang)
	}
	kept := get(handler, "/queue", func(r *http.Request) { r.AddCookie(chosen.Result().Cookies()[0]) })
	if !strings.Contains(kept.Body.String(), "跳到正文") {
		t.Error("the language that was chosen is forgotten")
	}
	asked := get(handler, "/queue", func(r *http.Request) { r.Header.Set("Accept-Language", "zh-Hans-CN,en;q=0.5") })
	if !strings.Contains(asked.Body.String(), "跳到正文") {
		t.Error("the browser's language is not heard")
	}
}

func TestEveryAnswerSaysWhatABrowserMayDo(t *testing.T) {
	for _, layout := range []web.Layout{web.Staff, web.Public} {
		handler := kit(t, true).Guard(layout, http.NotFoundHandler())
		header := get(handler, "/").Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": "require-trusted-types-for 'script'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
			"X-Robots-Tag": "noindex", "Strict-Transport-Security": "max-age",
			"Referrer-Policy": map[web.Layout]string{web.Staff: "same-origin", web.Public: "no-referrer"}[layout],
		} {
			if !strings.Contains(header.Get(name), want) {
				t.Errorf("%s: %s is %q, want %q in it", layout, name, header.Get(name), want)
			}
		}
		if policy := header.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("the policy lets too much pass: %s", policy)
		}
	}
}

func TestAFormOfAnotherSiteIsRefusedInWords(t *testing.T) {
	reached := false
	handler := kit(t, false).Guard(web.Staff, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	for _, one := range []struct {
		site    string
		reaches bool
	}{{"cross-site", false}, {"same-site", false}, {"same-origin", true}, {"none", true}} {
		reached = false
		r := httptest.NewRequest(http.MethodPost, "/queue/claim", strings.NewReader("a=b"))
		r.Header.Set("Sec-Fetch-Site", one.site)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if reached != one.reaches {
			t.Errorf("a form from %s: reached %v", one.site, reached)
		}
		if !one.reaches && (w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), string(web.CodeOtherSite))) {
			t.Errorf("a form from %s is answered %d %s", one.site, w.Code, w.Body)
		}
	}
}

func TestAnErrorHasItsStatusItsCodeAndASentence(t *testing.T) {
	k := kit(t, false)
	for _, one := range []struct {
		err    error
		status int
		code   string
	}{
		{refund.Problem{Code: refund.CodeNotFound, Detail: "no such refund"}, http.StatusNotFound, "NOT_FOUND"},
		{refund.Problem{Code: refund.CodeStaleView, Detail: "it has moved <script>"}, http.StatusPreconditionFailed, "STALE_VIEW"},
		{errors.New("the database's own words"), http.StatusInternalServerError, "FAULT"},
	} {
		w := get(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.Fail(w, r, web.Staff, one.err) }), "/x")
		if w.Code != one.status || !strings.Contains(w.Body.String(), one.code) || strings.Contains(w.Body.String(), "own words") || strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("%v is answered %d: %s", one.err, w.Code, w.Body)
		}
	}
}

func TestAPanicIsAnErrorOfThePage(t *testing.T) {
	w := get(kit(t, false).Guard(web.Public, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("ledger is on fire") })), "/r/x")
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "FAULT") || strings.Contains(w.Body.String(), "ledger is on fire") {
		t.Errorf("answered %d: %s", w.Code, w.Body)
	}
}

func TestANoticeIsShownOnceAndSaysOnlyTheCataloguesSentences(t *testing.T) {
	k := kit(t, false)
	set := pages(t, k, web.Staff, ``)
	show := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		set.Show(w, r, http.StatusOK, "one", web.View{Title: "desk.nav"})
	})
	done := get(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { set.Done(w, r, "/queue", "desk.done.saved") }), "/x")
	if done.Code != http.StatusSeeOther || done.Header().Get("Location") != "/queue" {
		t.Fatalf("answered %d to %q", done.Code, done.Header().Get("Location"))
	}
	shown := get(show, "/queue", func(r *http.Request) { r.AddCookie(done.Result().Cookies()[0]) })
	if !strings.Contains(shown.Body.String(), "Saved.") || shown.Result().Cookies()[0].MaxAge >= 0 {
		t.Error("the notice is not shown, or would be shown again")
	}
	for _, forged := range []string{"desk.sign_out", "<script>alert(1)</script>", "desk.done.nothing"} {
		w := get(show, "/queue", func(r *http.Request) { r.Header.Set("Cookie", "makegood-notice="+forged) })
		if strings.Contains(w.Body.String(), `role="status"`) {
			t.Errorf("%q is shown as a notice", forged)
		}
	}
}

func TestForeignTextHidesAndMovesNothingOnAPage(t *testing.T) {
	for _, layout := range []web.Layout{web.Staff, web.Public} {
		set := pages(t, kit(t, false), layout, `<p title="{{.Data}}">{{.Data}}</p><a href="/x?q={{.Data}}">x</a>`)
		plain := ""
		for _, text := range append([]string{"a word"}, foreigntest.All()...) {
			w := get(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				set.Show(w, r, http.StatusOK, "one", web.View{Title: "desk.nav", Data: text})
			}), "/")
			page := w.Body.String()
			if plain == "" {
				plain = webtest.Shape(webtest.Parse(t, strings.NewReader(page)))
			}
			if strings.ContainsAny(page, "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u001b\u0000") {
				t.Errorf("%s: %q moves what stands beside it", layout, text)
			}
			if shape := webtest.Shape(webtest.Parse(t, strings.NewReader(page))); shape != plain {
				t.Errorf("%s: %q changes the page: %s", layout, text, shape)
			}
		}
	}
}

func TestAPageLeadsToItsOwnHostAlone(t *testing.T) {
	for to, want := range map[string]string{
		"/queue?a=b": "/queue?a=b", "https://evil.example/": "/", "//evil.example": "/", `/\evil.example`: "/", "queue": "/", "": "/",
		"/a\r\nSet-Cookie: x": "/", "javascript:alert(1)": "/", "/%2f/evil.example": "/",
	} {
		if got := web.OwnPath(to); got != want {
			t.Errorf("%q leads to %q, want %q", to, got, want)
		}
	}
}

func TestFilesAreServedUnderTheirTagAlone(t *testing.T) {
	set := pages(t, kit(t, false), web.Staff, ``)
	page := webtest.Parse(t, get(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		set.Show(w, r, http.StatusOK, "one", web.View{Title: "desk.nav"})
	}), "/").Body)
	style := webtest.Attr(page.All("link", "rel", "stylesheet")[0], "href")
	if w := get(web.Static(), style); w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/css") {
		t.Errorf("%s is answered %d %s", style, w.Code, w.Header().Get("Content-Type"))
	}
	for _, bad := range []string{"/static/desk.css", "/static/x/../../doc.go", "/static/000000000000/desk.css", "/static/"} {
		if w := get(web.Static(), bad); w.Code != http.StatusNotFound {
			t.Errorf("%s is answered %d", bad, w.Code)
		}
	}
}

func TestAClockSaysWhatIsLeftAndWhatIsOverdue(t *testing.T) {
	k := kit(t, false)
	set := pages(t, k, web.Staff, `{{range .Data}}<p>{{clock .}}</p>{{end}}`)
	var none *time.Time
	w := get(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		set.Show(w, r, http.StatusOK, "one", web.View{Title: "desk.nav", Data: []any{now.Add(26 * time.Hour), now.Add(-61 * time.Minute), now.Add(30 * time.Second), none}})
	}), "/")
	var said []string
	for _, clock := range webtest.Parse(t, w.Body).All("time", "", "") {
		said = append(said, webtest.Text(clock))
	}
	if got := strings.Join(said, "|"); got != "1 d 2 h left|1 h 1 min overdue|0 min left" {
		t.Errorf("the clocks say %q", got)
	}
}

var says = regexp.MustCompile(`\bsay "([^"]+)"`)

// Ids without words would be shown as ids.
func TestEveryTextOfATemplateIsInEveryCatalogue(t *testing.T) {
	files, err := filepath.Glob("../*/templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, path := range append(files, "errors/templates/error.html") {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range says.FindAllStringSubmatch(string(content), -1) {
			found++
			for _, locale := range explain.Locales() {
				if words := wording.WordsOf((api.Call{Locale: locale}).Speaker()); !words.Has(match[1]) {
					t.Errorf("%s says %q, which has no words in %s", path, match[1], locale)
				}
			}
		}
	}
	if found < 5 {
		t.Errorf("found only %d texts", found)
	}
}
