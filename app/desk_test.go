package app

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/makegood/makegood/desk/session"
	"github.com/makegood/makegood/internal/config"
)

const deskCookie = "makegood-desk"

func TestADeskAnswersWhileTemporalIsAwayAndEndsWhenAsked(t *testing.T) {
	d, b := serveDesk(t, deskSettings(t), &movedClock{}), newBrowser(t)
	for _, c := range []struct {
		name, address string
		status        int
		says          string
	}{
		{"it lives", d.staff + "/healthz", http.StatusOK, `"ok":true`},
		{"customers' pages live", d.pages + "/healthz", http.StatusOK, `"ok":true`},
		{"it is not ready", d.staff + "/readyz", http.StatusServiceUnavailable, `"name":"temporal","ok":false`},
		{"customers are not told why", d.pages + "/readyz", http.StatusNotFound, "UNKNOWN_METHOD"},
		{"people sign in", d.staff + "/sign-in", http.StatusOK, "mia"},
		{"nobody is signed in at customers' pages", d.pages + "/sign-in", http.StatusNotFound, "UNKNOWN_METHOD"},
		{"no page for customers", d.pages + "/none", http.StatusNotFound, "UNKNOWN_METHOD"},
	} {
		if answer := b.get(c.address); answer.StatusCode != c.status || !strings.Contains(answer.body, c.says) {
			t.Errorf("%s: %s %s", c.name, answer.Status, answer.body)
		}
	}
	d.end()
	if err := <-d.ended; err != nil {
		t.Errorf("it was asked to end, and: %v", err)
	}
}

func TestNobodyPassesTheSignInAndEverybodyComesBackToWhereTheyWanted(t *testing.T) {
	d, b := serveDesk(t, deskSettings(t), &movedClock{}), newBrowser(t)
	stream := func(r *http.Request) { r.Header.Set("Accept", "text/event-stream") }
	led := b.get(d.staff + "/queue?market=DE")
	if to := led.Header.Get("Location"); led.StatusCode != http.StatusSeeOther || to != "/sign-in?to=%2Fqueue%3Fmarket%3DDE" {
		t.Errorf("a page leads to %q (%s)", to, led.Status)
	}
	for name, answer := range map[string]answered{
		"a form": b.do(http.MethodPost, d.staff+"/queue/claim", url.Values{"refund": {"m/o/c"}}), "a stream": b.get(d.staff+"/queue/live", stream),
	} {
		if answer.StatusCode != http.StatusUnauthorized || !strings.Contains(answer.body, "UNAUTHENTICATED") {
			t.Errorf("%s: %s %s", name, answer.Status, answer.body)
		}
	}
	for to, want := range map[string]string{
		"/queue?market=DE": "/queue?market=DE", "https://evil.example/": "/", "//evil.example/x": "/", `/\evil.example`: "/", "javascript:alert(1)": "/", "": "/",
	} {
		answer := newBrowser(t).do(http.MethodPost, d.staff+"/sign-in", url.Values{"person": {"mia"}, "to": {to}})
		if got := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || got != want {
			t.Errorf("%q leads to %q (%s)", to, got, answer.Status)
		}
	}
	if answer := b.do(http.MethodPost, d.staff+"/sign-in", url.Values{"person": {"mallory"}}); answer.StatusCode == http.StatusSeeOther || b.isAt(d) != "" {
		t.Errorf("somebody unknown: %s", answer.Status)
	}
	b.signIn(d, "mia")
	if who := b.isAt(d); who != "mia" {
		t.Errorf("it is %q", who)
	}
	if answer := b.get(d.staff + "/none"); answer.StatusCode != http.StatusNotFound || !strings.Contains(answer.body, "UNKNOWN_METHOD") {
		t.Errorf("no page: %s", answer.Status)
	}
	if answer := b.do(http.MethodDelete, d.staff+"/sign-in", nil); answer.StatusCode != http.StatusMethodNotAllowed && answer.StatusCode != http.StatusNotFound {
		t.Errorf("another method: %s", answer.Status)
	}
}

func TestASessionsCookieIsForThisHostAndItsPagesAlone(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s, b := deskSettings(t), newBrowser(t)
		if secure { // a proxy in front has TLS; the demo's own sign-in is by this machine's name
			s.Desk.URL = "https://localhost"
			b.host = "localhost"
		}
		answer := b.signIn(serveDesk(t, s, &movedClock{}), "mia")
		var found *http.Cookie
		for _, cookie := range answer.Cookies() {
			if cookie.Name == session.CookieName(secure) {
				found = cookie
			}
		}
		if found == nil {
			t.Fatalf("secure %t: no cookie among %v", secure, answer.Header["Set-Cookie"])
		}
		if !found.HttpOnly || found.SameSite != http.SameSiteLaxMode || found.Path != "/" || found.Domain != "" || found.MaxAge != 0 || found.Secure != secure || len(found.Value) < 43 {
			t.Errorf("secure %t: %s", secure, found.Raw)
		}
		if secure != strings.HasPrefix(found.Name, "__Host-") || secure != (answer.Header.Get("Strict-Transport-Security") != "") {
			t.Errorf("secure %t: %s, Strict-Transport-Security %q", secure, found.Name, answer.Header.Get("Strict-Transport-Security"))
		}
	}
}

func TestAnIdThatWasKnownBeforeTheSignInIsNobodys(t *testing.T) {
	d, b := serveDesk(t, deskSettings(t), &movedClock{}), newBrowser(t)
	b.cookies[deskCookie] = strings.Repeat("A", 43) // as an attacker has planted it
	b.signIn(d, "mia")
	if b.cookies[deskCookie] == strings.Repeat("A", 43) {
		t.Fatal("the planted id became the session's")
	}
	attacker := newBrowser(t)
	attacker.cookies[deskCookie] = strings.Repeat("A", 43)
	if who := attacker.isAt(d); who != "" {
		t.Errorf("the planted id is %s's", who)
	}
	first := b.cookies[deskCookie]
	b.signIn(d, "noah")
	attacker.cookies[deskCookie] = first
	if who, then := b.isAt(d), attacker.isAt(d); who != "noah" || then != "" {
		t.Errorf("after a second sign-in the new id is %q's, and the old one %q's", who, then)
	}
}

func TestASignOutCountsAtEveryDeskOfTheLedgerAtOnce(t *testing.T) {
	s := deskSettings(t)
	one, other := serveDesk(t, s, &movedClock{}), serveDesk(t, s, &movedClock{})
	b, copied := newBrowser(t), newBrowser(t)
	b.signIn(one, "mia")
	copied.cookies[deskCookie] = b.cookies[deskCookie]
	if at, there := b.isAt(one), copied.isAt(other); at != "mia" || there != "mia" {
		t.Fatalf("one desk knows %q, the other %q", at, there)
	}
	if answer := b.get(one.staff + "/sign-out"); answer.StatusCode == http.StatusSeeOther || b.isAt(one) != "mia" {
		t.Errorf("a link signs out: %s", answer.Status)
	}
	answer := b.do(http.MethodPost, one.staff+"/sign-out", nil)
	if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != session.SignInPath || b.cookies[deskCookie] != "" {
		t.Errorf("sign out: %s to %q, cookie %q", answer.Status, answer.Header.Get("Location"), b.cookies[deskCookie])
	}
	for name, d := range map[string]*servedDesk{"this desk": one, "the other": other} {
		again := newBrowser(t)
		again.cookies[deskCookie] = copied.cookies[deskCookie]
		if who := again.isAt(d); who != "" {
			t.Errorf("%s still takes the id for %s", name, who)
		}
	}
}

func TestASessionEndsWhenNobodyIsSeenAndAfterItsLife(t *testing.T) {
	clock := &movedClock{}
	d, idle, busy := serveDesk(t, deskSettings(t), clock), newBrowser(t), newBrowser(t)
	idle.signIn(d, "mia")
	busy.signIn(d, "noah")
	for range 23 {
		clock.move(31 * time.Minute)
		if who := busy.isAt(d); who != "noah" {
			t.Fatalf("bo, who is seen every half an hour, is %q", who)
		}
	}
	if who := idle.isAt(d); who != "" {
		t.Errorf("ann, who was not seen, is %q", who)
	}
	if idle.cookies[deskCookie] != "" {
		t.Error("her browser keeps the id")
	}
	clock.move(31 * time.Minute)
	if who := busy.isAt(d); who != "" {
		t.Errorf("after twelve hours bo is %q", who)
	}
}

func TestAStreamKeepsNobodySignedIn(t *testing.T) {
	clock := &movedClock{}
	d, b := serveDesk(t, deskSettings(t), clock), newBrowser(t)
	b.signIn(d, "mia")
	clock.move(59 * time.Minute)
	answer := b.get(d.staff+"/queue/live", func(r *http.Request) { r.Header.Set("Accept", "text/event-stream") })
	if answer.StatusCode == http.StatusUnauthorized {
		t.Fatalf("she is signed in still: %s", answer.Status)
	}
	clock.move(2 * time.Minute)
	if who := b.isAt(d); who != "" {
		t.Errorf("the page that keeps itself up to date kept %s signed in", who)
	}
}

func TestPagesAreReadByTheirOwnNameAlone(t *testing.T) {
	s := deskSettings(t)
	s.Pages.URL, s.Offer.LinkSecret = "https://refunds.shop.example", strings.Repeat("s", 32)
	d := serveDesk(t, s, &movedClock{})
	for _, c := range []struct {
		address, host string
		taken         bool
	}{
		{d.staff + "/sign-in", "", true}, {d.staff + "/sign-in", "localhost:1", true}, {d.staff + "/sign-in", "evil.example", false},
		{d.staff + "/sign-in", "127.0.0.1.evil.example", false}, {d.staff + "/static/x", "evil.example", false},
		{d.pages + "/", "refunds.shop.example", true}, {d.pages + "/", "REFUNDS.shop.example:443", true},
		{d.pages + "/", "refunds.shop.example:8443", false}, {d.pages + "/", "evil.example", false}, {d.pages + "/", "127.0.0.1", false},
	} {
		b := newBrowser(t)
		b.host = c.host
		answer := b.get(c.address, func(r *http.Request) { r.Header.Set("X-Forwarded-Host", "evil.example") })
		if refused := answer.StatusCode == http.StatusForbidden; refused == c.taken || strings.Contains(answer.body, "evil.example") {
			t.Errorf("%s by %q: %s %s", c.address, c.host, answer.Status, answer.body)
		}
	}
}

func TestAFormOfAnotherSiteChangesNothing(t *testing.T) {
	d, b := serveDesk(t, deskSettings(t), &movedClock{}), newBrowser(t)
	b.signIn(d, "mia")
	for name, change := range map[string]func(*http.Request){
		"as browsers say it":     func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"of a sister's host":     func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
		"as older browsers do":   func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"of a page without name": func(r *http.Request) { r.Header.Set("Origin", "null") },
	} {
		for path, form := range map[string]url.Values{"/sign-out": nil, "/sign-in": {"person": {"noah"}}} {
			if answer := b.do(http.MethodPost, d.staff+path, form, change); answer.StatusCode != http.StatusForbidden || !strings.Contains(answer.body, "OTHER_SITE") {
				t.Errorf("%s to %s: %s", name, path, answer.Status)
			}
		}
	}
	if who := b.isAt(d); who != "mia" {
		t.Errorf("ann is %q now", who)
	}
}

func TestEveryAnswerOfTheDeskSaysWhatABrowserMayDo(t *testing.T) {
	d, b := serveDesk(t, deskSettings(t), &movedClock{}), newBrowser(t)
	for _, address := range []string{d.staff + "/", d.staff + "/sign-in", d.staff + "/none", d.staff + "/static/none", d.pages + "/", d.pages + "/static/none"} {
		header := b.get(address).Header
		for name, want := range map[string]string{
			"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := header.Get(name); got == "" || !strings.Contains(got, want) {
				t.Errorf("%s: %s is %q", address, name, got)
			}
		}
	}
}

func TestWhoeverAsksTooOftenIsToldToWait(t *testing.T) {
	s := deskSettings(t)
	s.Desk.AddressRate, s.Desk.AddressBurst, s.PageServer.AddressRate, s.PageServer.AddressBurst = 0.01, 3, 0.01, 2
	s.Desk.SubjectRate, s.Desk.SubjectBurst = 0.01, 4
	d := serveDesk(t, s, &movedClock{})
	b := newBrowser(t)
	b.signIn(d, "mia") // the first request of nobody
	for range 4 {
		if who := b.isAt(d); who != "mia" {
			t.Fatalf("she is %q", who)
		}
	}
	if answer := b.get(d.staff + "/"); answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") == "" || !strings.Contains(answer.body, "RATE_LIMITED") {
		t.Errorf("a person's fifth page: %s", answer.Status)
	}
	guessing := func(n int) int {
		g := newBrowser(t)
		g.cookies[deskCookie] = strings.Repeat("B", 42) + string(rune('a'+n))
		return g.get(d.staff + "/").StatusCode
	}
	first, second, third := guessing(1), guessing(2), guessing(3)
	if first != http.StatusSeeOther || second != http.StatusSeeOther || third != http.StatusTooManyRequests {
		t.Errorf("guessed ids are answered %d, %d, %d", first, second, third)
	}
	for n, want := range []int{http.StatusNotFound, http.StatusNotFound, http.StatusTooManyRequests} {
		if answer := newBrowser(t).get(d.pages + "/r/guess"); answer.StatusCode != want {
			t.Errorf("guess %d of a link: %s", n+1, answer.Status)
		}
	}
}

func TestCustomersPagesCanBeLeftOut(t *testing.T) {
	s := deskSettings(t)
	s.PageServer.Address = config.MetricsOff
	if d := serveDesk(t, s, &movedClock{}); d.pages != "" {
		t.Errorf("they are at %s", d.pages)
	}
}

func TestAPersonIsSignedOutEverywhereByCommand(t *testing.T) {
	s := deskSettings(t)
	d, one, other, bo := serveDesk(t, s, &movedClock{}), newBrowser(t), newBrowser(t), newBrowser(t)
	one.signIn(d, "mia")
	other.signIn(d, "mia")
	bo.signIn(d, "noah")
	if count, err := SignOut(t.Context(), s, time.Now, "mia"); err != nil || count != 2 {
		t.Errorf("%d sessions, %v", count, err)
	}
	if one.isAt(d)+other.isAt(d) != "" || bo.isAt(d) != "noah" {
		t.Errorf("signed in are %q, %q and %q", one.isAt(d), other.isAt(d), bo.isAt(d))
	}
}
