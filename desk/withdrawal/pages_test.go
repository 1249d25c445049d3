package withdrawal_test

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	service "github.com/makegood/makegood/api/withdrawal"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/internal/foreign/foreigntest"
)

// anID is a text that has no words.
var anID = regexp.MustCompile(`\bpage\.[a-z]`)

// host is a page of the first shop.
const host = "http://acme.example"

func heading(p webtest.Page) string { return webtest.Text(p.All("h1", "", "")[0]) }

func TestThePageIsThereForEverybodyInTheMarketsLanguageWithTheLawsWords(t *testing.T) {
	b := newBench(t)
	for target, want := range map[string]string{
		host + "/withdraw": "Vertrag widerrufen", host + "/withdraw?lang=en": "Withdraw from contract here", host + "/withdraw?lang=zh-CN": "在此撤销合同",
		"http://other.example/withdraw": "Withdraw from contract here", host + "/withdraw?lang=tlh": "Vertrag widerrufen",
	} {
		w := b.get(target)
		page := webtest.Parse(t, w.Body)
		if w.Code != http.StatusOK || heading(page) != want {
			t.Errorf("%s: %d %q, want %q", target, w.Code, heading(page), want)
		}
		for _, name := range []string{"name", "contract", "part", "reply_to"} {
			if len(page.All("", "name", name)) != 1 || len(page.All("label", "for", name)) != 1 {
				t.Errorf("%s: the field %s is not there with its label", target, name)
			}
		}
		if len(w.Result().Cookies()) > 1 || anID.MatchString(page.Text()) {
			t.Errorf("%s: cookies %v, text %q", target, w.Result().Cookies(), page.Text())
		}
	}
}

func TestTheShopIsTheHostsOrIsChosen(t *testing.T) {
	b := newBench(t)
	if page := webtest.Parse(t, b.get(host+"/withdraw").Body); len(page.All("select", "", "")) != 0 {
		t.Error("the shop of a host is asked for")
	}
	choose := webtest.Parse(t, b.get("http://refunds.example/withdraw").Body)
	if options := choose.All("option", "", ""); len(options) != 3 {
		t.Errorf("%d options", len(options))
	}
	form := typed()
	form.Set("merchant", "")
	w := b.post("http://refunds.example/withdraw", form)
	page := webtest.Parse(t, w.Body)
	if w.Code != http.StatusUnprocessableEntity || webtest.Attr(page.All("select", "name", "merchant")[0], "aria-invalid") != "true" {
		t.Errorf("without a shop: %d", w.Code)
	}
	form.Set("merchant", "m-002") // another shop's id does not make this host that shop's
	w = b.post(host+"/withdraw", form)
	if merchant := webtest.Parse(t, w.Body).All("input", "name", "merchant"); webtest.Attr(merchant[0], "value") != "m-001" {
		t.Error("the form names another shop than the host's")
	}
}

// buttons are all elements by which a form is sent.
func buttons(p webtest.Page) (out []*html.Node) {
	out = p.All("button", "", "")
	for _, kind := range []string{"submit", "image", "button", "reset"} {
		out = append(out, p.All("input", "type", kind)...)
	}
	return out
}

func TestTheSecondPageShowsWhatWillBeDeclaredAndHasOneButton(t *testing.T) {
	b := newBench(t)
	for lang, label := range map[string]string{"de": "Widerruf bestätigen", "en": "Confirm withdrawal", "zh-CN": "确认撤销"} {
		form := typed()
		form.Set("lang", lang)
		form.Set("part", "2 x tea\n1 x pot")
		w := b.post(host+"/withdraw", form)
		page := webtest.Parse(t, w.Body)
		if got := buttons(page); w.Code != http.StatusOK || len(got) != 1 || webtest.Text(got[0]) != label {
			t.Errorf("%s: %d, %d buttons", lang, w.Code, len(got))
		}
		for _, part := range []string{"Acme", "Li Lei", "o-1", "2 x tea 1 x pot", "buyer@example.com"} {
			if !strings.Contains(page.Text(), part) {
				t.Errorf("%s: it does not show %q: %s", lang, part, page.Text())
			}
		}
	}
	if len(b.books.kept) != 0 || b.books.asked != 0 {
		t.Errorf("%d statements are kept before the confirmation, %d orders were looked up", len(b.books.kept), b.books.asked)
	}
}

// fields are the fields of a page's form, as a browser sends them.
func fields(p webtest.Page) url.Values {
	out := url.Values{}
	for _, input := range p.All("input", "", "") {
		out.Add(webtest.Attr(input, "name"), webtest.Attr(input, "value"))
	}
	return out
}

func TestConfirmingKeepsTheStatementAndShowsItsReceiptAndTwiceIsOnce(t *testing.T) {
	b := newBench(t)
	form := typed()
	form.Set("part", "2 x tea\n1 x pot")
	second := webtest.Parse(t, b.post(host+"/withdraw", form).Body)
	var shown []string
	for range 2 {
		w := b.post(host+"/withdraw/confirm", fields(second))
		page := webtest.Parse(t, w.Body)
		if w.Code != http.StatusOK || heading(page) != "Eingangsbestätigung Ihres Widerrufs" {
			t.Fatalf("answered %d: %s", w.Code, page.Text())
		}
		shown = append(shown, page.Text())
	}
	if len(b.books.kept) != 1 || shown[0] != shown[1] || b.books.asked != 0 {
		t.Errorf("%d statements, %d orders looked up", len(b.books.kept), b.books.asked)
	}
	for id, kept := range b.books.kept {
		for _, part := range []string{string(id), kept.SHA256, kept.Content, "2026-11-29 12:00:00 UTC", "Li Lei", "buyer@example.com"} {
			if !strings.Contains(shown[0], part) {
				t.Errorf("the receipt does not say %q: %s", part, shown[0])
			}
		}
		if !strings.Contains(kept.Content, `"part":"2 x tea\n1 x pot"`) || kept.Locale != "de" {
			t.Errorf("kept is %+v", kept)
		}
	}
}

func TestWhatIsWrongIsSaidAtItsFieldAndWhatWasTypedStays(t *testing.T) {
	b := newBench(t)
	form := typed()
	form.Set("name", " ")
	form.Set("contract", strings.Repeat("x", service.ContractMax+1))
	form.Set("part", "kept <text>")
	for _, path := range []string{"/withdraw", "/withdraw/confirm"} {
		w := b.post(host+path, form)
		page := webtest.Parse(t, w.Body)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(page.Text(), "Das ist länger als 200 Zeichen.") || len(page.All("", "aria-invalid", "true")) != 2 {
			t.Errorf("%s: %d %s", path, w.Code, page.Text())
		}
		if area := page.All("textarea", "name", "part"); webtest.Text(area[0]) != "kept <text>" {
			t.Errorf("%s: what was typed is gone: %q", path, webtest.Text(area[0]))
		}
		for _, one := range page.All("", "aria-invalid", "true") {
			by := webtest.Attr(one, "aria-describedby")
			if len(page.All("", "id", by)) != 1 {
				t.Errorf("%s: %q describes nothing", path, by)
			}
		}
	}
	if len(b.books.kept) != 0 {
		t.Error("a statement that is not whole is kept")
	}
}

func TestNothingIsRefusedBecauseItCouldNotBeVerified(t *testing.T) {
	b := newBench(t)
	for _, change := range []map[string]string{
		{"contract": "whatever I bought in May"}, {"reply_to": "fax +49 30 1"}, {"contract": "' OR 1=1 --"}, {"token": "forged", "until": "1", "order": "o-1"}, {"statement": "../../x"}, {"line": "9"},
	} {
		form := typed()
		for key, value := range change {
			form.Set(key, value)
		}
		w := b.post(host+"/withdraw/confirm", form)
		if w.Code != http.StatusOK {
			t.Errorf("%v: answered %d", change, w.Code)
		}
	}
	if len(b.books.kept) != 6 {
		t.Errorf("%d statements are kept", len(b.books.kept))
	}
}

func TestAStatementThatCouldNotBeKeptIsSaidAndMayBeConfirmedAgain(t *testing.T) {
	b := newBench(t)
	second := webtest.Parse(t, b.post(host+"/withdraw", typed()).Body)
	b.books.fail = errors.New("the disk is full at /var/lib/secret")
	w := b.post(host+"/withdraw/confirm", fields(second))
	page := webtest.Parse(t, w.Body)
	if w.Code < 500 || !strings.Contains(page.Text(), "konnte nicht gespeichert werden") || strings.Contains(page.Text(), "disk") || len(buttons(page)) != 1 {
		t.Fatalf("answered %d: %s", w.Code, page.Text())
	}
	b.books.fail = nil
	if w := b.post(host+"/withdraw/confirm", fields(page)); w.Code != http.StatusOK || len(b.books.kept) != 1 {
		t.Errorf("again: %d, %d statements", w.Code, len(b.books.kept))
	}
}

var changes = regexp.MustCompile(`[A-Z2-7]{26}|[0-9a-f]{64}|o-[0-9]`)

// TestNobodyLearnsWhetherAnOrderExists compares whole answers about an order that exists with those about one that does not.
func TestNobodyLearnsWhetherAnOrderExists(t *testing.T) {
	b := newBench(t)
	for _, path := range []string{"/withdraw", "/withdraw/confirm"} {
		var answers []string
		for _, order := range []string{"o-1", "o-2"} {
			form := typed()
			form.Set("contract", order)
			form.Set("order", order)
			form.Set("until", "1900000000")
			form.Set("token", "bm90LXNpZ25lZC1ieS10aGUtc2hvcC1ub3Qtc2lnbmVk")
			w := b.post(host+path, form)
			answers = append(answers, changes.ReplaceAllString(w.Body.String(), "?"), http.StatusText(w.Code))
		}
		if answers[0] != answers[2] || answers[1] != answers[3] {
			t.Errorf("%s: the answers differ:\n%s\n%s", path, answers[0], answers[2])
		}
	}
	if b.books.asked != 0 {
		t.Errorf("%d orders were looked up", b.books.asked)
	}
}

func TestByTheShopsLinkTheLinesOfTheOrderAreChosen(t *testing.T) {
	b := newBench(t)
	link, err := service.SignLink(b.secrets, "m-001", "o-1", now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	page := webtest.Parse(t, b.get(host+"/withdraw?"+link.Query().Encode()).Body)
	if boxes := page.All("input", "type", "checkbox"); len(boxes) != 2 || len(page.All("b", "", "")) != 0 || webtest.Attr(page.All("input", "name", "contract")[0], "value") != "o-1" {
		t.Fatalf("%d lines: %s", len(boxes), page.Text())
	}
	form := typed()
	for key, values := range link.Query() {
		form[key] = values
	}
	form["line"] = []string{"1", "nonsense"}
	form.Set("quantity.1", "2")
	second := webtest.Parse(t, b.post(host+"/withdraw", form).Body)
	if !strings.Contains(second.Text(), "2 × Tea") || strings.Contains(second.Text(), "Pot") {
		t.Errorf("shown is %s", second.Text())
	}
	w := b.post(host+"/withdraw/confirm", fields(second))
	if w.Code != http.StatusOK || len(b.books.kept) != 1 {
		t.Fatalf("answered %d", w.Code)
	}
	for _, kept := range b.books.kept {
		if kept.LinkedOrder != "o-1" || !strings.Contains(kept.Content, `"lines":[{"line_id":"1","quantity":2,`) {
			t.Errorf("kept is %+v", kept)
		}
	}
}

func TestWhatACustomerWritesIsTextOnEveryPage(t *testing.T) {
	b := newBench(t)
	plain := map[string]string{}
	for _, text := range append([]string{"a word"}, foreigntest.All()...) {
		form := typed()
		form.Set("name", "n "+text)
		form.Set("contract", "c "+text)
		form.Set("part", "p "+text)
		for _, path := range []string{"/withdraw", "/withdraw/confirm"} {
			w := b.post(host+path, form)
			body := w.Body.String()
			shape := webtest.Shape(webtest.Parse(t, strings.NewReader(body)))
			if plain[path] == "" {
				plain[path] = shape
			}
			if len([]rune(text)) < 100 && shape != plain[path] {
				t.Errorf("%s: %q changes the page", path, text)
			}
			if strings.ContainsAny(body, "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u001b\u0000") {
				t.Errorf("%s: %q moves what stands beside it", path, text)
			}
		}
	}
}

func TestAFormThatIsTooLargeOrOfAnotherSiteIsRefused(t *testing.T) {
	b := newBench(t)
	form := typed()
	form.Set("part", strings.Repeat("x", 600<<10))
	if w := b.post(host+"/withdraw/confirm", form); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("answered %d", w.Code)
	}
	if len(b.books.kept) != 0 {
		t.Error("it is kept")
	}
}
