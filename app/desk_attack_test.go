package app

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/refund"
)

func TestAnAnswerThatIsNoPageSaysWhatABrowserMayDoToo(t *testing.T) {
	d, b := serveDesk(t, deskSettings(t), &movedClock{}), newBrowser(t)
	for address, status := range map[string]int{
		d.staff + "/static/../queue": http.StatusTemporaryRedirect, d.staff + "//evil.example/%2e%2e": http.StatusTemporaryRedirect, d.staff + "/healthz": http.StatusOK,
		d.pages + "//r//AAAA": http.StatusTemporaryRedirect, d.pages + "/healthz": http.StatusOK, d.pages + "/static/none": http.StatusNotFound,
	} {
		answer := b.get(address)
		if answer.StatusCode != status {
			t.Errorf("%s: %s, want %d", address, answer.Status, status)
		}
		if to := answer.Header.Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
			t.Errorf("%s leads to %q", address, to)
		}
		referrer := "same-origin"
		if strings.HasPrefix(address, d.pages) {
			referrer = "no-referrer"
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": referrer, "X-Robots-Tag": "noindex",
			"Content-Security-Policy": "frame-ancestors 'none'", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := answer.Header.Get(name); !strings.Contains(got, want) {
				t.Errorf("%s: %s is %q, want %q in it", address, name, got, want)
			}
		}
	}
}

func TestARefundWhoseIdIsDotsIsAskedForByAParameter(t *testing.T) {
	d, b := serveDesk(t, deskSettings(t), &movedClock{}), newBrowser(t)
	b.signIn(d, "mia")
	for _, id := range []string{"refund/m/../c", "refund/./o/c"} {
		// The case asks Temporal too, which is away here: it is its page that answers, and not one of the paths below.
		if answer := b.get(d.staff + "/refunds?id=" + id); answer.StatusCode != http.StatusServiceUnavailable || strings.Contains(answer.body, "UNKNOWN_METHOD") {
			t.Errorf("%s: %s, leads to %q", id, answer.Status, answer.Header.Get("Location"))
		}
	}
}

// TestNoLogLineHasALinksTokenOrWhatSomebodyTyped sends secrets and personal data to every door of customers, and to the sign-in,
// and also so that the requests come to nothing.
func TestNoLogLineHasALinksTokenOrWhatSomebodyTyped(t *testing.T) {
	s := deskSettings(t)
	s.Shops.File = filepath.Join(t.TempDir(), "shops.yaml")
	if err := os.WriteFile(s.Shops.File, []byte("shops:\n  - {merchant: m-001, name: Acme, language: en}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Pages.URL, s.Offer.LinkSecret = "http://pages.example", strings.Repeat("s", 32)
	demo, err := identity.NewDemo([]refund.Person{"mia"}, (&movedClock{}).now)
	if err != nil {
		t.Fatal(err)
	}
	core, seen := observer.New(zap.DebugLevel)
	d, b := serveDeskOf(t, Config{Settings: s, Logger: zap.New(core), Now: (&movedClock{}).now, Demo: demo}), newBrowser(t)
	const token, mail, name = "Secret-token-of-a-link-0123456789", "typed@example.com", "Typed-by-somebody"
	typed := url.Values{"name": {name}, "contract": {name}, "reply_to": {mail}, "email": {mail}, "order": {name}, "words": {name}, "key": {token}, "token": {token}, "person": {name}}
	if answer := b.do(http.MethodPost, d.staff+"/sign-in", typed); answer.StatusCode == http.StatusSeeOther {
		t.Fatalf("somebody unknown is signed in: %s", answer.Status)
	}
	b.get(d.staff + "/r/" + token + "?email=" + mail)
	b.host = "pages.example"
	for _, path := range []string{"/r/" + token, "/r/" + token + "/check", "//r//" + token, "/withdraw?token=" + token + "&name=" + name, "/apply?" + typed.Encode(), "/none/" + token} {
		b.get(d.pages + path)
		b.do(http.MethodPost, d.pages+path, typed)
		b.do(http.MethodDelete, d.pages+path, typed)
	}
	if answer := b.do(http.MethodPost, d.pages+"/withdraw/confirm", typed); answer.StatusCode != http.StatusOK || !strings.Contains(answer.body, name) {
		t.Fatalf("the statement is not kept: %s %s", answer.Status, answer.body)
	}
	if seen.Len() == 0 {
		t.Fatal("nothing is logged at all")
	}
	for _, line := range seen.All() {
		text := fmt.Sprint(line.Message, line.ContextMap())
		for _, secret := range []string{token, mail, name} {
			if strings.Contains(text, secret) {
				t.Errorf("%q stands in a log line: %s", secret, text)
			}
		}
	}
}
