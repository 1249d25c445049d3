package e2e

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
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
	settings, err := config.Load(config.FromEnviron(slices.Concat(w.env, []string{
		"MAKEGOOD_PAGES_URL=" + pagesURL, "MAKEGOOD_OFFER_LINK_SECRET=" + linkSecret, "MAKEGOOD_PAGES_CHECK_ABOVE=CNY=1000000000",
	})))
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
