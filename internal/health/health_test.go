package health

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"
)

// clock is moved by the test.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func asked(t *testing.T, b *Board, path string) (status int, report Report, body string) {
	t.Helper()
	mux := http.NewServeMux()
	for pattern, handler := range b.Handlers() {
		mux.Handle(pattern, handler)
	}
	answer := httptest.NewRecorder()
	mux.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	body = answer.Body.String()
	if err := json.Unmarshal(answer.Body.Bytes(), &report); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return answer.Code, report, body
}

func TestAProcessIsReadyWhileEveryCheckPassesAndUnreadyOnceItDrains(t *testing.T) {
	toEnd := make(chan struct{})
	b := NewBoard(toEnd)
	if status, _, _ := asked(t, b, ReadyPath); status != http.StatusServiceUnavailable {
		t.Errorf("nothing is known of it, and it is ready: %d", status)
	}
	problem := "the disk is full"
	b.ReadyWhen(Check{"temporal", func() string { return "" }}, Check{"ledger", func() string { return problem }})
	status, report, _ := asked(t, b, ReadyPath)
	want := Report{Checks: []Result{{Name: "draining", OK: true}, {Name: "temporal", OK: true}, {Name: "ledger", Reason: "the disk is full"}}}
	if status != http.StatusServiceUnavailable || !reflect.DeepEqual(report, want) {
		t.Errorf("got %d %+v, want %+v", status, report, want)
	}
	problem = ""
	if status, report, _ := asked(t, b, ReadyPath); status != http.StatusOK || !report.OK {
		t.Errorf("it is well again: %d %+v", status, report)
	}
	close(toEnd)
	if status, report, _ := asked(t, b, ReadyPath); status != http.StatusServiceUnavailable || report.Checks[0].Reason != drainingReason {
		t.Errorf("it was told to end: %d %+v", status, report)
	}
	if status, _, _ := asked(t, b, LivePath); status != http.StatusOK {
		t.Errorf("what drains lives: %d", status)
	}
}

// watched is a watch whose ticks and answers are the test's.
type watched struct {
	*Watched
	clock   *clock
	ticks   chan time.Time
	answers chan error
}

func watching(t *testing.T, timeout time.Duration) *watched {
	t.Helper()
	w := &watched{clock: newClock(), ticks: make(chan time.Time), answers: make(chan error)}
	w.Watched = NewWatched(Question{
		Name: "ledger", Failing: "a trial row was not kept", Every: 5 * time.Second, Timeout: timeout, Now: w.clock.now, Logger: zap.NewNop(),
		Ask: func(context.Context) error { return <-w.answers },
	})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { w.Run(ctx, w.ticks) })
	t.Cleanup(func() { cancel(); close(w.answers); running.Wait() })
	return w
}

func (w *watched) untilReady(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); w.Ready().Problem() != ""; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("it does not become ready: %s", w.Ready().Problem())
		}
	}
}

func TestADependencyThatFailsAndComesBackMakesUnreadyAndReadyAgain(t *testing.T) {
	w := watching(t, time.Minute)
	if got := w.Ready().Problem(); got != "no answer yet" {
		t.Errorf("before its first answer: %q", got)
	}
	for _, c := range []struct {
		answer error
		want   string
	}{
		{nil, ""},
		{errors.New("password=secret is wrong"), "a trial row was not kept"},
		{nil, ""},
	} {
		w.answers <- c.answer
		w.ticks <- w.clock.now() // the answer was taken before a tick is
		if got := w.Ready().Problem(); got != c.want {
			t.Errorf("after %v: %q, want %q", c.answer, got, c.want)
		}
	}
}

func TestADependencyThatHangsMakesUnreadyIsAskedOnceAndKillsNobody(t *testing.T) {
	w := watching(t, time.Millisecond)
	w.answers <- nil
	w.untilReady(t)
	for range 5 { // the second question is not answered
		w.ticks <- w.clock.now()
	}
	w.clock.advance(16 * time.Second)
	if got := w.Ready().Problem(); got != "a trial row was not kept: no answer for 16s" {
		t.Errorf("got %q", got)
	}
	w.ticks <- w.clock.now()
	w.ticks <- w.clock.now() // the turn before has beaten
	w.clock.advance(time.Minute)
	if got := w.Live().Problem(); got != "" {
		t.Errorf("the loop moves although its dependency hangs: %q", got)
	}
	select {
	case w.answers <- nil:
	case <-time.After(10 * time.Second):
		t.Fatal("the open question does not wait for its answer any more")
	}
}

func TestALoopThatStandsStillIsDeadAndOneThatHasNotBegunIsNot(t *testing.T) {
	c := newClock()
	p := NewPulse("polls", time.Minute, c.now)
	if got := p.Check().Problem(); got != "" {
		t.Errorf("before it begins: %q", got)
	}
	if got := p.Begun("no task was asked for yet").Problem(); got != "no task was asked for yet" {
		t.Errorf("what is ready has begun: %q", got)
	}
	p.Beat()
	c.advance(time.Minute)
	if got := p.Check().Problem() + p.Begun("x").Problem(); got != "" {
		t.Errorf("within its time: %q", got)
	}
	c.advance(time.Second)
	for _, check := range []Check{p.Check(), p.Begun("x")} {
		if got := check.Problem(); !strings.Contains(got, "1m1s") {
			t.Errorf("too long silent: %q", got)
		}
	}
	p.Beat()
	if got := p.Check().Problem(); got != "" {
		t.Errorf("it turns again: %q", got)
	}
}
