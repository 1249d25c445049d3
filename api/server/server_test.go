package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// limited is a Server with one door, which identifies who calls and then does what the test says.
type limited struct {
	*Server
	clock    *clock
	logs     *observer.ObservedLogs
	registry *prometheus.Registry
	handler  http.Handler
	// does is what a call that is let through comes to.
	does func(r *http.Request) error
}

func open(t *testing.T, change func(*Config)) *limited {
	t.Helper()
	core, logs := observer.New(zap.DebugLevel)
	l := &limited{clock: newClock(), logs: logs, registry: prometheus.NewRegistry(), does: func(*http.Request) error { return nil }}
	c := Config{
		Limits:  Limits{Subject: Rate{1, 2}, Address: Rate{1, 2}, CallsMax: 2, BytesMax: 8},
		Metrics: l.registry, Logger: zap.New(core), Now: l.clock.now,
	}
	if change != nil {
		change(&c)
	}
	var err error
	if l.Server, err = New(c); err != nil {
		t.Fatal(err)
	}
	identify := l.Identify(func(_ context.Context, token string) (api.Subject, error) {
		if token == "forged" {
			return api.Subject{}, refund.Problem{Code: api.CodeTokenRefused, Detail: "it is nobody's"}
		}
		return api.Subject{ID: refund.SubjectID(token), Name: refund.Person(token)}, nil
	})
	door := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var err error
		if token := r.Header.Get("Authorization"); token != "" {
			_, err = identify(r.Context(), token)
		}
		if err == nil {
			err = l.does(r)
		}
		l.Ended(r.Context(), "/makegood.api.v1.RefundService/GetRefund", err)
		if err != nil {
			say(w, r, err)
		}
	})
	files := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "a file") })
	l.handler = l.Handler([]Door{{Name: "rest", Prefix: "/v1/", Handler: door, Refuse: say}, {Name: "docs", Prefix: "/docs/", Free: true, Handler: files, Refuse: say}}, map[string]http.Handler{
		"GET /healthz": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "well") }),
	})
	return l
}

// say answers with an error's code, as a door would.
func say(w http.ResponseWriter, _ *http.Request, err error) {
	http.Error(w, string(codeOf(err)), http.StatusTeapot)
}

// ask is a call by a token from an address.
func (l *limited) ask(token, address string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "/v1/refunds", body)
	r.RemoteAddr = address + ":4000"
	if token != "" {
		r.Header.Set("Authorization", token)
	}
	answer := httptest.NewRecorder()
	l.handler.ServeHTTP(answer, r)
	return answer
}

func (l *limited) counted(t *testing.T, by limit) float64 {
	t.Helper()
	return shown(t, l.registry, MetricLimited, string(by))
}

func TestASubjectIsHeldToItsRateWhereverItCallsFrom(t *testing.T) {
	l := open(t, nil)
	for _, address := range []string{"192.0.2.1", "192.0.2.2"} {
		if answer := l.ask("ann", address, nil); answer.Code != http.StatusOK {
			t.Fatalf("a call within the burst: %d %s", answer.Code, answer.Body)
		}
	}
	answer := l.ask("ann", "192.0.2.3", nil)
	if got := strings.TrimSpace(answer.Body.String()); got != string(api.CodeRateLimited) || answer.Header().Get("Retry-After") != "1" {
		t.Errorf("the third: %s, Retry-After %q", got, answer.Header().Get("Retry-After"))
	}
	if answer := l.ask("ben", "192.0.2.3", nil); answer.Code != http.StatusOK {
		t.Errorf("another subject is refused with it: %s", answer.Body)
	}
	l.clock.at = l.clock.at.Add(time.Second)
	if answer := l.ask("ann", "192.0.2.3", nil); answer.Code != http.StatusOK || answer.Header().Get("Retry-After") != "" {
		t.Errorf("after a second: %d %s", answer.Code, answer.Body)
	}
	if got := l.counted(t, bySubject); got != 1 {
		t.Errorf("%v were counted, want 1", got)
	}
}

func TestCallsOfNobodyAreHeldToTheirAddressAndHoldUpNobodyWhoIsKnown(t *testing.T) {
	for _, token := range []string{"", "forged"} {
		l := open(t, nil)
		for range 2 {
			if got := l.ask(token, "192.0.2.1", nil).Body.String(); strings.Contains(got, string(api.CodeRateLimited)) {
				t.Fatalf("token %q: limited within the burst", token)
			}
		}
		if got := l.ask(token, "192.0.2.1", nil).Body.String(); !strings.Contains(got, string(api.CodeRateLimited)) {
			t.Errorf("token %q: the third is not limited: %q", token, got)
		}
		if answer := l.ask("ann", "192.0.2.1", nil); answer.Code != http.StatusOK {
			t.Errorf("token %q: who is known is refused for who shares her address: %s", token, answer.Body)
		}
		if got := l.ask(token, "192.0.2.2", nil).Body.String(); strings.Contains(got, string(api.CodeRateLimited)) {
			t.Errorf("token %q: another address is limited with the first", token)
		}
		if got := l.counted(t, byAddress); got != 1 {
			t.Errorf("%v were counted, want 1", got)
		}
	}
}

func TestNoMoreThanSoManyAreAnsweredAtOnceAndHealthAlways(t *testing.T) {
	l := open(t, func(c *Config) { c.Subject = Rate{100, 100} })
	inside, leave := make(chan struct{}), make(chan struct{})
	l.does = func(*http.Request) error { inside <- struct{}{}; <-leave; return nil }
	ended := make(chan int, 2)
	for range 2 {
		go func() { ended <- l.ask("ann", "192.0.2.1", nil).Code }()
		<-inside
	}
	answer := l.ask("ben", "192.0.2.1", nil)
	if got := strings.TrimSpace(answer.Body.String()); got != string(api.CodeTooManyCalls) || answer.Header().Get("Retry-After") != "1" {
		t.Errorf("a third at once: %s, Retry-After %q", got, answer.Header().Get("Retry-After"))
	}
	health := httptest.NewRecorder()
	l.handler.ServeHTTP(health, httptest.NewRequest("GET", "/healthz", nil))
	if health.Body.String() != "well" {
		t.Errorf("health is not answered while calls are: %d %s", health.Code, health.Body)
	}
	file := httptest.NewRecorder()
	l.handler.ServeHTTP(file, httptest.NewRequest("GET", "/docs/", nil))
	if file.Body.String() != "a file" {
		t.Errorf("a file takes the place of a call: %d %s", file.Code, file.Body)
	}
	close(leave)
	for range 2 {
		if code := <-ended; code != http.StatusOK {
			t.Errorf("one that was answered: %d", code)
		}
	}
	l.does = func(*http.Request) error { return nil }
	if answer := l.ask("ben", "192.0.2.1", nil); answer.Code != http.StatusOK {
		t.Errorf("once they are answered: %s", answer.Body)
	}
}

// brokenBody ends with an error.
type brokenBody struct{ err error }

func (b brokenBody) Read([]byte) (int, error) { return 0, b.err }

func TestABodyIsTakenWholeOrRefusedByItsCode(t *testing.T) {
	for _, c := range []struct {
		name string
		body io.Reader
		want refund.Code
		by   limit
	}{
		{"as large as it may be", strings.NewReader("12345678"), "", ""},
		{"too large", strings.NewReader("123456789"), refund.CodeTooLarge, bySize},
		{"too slow", brokenBody{os.ErrDeadlineExceeded}, api.CodeBodyTooSlow, byTime},
		{"broken off", brokenBody{io.ErrUnexpectedEOF}, refund.CodeMalformed, ""},
	} {
		l := open(t, nil)
		var read []byte
		l.does = func(r *http.Request) (err error) { read, err = io.ReadAll(r.Body); return err }
		if got := strings.TrimSpace(l.ask("ann", "192.0.2.1", c.body).Body.String()); got != string(c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if c.want == "" && string(read) != "12345678" {
			t.Errorf("%s: the door read %q", c.name, read)
		}
		if c.by != "" && l.counted(t, c.by) != 1 {
			t.Errorf("%s was not counted", c.name)
		}
	}
}

func TestCallsAreCountedByWhatBecameOfThemAndFaultsAreLogged(t *testing.T) {
	l := open(t, func(c *Config) { c.Subject = Rate{100, 100} })
	fails := func(err error) func(*http.Request) error {
		return func(*http.Request) error { return api.Call{}.Failed(err) }
	}
	for _, c := range []struct {
		does   func(*http.Request) error
		code   string
		logged string
		faults float64
	}{
		{func(*http.Request) error { return nil }, "OK", "", 0},
		{fails(refund.Problem{Code: refund.CodeNotFound}), "NOT_FOUND", "", 0},
		{fails(context.DeadlineExceeded), "TIMED_OUT", "a call could not be answered; the same call again is safe", 0},
		{fails(errors.New("a bug")), "FAULT", "a call failed", 1},
	} {
		l.does = c.does
		l.logs.TakeAll()
		l.ask("ann", "192.0.2.1", nil)
		if got := shown(t, l.registry, MetricCalls, c.code, "rest", "GetRefund"); got != 1 {
			t.Errorf("%s was counted %v times", c.code, got)
		}
		if got := shown(t, l.registry, MetricFaults); got != c.faults {
			t.Errorf("%s: %v faults, want %v", c.code, got, c.faults)
		}
		var said string
		for _, line := range l.logs.All() {
			said = line.Message
			if about := line.ContextMap(); about["subject"] != "ann" || about["code"] != c.code {
				t.Errorf("the line says %v", about)
			}
		}
		if said != c.logged {
			t.Errorf("%s: logged %q, want %q", c.code, said, c.logged)
		}
	}
	if got := shown(t, l.registry, MetricSeconds, "rest", "GetRefund"); got != 4 {
		t.Errorf("the time of %v calls was taken, want 4", got)
	}
}

func TestAServerNeedsEveryLimitAndWhatItReportsTo(t *testing.T) {
	whole := Config{
		Limits:  Limits{Subject: Rate{1, 1}, Address: Rate{1, 1}, CallsMax: 1, BytesMax: 1},
		Metrics: prometheus.NewRegistry(), Logger: zap.NewNop(), Now: time.Now,
	}
	for name, change := range map[string]func(*Config){
		"metrics": func(c *Config) { c.Metrics = nil }, "a logger": func(c *Config) { c.Logger = nil }, "a clock": func(c *Config) { c.Now = nil },
		"a rate of subjects": func(c *Config) { c.Subject = Rate{} }, "a burst of addresses": func(c *Config) { c.Address.Burst = 0 },
		"calls at once": func(c *Config) { c.CallsMax = 0 }, "bytes": func(c *Config) { c.BytesMax = 0 },
	} {
		broken := whole
		change(&broken)
		if _, err := New(broken); err == nil {
			t.Errorf("it starts without %s", name)
		}
	}
	if _, err := New(whole); err != nil {
		t.Error(err)
	}
}
