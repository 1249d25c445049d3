package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/app"
	"github.com/makegood/makegood/desk/customer"
	"github.com/makegood/makegood/desk/web"
	"github.com/makegood/makegood/desk/web/webtest"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// pagesURL is where the customers' pages of these tests are said to be.
const pagesURL = "https://refunds.example"

// linkSecret makes their links.
const linkSecret = "thirty-two bytes of a test secret"

// pagesEnv are the settings of a world with customers' pages.
var pagesEnv = []string{"MAKEGOOD_PAGES_URL=" + pagesURL, "MAKEGOOD_OFFER_LINK_SECRET=" + linkSecret}

// pages make the links that the worker in this process puts into mails.
func (w *world) pages() *messaging.Pages {
	w.t.Helper()
	p, err := messaging.NewPages(messaging.Pages{
		Secrets: func() [][]byte { return [][]byte{[]byte(linkSecret)} }, BaseURL: pagesURL, LinkFor: 180 * 24 * time.Hour, AfterClose: 90 * 24 * time.Hour,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// customerSite are the customers' pages as package app wires them, on the world's ledger.
func (w *world) customerSite() http.Handler {
	w.t.Helper()
	settings, err := config.Load(config.FromEnviron(slices.Concat([]string{"MAKEGOOD_PAGES_CHECK_ABOVE=CNY=1000000000"}, w.env, pagesEnv)))
	if err != nil {
		w.t.Fatal(err)
	}
	ports := app.NewServicePorts(settings, time.Now)
	w.t.Cleanup(ports.Close)
	service, err := ports.Customer(w.t.Context(), w.service())
	if err != nil {
		w.t.Fatal(err)
	}
	kit, err := web.NewKit(web.Config{Logger: zap.NewNop(), Now: time.Now})
	if err != nil {
		w.t.Fatal(err)
	}
	pages, err := customer.New(kit, service, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Routes(mux)
	return kit.Guard(web.Public, mux)
}

// itsMailsOpenItsPage fails unless every mail about a refund has the same link, and it opens the refund's page.
func (w *world) itsMailsOpenItsPage(id refund.ID) {
	w.t.Helper()
	link, count := "", 0
	for _, mail := range w.told.Delivered() {
		at := strings.Index(mail.Body, pagesURL+"/r/")
		if mail.Refund != id {
			continue
		}
		if at < 0 {
			w.t.Fatalf("a mail has no link:\n%s", mail.Body)
		}
		own := strings.Fields(mail.Body[at:])[0]
		if count++; link != "" && own != link {
			w.t.Errorf("one mail has %s, another %s", link, own)
		}
		link = own
	}
	if count < 2 {
		w.t.Fatalf("%d mails were told", count)
	}
	answer := httptest.NewRecorder()
	w.customerSite().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, strings.TrimPrefix(link, pagesURL)+"?lang=en", nil))
	page := webtest.Parse(w.t, answer.Body)
	key, err := id.Key()
	if err != nil {
		w.t.Fatal(err)
	}
	if text := page.Text(); answer.Code != http.StatusOK || !strings.Contains(text, "Your money has been refunded") || !strings.Contains(text, string(key.Order)) {
		w.t.Errorf("it is answered %d: %s", answer.Code, text)
	}
	stored, err := w.books.PageLink(w.t.Context(), id)
	if err != nil || stored.Check == "" {
		w.t.Errorf("the customer's e-mail is not known for the second check: %+v, %v", stored, err)
	}
}

// TestWhatACustomerDoesOnThePageIsKeptAsTheLinksHolders on the real stack: the second check, an answer refused without it, a
// request that is taken back, and how the trail says that its customer was known.
func TestWhatACustomerDoesOnThePageIsKeptAsTheLinksHolders(t *testing.T) {
	w := start(t)
	w.signed()
	w.env = append(w.env, append(pagesEnv, "MAKEGOOD_PAGES_CHECK_ABOVE=CNY=1000000")...)
	w.spawn("worker")
	in, id := w.request("order-page", large)
	call := shopCalls
	call.Key, call.Subject.DayLimitMinor = "c-1", map[refund.Currency]int64{"CNY": 100_000_000}
	if _, err := w.service().RequestRefund(t.Context(), call, in); err != nil {
		t.Fatal(err)
	}
	w.until("the review", time.Minute, func() bool { return w.status(id) == refund.StatusAwaitingApproval })
	link, err := w.books.PageLink(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	address, made := w.pages().Address(link)
	if !made {
		t.Fatalf("the worker stored the link %+v", link)
	}
	w.until("the mail", time.Minute, func() bool { return strings.Contains(w.outbox(), strings.TrimPrefix(address, "https://")) })
	path, site := strings.TrimPrefix(address, pagesURL), w.customerSite()
	send := func(act string, form url.Values, cookies ...*http.Cookie) *http.Response {
		r := httptest.NewRequest(http.MethodPost, path+"/"+act, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, one := range cookies {
			r.AddCookie(one)
		}
		answer := httptest.NewRecorder()
		site.ServeHTTP(answer, r)
		return answer.Result()
	}
	taken := url.Values{"key": {"AAAAAAAAAAAAAAAAAAAA"}, "sure": {"yes"}}
	if code := send("withdraw", taken).StatusCode; code != http.StatusForbidden {
		t.Errorf("without the second check it is answered %d", code)
	}
	checked := send("check", url.Values{"order": {"order-page"}, "email": {in.Contact.Email}})
	if checked.StatusCode != http.StatusSeeOther {
		t.Fatalf("the second check is answered %d", checked.StatusCode)
	}
	for range 2 { // the form is sent twice
		if code := send("withdraw", taken, checked.Cookies()...).StatusCode; code != http.StatusSeeOther {
			t.Errorf("it is answered %d", code)
		}
	}
	w.kept(id, "Withdrawn", "customer:order-page", refund.ByLinkChecked, refund.SubjectID("link:"+link.Hash[:16]))
	if w.status(id) != refund.StatusWithdrawn {
		t.Errorf("the refund is %s", w.status(id))
	}
	w.booksAgree()
}

// outbox is every mail there, without its soft line breaks.
func (w *world) outbox() string {
	w.t.Helper()
	files, err := filepath.Glob(filepath.Join(w.dir, "outbox", "*"))
	if err != nil {
		w.t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			continue // it is being written under another name
		}
		all.WriteString(strings.ReplaceAll(string(raw), "=\r\n", ""))
	}
	return all.String()
}
