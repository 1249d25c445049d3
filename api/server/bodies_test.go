package server

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/makegood/makegood/api"
)

// slowBody begins a request whose body does not come to its end, and returns once the server waits for it. finish ends the
// body, and returns the answer's status.
func (l *limited) slowBody(t *testing.T, address string) (finish func() int) {
	t.Helper()
	from, to := io.Pipe()
	answered := make(chan *httptest.ResponseRecorder, 1)
	go func() { answered <- l.ask("ann", address, from) }()
	if _, err := to.Write([]byte("1")); err != nil { // it is taken by who reads the body
		t.Fatal(err)
	}
	return func() int {
		if err := to.Close(); err != nil {
			t.Fatal(err)
		}
		return (<-answered).Code
	}
}

// TestSlowBodiesHoldUpNobodyWhoseMessageIsThere: anybody can send them, with a token that is not looked at before the body.
func TestSlowBodiesHoldUpNobodyWhoseMessageIsThere(t *testing.T) {
	l := open(t, func(c *Config) { c.Subject, c.CallsMax = Rate{100, 100}, 2 }) // four bodies, one of each address
	var finish []func() int
	for _, address := range []string{"192.0.2.1", "192.0.2.2", "192.0.2.3"} {
		finish = append(finish, l.slowBody(t, address))
	}
	if answer := l.ask("ben", "192.0.2.1", nil); answer.Code != http.StatusOK {
		t.Errorf("a call without a body: %s", answer.Body)
	}
	if answer := l.ask("ben", "192.0.2.4", strings.NewReader("{}")); answer.Code != http.StatusOK {
		t.Errorf("a call whose body is there: %s", answer.Body)
	}
	answer := l.ask("ben", "192.0.2.1", strings.NewReader("{}"))
	if got := strings.TrimSpace(answer.Body.String()); got != string(api.CodeTooManyCalls) || answer.Header().Get("Retry-After") != "1" {
		t.Errorf("a second body of one address: %s, Retry-After %q", got, answer.Header().Get("Retry-After"))
	}
	finish = append(finish, l.slowBody(t, "192.0.2.4"))
	if got := strings.TrimSpace(l.ask("ben", "192.0.2.5", strings.NewReader("{}")).Body.String()); got != string(api.CodeTooManyCalls) {
		t.Errorf("a fifth body of all: %s", got)
	}
	if got := l.counted(t, byAtOnce); got != 2 {
		t.Errorf("%v were counted, want 2", got)
	}
	for _, one := range finish {
		if code := one(); code != http.StatusOK {
			t.Errorf("a body that came slowly, and came: %d", code)
		}
	}
	if l.bodies.all != 0 || len(l.bodies.of) != 0 {
		t.Errorf("%d of %v are counted after the last", l.bodies.all, l.bodies.of)
	}
}
