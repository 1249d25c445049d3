package server

import (
	"fmt"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

// clock is moved by the test.
type clock struct{ at time.Time }

func newClock() *clock { return &clock{at: time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time { return c.at }

func TestACallerIsTakenAtItsRateAndAtItsBurst(t *testing.T) {
	c := newClock()
	r := newRates(Rate{PerSecond: 2, Burst: 3}, c.now)
	for n := range 3 {
		if wait := r.take("ann"); wait != 0 {
			t.Fatalf("call %d of a burst of 3 waits %s", n+1, wait)
		}
	}
	if wait := r.take("ann"); wait != 500*time.Millisecond {
		t.Errorf("the call after the burst waits %s, want half a second: two are taken each second", wait)
	}
	if wait := r.take("ben"); wait != 0 {
		t.Errorf("another caller waits %s for the first one", wait)
	}
	c.at = c.at.Add(500 * time.Millisecond)
	if wait := r.take("ann"); wait != 0 {
		t.Errorf("after the time it was told to wait it waits %s: the refused call was counted", wait)
	}
	if wait := r.take("ann"); wait == 0 {
		t.Error("two calls were taken in half a second")
	}
}

func TestTheTableOfCallersIsBoundedAndForgetsWhoHasNotCalledForLongest(t *testing.T) {
	r := newRates(Rate{PerSecond: 1, Burst: 1}, newClock().now)
	r.take("steady")
	for n := range callersMax + 10 {
		r.take(fmt.Sprint("passing ", n))
		if wait := r.take("steady"); wait == 0 {
			t.Fatalf("a caller who goes on calling was forgotten after %d others", n+1)
		}
	}
	if len(r.callers) != callersMax || r.recent.Len() != callersMax {
		t.Errorf("%d and %d callers are kept, want %d", len(r.callers), r.recent.Len(), callersMax)
	}
	if wait := r.take("passing 0"); wait != 0 {
		t.Errorf("the first passer-by is remembered")
	}
}

func TestACallersAddressIsItsOwnUnlessATrustedProxySaysAnother(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct{ name, remote, forwarded, want string }{
		{"a caller", "192.0.2.7:4000", "", "192.0.2.7"},
		{"a caller who says another", "192.0.2.7:4000", "198.51.100.1", "192.0.2.7"},
		{"behind a proxy", "10.1.1.1:80", "198.51.100.1", "198.51.100.1"},
		{"behind two", "10.1.1.1:80", "198.51.100.1, 10.2.2.2", "198.51.100.1"},
		{"who makes up one before", "10.1.1.1:80", "203.0.113.9, 198.51.100.1", "198.51.100.1"},
		{"a proxy that says nothing", "10.1.1.1:80", "", "10.1.1.1"},
		{"a proxy that says nonsense", "10.1.1.1:80", "somebody", "10.1.1.1"},
		{"a home's network", "[2001:db8:1:2:3:4:5:6]:4000", "", "2001:db8:1:2::/64"},
		{"IPv4 within IPv6", "[::ffff:192.0.2.7]:4000", "", "192.0.2.7"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := callerOf(r, proxies); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
