package customer_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"golang.org/x/net/html"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/customer/customertest"
	"github.com/makegood/makegood/desk/customer"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
	"github.com/makegood/makegood/ledger/ledgertest"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// site are the pages of a shop, as a customer's browser reaches them.
type site struct {
	*customertest.Shop
	handler http.Handler
}

func open(t *testing.T, checkAbove int64) site {
	t.Helper()
	shop := customertest.Open(t, checkAbove)
	kit, err := web.NewKit(web.Config{Logger: zap.NewNop(), Now: shop.Clock.Now, Secure: true})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := customer.New(kit, shop.Service, func(ref *refund.PolicyRef) string { return "https://pages.example/policies/" + ref.Name })
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Routes(mux)
	return site{shop, kit.Guard(web.Public, mux)}
}

const always, never = int64(0), int64(1 << 40)

func (s site) get(path string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for _, one := range cookies {
		r.AddCookie(one)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

func (s site) post(path string, form url.Values, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	return s.send(path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), cookies...)
}

func (s site) send(path, media string, body io.Reader, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, body)
	r.Header.Set("Content-Type", media)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, one := range cookies {
		r.AddCookie(one)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

const formKey = "AAAAAAAAAAAAAAAAAAAA"

func reviewed(p refund.Proposal) refund.Proposal {
	p.ApprovalsRequired, p.ApprovalRoles = 1, []refund.Role{"support"}
	return p
}

// asked is a refund whose customer is asked something.
func (s site) asked(order, question string) string {
	id, token := s.Refund(order, reviewed(ledgertest.Units(1)), nil)
	s.Desk.Taken(id, refund.Act{Kind: refund.ActAsk, Question: &refund.InfoRequest{InfoID: "i1", By: "anna", Question: question}})
	return "/r/" + token
}

func TestLinksThatOpenNothingAreAnsweredByteForByteAlike(t *testing.T) {
	s := open(t, never)
	revoked, revokedToken := s.Refund("o1", ledgertest.Units(1), nil)
	ann := api.Call{Subject: api.Subject{Name: "ann", Kind: api.Human, Verified: api.ByOIDC}}
	if _, err := s.Service.RevokeLink(t.Context(), ann, revoked, "lost"); err != nil {
		t.Fatal(err)
	}
	_, expired := s.Refund("o2", ledgertest.Units(1), nil)
	s.Clock.Advance(180 * 24 * time.Hour)
	var first string
	for _, token := range []string{"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", revokedToken, expired, "x", "%3Cscript%3E", strings.Repeat("A", 5000)} {
		for _, act := range []string{"", "/answer", "/check", "/evidence"} {
			var w *httptest.ResponseRecorder
			if act == "" {
				w = s.get("/r/" + token)
			} else {
				w = s.post("/r/"+token+act, url.Values{"order": {"o2"}, "email": {customertest.Email}})
			}
			if first == "" {
				first = w.Body.String()
			}
			if w.Code != http.StatusNotFound || w.Body.String() != first || len(w.Result().Cookies()) > 0 {
				t.Errorf("%.40s%s is answered %d, %d bytes", token, act, w.Code, w.Body.Len())
			}
		}
	}
	if !strings.Contains(first, "opens nothing") || !strings.Contains(first, "help@shop.example") {
		t.Errorf("it says %s", first)
	}
}

func TestThePageMayBeReadByNobodyElse(t *testing.T) {
	s := open(t, never)
	_, token := s.Refund("o1", ledgertest.Units(1), nil)
	header := s.get("/r/" + token).Header()
	for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"} {
		if !strings.Contains(header.Get(name), want) {
			t.Errorf("%s is %q", name, header.Get(name))
		}
	}
}

func TestThePageIsInTheOrdersLanguageUntilAnotherIsChosen(t *testing.T) {
	s := open(t, never)
	_, token := s.Refund("o1", ledgertest.Units(1), func(c *refund.Cancellation) { c.Order.Customer.Locale = "zh-CN" })
	for query, want := range map[string]string{"": "办理进度", "?lang=en": "Where it stands"} {
		page := webtest.Parse(t, s.get("/r/"+token+query).Body)
		if text := page.Text(); !strings.Contains(text, want) || strings.Contains(text, "page.") {
			t.Errorf("with %q it says %s", query, text)
		}
	}
}

// TestEveryPageIsWholeInEachLanguage: headings in order, a label on every input, and no text without words.
func TestEveryPageIsWholeInEachLanguage(t *testing.T) {
	s := open(t, never)
	rejected := ledgertest.Units(1)
	rejected.Assessment.Disposition, rejected.Assessment.Reasons, rejected.Assessment.AppealSeconds = refund.DispositionReject, []string{"NOT_ELIGIBLE"}, 86400
	rejected.Assessment.TotalMinor, rejected.Assessment.TaxMinor, rejected.Assessment.Components, rejected.Assessment.Legs = 0, 0, nil, nil
	choosable := reviewed(ledgertest.Units(1))
	choosable.Assessment.Alternatives = []refund.Alternative{
		{ID: refund.AlternativeStoreCredit, Kind: refund.AlternativeStoreCredit, TotalMinor: 13300, BonusMinor: 2000}, {ID: refund.AlternativeExchange, Kind: refund.AlternativeExchange},
	}
	offered := s.Desk.Offered("o4", refund.OfferTerms{Budget: "goodwill", BudgetMonthlyMinor: 3000, ExpirySeconds: 3600, Choices: []refund.OfferChoice{
		{ID: "coupon", Kind: refund.OfferCoupon, AmountMinor: 1000}, {ID: "points", Kind: refund.OfferPoints, AmountMinor: 800, Units: &refund.Units{Asset: "PTS:club", Amount: 1200}}, {ID: "repair", Kind: refund.OfferRepair},
	}})
	if _, err := s.Store.KeepPageLink(t.Context(), kept(s.Pages.Make(offered, 1, customertest.Email, s.Clock.Now()))); err != nil {
		t.Fatal(err)
	}
	_, paid := s.Refund("o5", ledgertest.Units(1), nil)
	_, refusedToken := s.Refund("o1", rejected, nil)
	_, choosableToken := s.Refund("o2", choosable, nil)
	for name, c := range map[string]struct {
		path  string
		forms []string
	}{
		"a question": {s.asked("o3", "which unit?"), []string{"answer", "evidence", "withdraw"}}, "a refusal": {"/r/" + refusedToken, []string{"appeal", "evidence", "survey"}},
		"a choice": {"/r/" + choosableToken, []string{"choose", "evidence", "withdraw"}}, "an offer": {"/r/" + s.Token(offered), []string{"offer", "survey"}},
		"money on its way": {"/r/" + paid, []string{"withdraw"}},
	} {
		for _, locale := range messaging.Locales() {
			page := webtest.Parse(t, s.get(c.path+"?lang="+locale).Body)
			whole(t, name+" in "+locale, page)
			var forms []string
			for _, form := range page.All("form", "", "") {
				_, act, _ := strings.Cut(strings.TrimPrefix(webtest.Attr(form, "action"), "/r/"), "/")
				forms = append(forms, act)
			}
			if strings.Join(forms, " ") != strings.Join(c.forms, " ") {
				t.Errorf("%s in %s has the forms %v, want %v", name, locale, forms, c.forms)
			}
		}
	}
}

// whole checks what every page has to have.
func whole(t *testing.T, name string, page webtest.Page) {
	t.Helper()
	labels := map[string]bool{}
	for _, label := range page.All("label", "", "") {
		labels[webtest.Attr(label, "for")] = true
	}
	for _, tag := range []string{"input", "textarea", "select"} {
		for _, field := range page.All(tag, "", "") {
			inLabel := field.Parent != nil && field.Parent.Data == "label"
			if webtest.Attr(field, "type") != "hidden" && !inLabel && !labels[webtest.Attr(field, "id")] {
				t.Errorf("%s: an input %q has no label", name, webtest.Attr(field, "name"))
			}
		}
	}
	ids := map[string]bool{}
	for _, n := range page.All("", "", "") {
		if id := webtest.Attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("%s: the id %q is there twice", name, id)
			}
			ids[id] = true
		}
	}
	if len(page.All("h1", "", "")) != 1 || len(page.All("h3", "", "")) > 0 || len(page.All("th", "", "")) != len(page.All("th", "scope", "row"))+len(page.All("th", "scope", "col")) {
		t.Errorf("%s: the headings are not in order", name)
	}
	if text := page.Text(); strings.Contains(text, "page.") || strings.Contains(text, "<no value>") || strings.Contains(text, "{{") {
		t.Errorf("%s: a text has no words: %s", name, text)
	}
	var scripts []*html.Node
	for _, script := range page.All("script", "", "") {
		if webtest.Attr(script, "src") == "" {
			scripts = append(scripts, script)
		}
	}
	if len(scripts) > 0 || len(page.All("style", "", "")) > 0 {
		t.Errorf("%s: something in it runs", name)
	}
}

func TestForeignTextsAreTextsAlone(t *testing.T) {
	s := open(t, never)
	plain := webtest.Shape(webtest.Parse(t, s.get(s.asked("plain", "which unit?")).Body))
	var texts []string
	for _, nasty := range foreigntest.All() {
		if len(nasty) < 200 {
			texts = append(texts, strings.ToValidUTF8(nasty, "?"))
		}
	}
	for i, nasty := range []string{strings.Join(texts, " ; "), "\u202e00.01</textarea><script>alert(1)</script>\"'>"} {
		order := "n" + string(rune('a'+i))
		id, token := s.Refund(order, reviewed(ledgertest.Units(1)), func(c *refund.Cancellation) { c.Order.Lines[0].Title = refund.Cut(nasty, 200) })
		s.Desk.Taken(id, refund.Act{Kind: refund.ActAsk, Question: &refund.InfoRequest{InfoID: "i1", By: "anna", Question: nasty}})
		w := s.get("/r/" + token)
		for _, sign := range []string{"\u202e", "\u2066", "\x00", "\x1b"} {
			if strings.Contains(w.Body.String(), sign) {
				t.Errorf("with %q in it %.40q turns or hides what stands beside it", sign, nasty)
			}
		}
		if shape := webtest.Shape(webtest.Parse(t, w.Body)); shape != plain {
			t.Errorf("%.40q changes the page:\n%s\n%s", nasty, shape, plain)
		}
		s.Acts.Err = refund.Problem{Code: refund.CodeWrongState, Detail: nasty}
		failed := s.post("/r/"+token+"/answer", url.Values{"key": {formKey}, "words": {nasty}})
		if page := webtest.Parse(t, failed.Body); len(page.All("script", "", "")) != 1 || len(page.All("img", "", "")) > 0 {
			t.Errorf("%.40q runs where it was typed", nasty)
		}
	}
}

func TestTheSecondCheckIsPassedByFormAndKeptForThisPageAlone(t *testing.T) {
	s := open(t, always)
	path := s.asked("o1", "which unit?")
	if w := s.post(path+"/answer", url.Values{"key": {formKey}, "words": {"blue"}}); w.Code != http.StatusForbidden || len(s.Acts.Done()) > 0 {
		t.Errorf("without it an answer is %d", w.Code)
	}
	if text := webtest.Parse(t, s.get(path).Body).Text(); strings.Contains(text, "o1") {
		t.Errorf("before it the page says the order's number: %s", text)
	}
	wrong := s.post(path+"/check", url.Values{"order": {"o1"}, "email": {"lo@example.test"}})
	if wrong.Code != http.StatusForbidden || !strings.Contains(wrong.Body.String(), "That did not fit") || len(wrong.Result().Cookies()) > 0 {
		t.Errorf("wrong words are answered %d", wrong.Code)
	}
	right := s.post(path+"/check", url.Values{"order": {"o1"}, "email": {customertest.Email}})
	var pass *http.Cookie
	for _, cookie := range right.Result().Cookies() {
		if cookie.Name == "makegood-pass" {
			pass = cookie
		}
	}
	if right.Code != http.StatusSeeOther || right.Header().Get("Location") != path || pass == nil {
		t.Fatalf("right words are answered %d, %v", right.Code, right.Header())
	}
	if pass.Path != path || !pass.HttpOnly || !pass.Secure || pass.SameSite != http.SameSiteStrictMode || pass.MaxAge != 1800 {
		t.Errorf("the cookie is %+v", pass)
	}
	if text := webtest.Parse(t, s.get(path, pass).Body).Text(); !strings.Contains(text, "order o1") && !strings.Contains(text, "o1") {
		t.Errorf("after it the page says %s", text)
	}
	if w := s.post(path+"/answer", url.Values{"key": {formKey}, "words": {"blue"}}, pass); w.Code != http.StatusSeeOther || len(s.Acts.Done()) != 1 {
		t.Errorf("after it an answer is %d", w.Code)
	}
	other := s.asked("o2", "which unit?")
	if w := s.post(other+"/answer", url.Values{"key": {formKey}, "words": {"blue"}}, pass); w.Code != http.StatusForbidden {
		t.Errorf("on another page it is taken: %d", w.Code)
	}
}

func TestAFormIsCarriedOutOnceAndAnsweredWithTheWayBack(t *testing.T) {
	s := open(t, never)
	path := s.asked("o1", "which unit?")
	for act, form := range map[string]url.Values{
		"answer": {"words": {"blue"}}, "choose": {"alternative": {"EXCHANGE"}, "hash": {"h"}}, "offer": {"answer": {"accept"}, "choice": {"coupon"}},
		"appeal": {"words": {"why"}}, "withdraw": {"sure": {"yes"}},
	} {
		form.Set("key", formKey)
		w := s.post(path+"/"+act, form)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != path {
			t.Errorf("%s is answered %d to %s", act, w.Code, w.Header().Get("Location"))
		}
	}
	done := s.Acts.Done()
	if len(done) != 5 {
		t.Fatalf("%d acts arrived", len(done))
	}
	for _, one := range done {
		if one.Call.Key != "page-"+formKey || one.Customer != "customer:42" {
			t.Errorf("an act arrived as %+v", one)
		}
	}
	for name, form := range map[string]url.Values{"no key": {"words": {"x"}}, "a short key": {"key": {"x"}, "words": {"x"}}} {
		if w := s.post(path+"/answer", form); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "not whole") {
			t.Errorf("%s is answered %d", name, w.Code)
		}
	}
	if w := s.post(path+"/withdraw", url.Values{"key": {formKey}}); w.Code == http.StatusSeeOther {
		t.Error("a request is taken back that nobody confirmed")
	}
	if len(s.Acts.Done()) != 5 {
		t.Error("a form that is refused is carried out")
	}
}

func TestARefusalIsSaidInTheReadersLanguageAndKeepsWhatWasTyped(t *testing.T) {
	s := open(t, never)
	path := s.asked("o1", "which unit?")
	s.Acts.Err = refund.Problem{Code: refund.CodeWrongState, Detail: "the refund is Refunded"}
	w := s.post(path+"/answer?lang=zh-CN", url.Values{"key": {formKey}, "words": {"the <b>blue</b> one"}})
	page := webtest.Parse(t, w.Body)
	if w.Code != http.StatusConflict && w.Code != http.StatusUnprocessableEntity {
		t.Errorf("it is answered %d", w.Code)
	}
	alerts := page.All("div", "role", "alert")
	if len(alerts) != 1 || !strings.Contains(webtest.Text(alerts[0]), "退款已进入下一步") {
		t.Errorf("it says %s", page.Text())
	}
	if typed := page.All("textarea", "id", "answer"); len(typed) != 1 || webtest.Text(typed[0]) != "the <b>blue</b> one" {
		t.Errorf("what was typed is lost")
	}
	for _, link := range page.All("a", "hreflang", "en") {
		if strings.Contains(webtest.Attr(link, "href"), "/answer") {
			t.Errorf("the language is changed at %s", webtest.Attr(link, "href"))
		}
	}
}

func TestAFormOfAnotherSiteIsNotCarriedOut(t *testing.T) {
	s := open(t, never)
	path := s.asked("o1", "which unit?")
	r := httptest.NewRequest(http.MethodPost, path+"/answer", strings.NewReader("key="+formKey+"&words=x"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden || len(s.Acts.Done()) > 0 {
		t.Errorf("it is answered %d", w.Code)
	}
}

// parts is a form with files; a name without content is the empty file of a field that was left alone.
func parts(t *testing.T, files ...[]byte) (media string, body *bytes.Buffer) {
	t.Helper()
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	_ = w.WriteField("key", formKey)
	_ = w.WriteField("words", "here they are")
	for _, content := range files {
		part, err := w.CreateFormFile("files", "x.png")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(content)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), body
}

func TestFilesGoWithAnAnswerAndBadOnesDoNot(t *testing.T) {
	s := open(t, never)
	path := s.asked("o1", "which unit?")
	png, svg := []byte("\x89PNG\r\n\x1a\nrest"), []byte("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
	large := append([]byte("%PDF-1.7"), make([]byte, 10<<20)...)
	for name, c := range map[string]struct {
		files [][]byte
		code  int
	}{
		"a drawing that runs": {[][]byte{svg}, 0}, "a large one": {[][]byte{large}, http.StatusRequestEntityTooLarge},
		"too many": {[][]byte{append(png, 1), append(png, 2), append(png, 3), append(png, 4)}, http.StatusRequestEntityTooLarge},
	} {
		media, body := parts(t, c.files...)
		w := s.send(path+"/answer", media, body)
		if w.Code == http.StatusSeeOther || c.code != 0 && w.Code != c.code || len(s.Acts.Done()) > 0 {
			t.Errorf("%s is answered %d", name, w.Code)
		}
	}
	media, body := parts(t, png, nil)
	if w := s.send(path+"/answer", media, body); w.Code != http.StatusSeeOther {
		t.Fatalf("good ones are answered %d: %s", w.Code, webtest.Parse(t, w.Body).Text())
	}
	got := s.Acts.Done()[0].Request.(api.AnswerRequest)
	if got.Answer != "here they are" || len(got.Evidence) == 0 {
		t.Errorf("the answer is %+v", got)
	}
	media, body = parts(t)
	if w := s.send(path+"/evidence", media, body); w.Code == http.StatusSeeOther {
		t.Error("no file is taken for one")
	}
}

func TestAFormIsNotReadBeyondWhatItMayHave(t *testing.T) {
	s := open(t, never)
	path := s.asked("o1", "which unit?")
	endless := &counted{from: io.MultiReader(strings.NewReader("key="+formKey+"&words="), zeros{})}
	if w := s.send(path+"/answer", "application/x-www-form-urlencoded", endless); w.Code != http.StatusRequestEntityTooLarge || endless.read > 1<<20 {
		t.Errorf("a form is answered %d after %d bytes", w.Code, endless.read)
	}
	head := "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7"
	endless = &counted{from: io.MultiReader(strings.NewReader(head), zeros{})}
	if w := s.send(path+"/answer", "multipart/form-data; boundary=b", endless); w.Code != http.StatusRequestEntityTooLarge || endless.read > 12<<20 {
		t.Errorf("a file is answered %d after %d bytes", w.Code, endless.read)
	}
	checked := open(t, always)
	endless = &counted{from: zeros{}}
	if w := checked.send(checked.asked("o1", "which unit?")+"/answer", "multipart/form-data; boundary=b", endless); w.Code != http.StatusForbidden || endless.read > 0 {
		t.Errorf("before the check a form is answered %d after %d bytes", w.Code, endless.read)
	}
}

type zeros struct{}

func (zeros) Read(into []byte) (int, error) {
	for i := range into {
		into[i] = '0'
	}
	return len(into), nil
}

// counted counts what is read.
type counted struct {
	from io.Reader
	read int
}

func (c *counted) Read(into []byte) (int, error) {
	n, err := c.from.Read(into)
	c.read += n
	return n, err
}
