package app

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/refund"
)

// servedDesk is a desk that answers on free ports until the test ends; Temporal is away.
type servedDesk struct {
	t *testing.T
	// staff and pages are where it answers.
	staff, pages string
	end          context.CancelFunc
	ended        chan error
}

// movedClock is a clock that tests move on.
type movedClock struct {
	mu   sync.Mutex
	more time.Duration
}

func (c *movedClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.more)
}

func (c *movedClock) move(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.more += by
}

// deskSettings are a desk's with nothing around it, on a new ledger.
func deskSettings(t *testing.T) config.Settings {
	t.Helper()
	s := nothingListens(t)
	s.Desk.Address, s.PageServer.Address, s.Desk.MetricsAddress = "127.0.0.1:0", "127.0.0.1:0", config.MetricsOff
	s.Desk.AddressRate, s.PageServer.AddressRate, s.Desk.AddressBurst, s.PageServer.AddressBurst = 1000, 1000, 1000, 1000
	if _, err := CreateLedger(t.Context(), s, time.Now); err != nil {
		t.Fatal(err)
	}
	if err := EnsureIdentityKeys(s); err != nil {
		t.Fatal(err)
	}
	return s
}

// serveDesk runs a desk at which mia and noah sign in as the demo's people.
func serveDesk(t *testing.T, s config.Settings, clock *movedClock) *servedDesk {
	t.Helper()
	demo, err := identity.NewDemo([]refund.Person{"mia", "noah"}, clock.now)
	if err != nil {
		t.Fatal(err)
	}
	return serveDeskOf(t, Config{Settings: s, Logger: zap.NewNop(), Now: clock.now, Demo: demo})
}

func serveDeskOf(t *testing.T, c Config) *servedDesk {
	t.Helper()
	type addresses struct{ staff, pages net.Addr }
	at := make(chan addresses, 1)
	c.OnDesk = func(staff, pages net.Addr) { at <- addresses{staff, pages} }
	process, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	d := &servedDesk{t: t, end: cancel, ended: make(chan error, 1)}
	go func() { d.ended <- process.RunDesk(ctx) }()
	t.Cleanup(cancel)
	select {
	case answers := <-at:
		d.staff = "http://" + answers.staff.String()
		if answers.pages != nil {
			d.pages = "http://" + answers.pages.String()
		}
	case err := <-d.ended:
		t.Fatalf("it ended: %v", err)
	}
	return d
}

// browser keeps cookies as a browser does by https, whatever the test's line is, and follows nothing by itself.
type browser struct {
	t       *testing.T
	cookies map[string]string
	// host is what it calls the pages; "": their address.
	host string
}

func newBrowser(t *testing.T) *browser { return &browser{t: t, cookies: map[string]string{}} }

// answered is an answer with its body.
type answered struct {
	*http.Response
	body string
}

func (b *browser) do(method, address string, form url.Values, change ...func(*http.Request)) answered {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range b.cookies {
		request.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	request.Host = b.host
	for _, one := range change {
		one(request)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	var body []byte
	if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/event-stream") { // which goes on
		if body, err = io.ReadAll(answer.Body); err != nil {
			b.t.Fatal(err)
		}
	}
	for _, cookie := range answer.Cookies() {
		if b.cookies[cookie.Name] = cookie.Value; cookie.MaxAge < 0 {
			delete(b.cookies, cookie.Name)
		}
	}
	return answered{answer, string(body)}
}

func (b *browser) get(address string, change ...func(*http.Request)) answered {
	b.t.Helper()
	return b.do(http.MethodGet, address, nil, change...)
}

// signIn signs in a person of the demo.
func (b *browser) signIn(d *servedDesk, person string) answered {
	b.t.Helper()
	answer := b.do(http.MethodPost, d.staff+"/sign-in", url.Values{"person": {person}, "to": {"/"}})
	if answer.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("sign in: %s %s", answer.Status, answer.body)
	}
	return answer
}

// isAt is who the desk takes the browser for; "": it leads to the sign-in.
func (b *browser) isAt(d *servedDesk) string {
	b.t.Helper()
	answer := b.get(d.staff + "/")
	if answer.StatusCode == http.StatusSeeOther && strings.HasPrefix(answer.Header.Get("Location"), "/sign-in?") {
		return ""
	}
	if answer.StatusCode != http.StatusOK {
		b.t.Fatalf("home: %s %s", answer.Status, answer.body)
	}
	for _, person := range []string{"mia", "noah", "olga"} {
		if strings.Contains(answer.body, " "+person+"</span>") {
			return person
		}
	}
	b.t.Fatalf("nobody is named on %s", answer.body)
	return ""
}
