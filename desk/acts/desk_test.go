package acts_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap/zaptest"
	"golang.org/x/net/html"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/support/supporttest"
	"github.com/makegood/makegood/desk/acts"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/refund"
)

// desk is the pages over a world.
type desk struct {
	t       *testing.T
	w       *supporttest.World
	pages   *acts.Pages
	handler http.Handler
	lang    string
	// holder works on every refund; "": nobody does.
	holder refund.Person
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	return deskOn(t, supporttest.New(t))
}

func deskOn(t *testing.T, w *supporttest.World) *desk {
	t.Helper()
	d := &desk{t: t, w: w, lang: "en"}
	kit, err := web.NewKit(web.Config{Logger: zaptest.NewLogger(t), Now: w.Clock.Now})
	if err == nil {
		d.pages, err = acts.New(kit, acts.Ports{Refunds: w.Refunds, Desk: w.Acts, Contacts: w.Contacts, Holders: d, Now: w.Clock.Now})
	}
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	d.pages.Routes(mux)
	d.handler = kit.Guard(web.Staff, mux)
	return d
}

// Holder implements acts.Holders.
func (d *desk) Holder(context.Context, refund.ID) (refund.Person, time.Time, bool) {
	return d.holder, d.w.Clock.Now().Add(10 * time.Minute), d.holder != ""
}

// answer is what a page was answered with.
type answer struct {
	*httptest.ResponseRecorder
	page webtest.Page
}

func (d *desk) send(by refund.Person, method, path string, form url.Values) answer {
	d.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Accept-Language", d.lang)
	r = r.WithContext(web.WithSubject(r.Context(), api.Person(by)))
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return answer{w, webtest.Parse(d.t, strings.NewReader(w.Body.String()))}
}

func (d *desk) get(by refund.Person, path string) answer {
	return d.send(by, http.MethodGet, path, nil)
}

func (d *desk) post(by refund.Person, path string, form url.Values) answer {
	return d.send(by, http.MethodPost, path, form)
}

// path is an act's form on a refund of the world.
func (d *desk) path(what, act string) string {
	return "/refunds" + strings.TrimPrefix(string(d.w.Known[what]), "refund") + "/" + act
}

// form is what a browser would send of a page's form, with the button that confirms.
func (a answer) form(changes ...string) url.Values {
	values := url.Values{"do": {"confirm"}}
	for _, input := range append(a.page.All("input", "", ""), a.page.All("textarea", "", "")...) {
		kind := webtest.Attr(input, "type")
		if _, checked := attr(input, "checked"); (kind == "checkbox" || kind == "radio") && !checked {
			continue
		}
		value := webtest.Attr(input, "value")
		if input.Data == "textarea" {
			value = raw(input)
		}
		values.Set(webtest.Attr(input, "name"), value)
	}
	for _, choice := range a.page.All("select", "", "") {
		for n, one := range options(choice) {
			if _, chosen := attr(one, "selected"); chosen || n == 0 {
				values.Set(webtest.Attr(choice, "name"), webtest.Attr(one, "value"))
			}
		}
	}
	for i := 0; i+1 < len(changes); i += 2 {
		values.Set(changes[i], changes[i+1])
	}
	return values
}

func options(choice *html.Node) (out []*html.Node) {
	for n := range choice.Descendants() {
		if n.Type == html.ElementNode && n.Data == "option" {
			out = append(out, n)
		}
	}
	return out
}

func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func raw(n *html.Node) string {
	var out strings.Builder
	for one := range n.Descendants() {
		if one.Type == html.TextNode {
			out.WriteString(one.Data)
		}
	}
	return out.String()
}

// confirms reports whether a page offers to confirm something.
func (a answer) confirms() bool { return len(a.page.All("button", "value", "confirm")) > 0 }

// sees fails unless a page has a status and says what it should.
func (d *desk) sees(what string, a answer, status int, words ...string) {
	d.t.Helper()
	if a.Code != status {
		d.t.Errorf("%s is answered %d, want %d: %s", what, a.Code, status, a.page.Text())
	}
	if strings.Contains(a.page.Text(), "desk.") {
		d.t.Errorf("%s has no words for something: %s", what, a.page.Text())
	}
	for _, word := range words {
		if !strings.Contains(a.page.Text(), word) {
			d.t.Errorf("%s does not say %q: %s", what, word, a.page.Text())
		}
	}
}

func (d *desk) standing(what string) refund.Standing {
	d.t.Helper()
	now, err := d.w.Store.Standing(d.t.Context(), d.w.Known[what])
	if err != nil {
		d.t.Fatal(err)
	}
	return now
}

// books are every row of money, claims, legs and cases.
func (d *desk) books() string {
	d.t.Helper()
	db, err := sql.Open("sqlite", d.w.Path)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var out strings.Builder
	for _, table := range []string{"accounts", "postings", "entries", "claims", "legs", "refunds", "reservations", "kept_back", "orders", "payments", "messages", "contacts"} {
		rows, err := db.QueryContext(d.t.Context(), "SELECT * FROM "+table+" ORDER BY 1, 2, 3")
		if err != nil {
			d.t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			d.t.Fatal(err)
		}
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				d.t.Fatal(err)
			}
			fmt.Fprintln(&out, table, values)
		}
		if err := rows.Close(); err != nil {
			d.t.Fatal(err)
		}
	}
	return out.String()
}
