package app

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/makegood/makegood/internal/health"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
)

var errSecret = errors.New("password=hunter2 was refused")

// temporalStub answers as the test says.
type temporalStub struct {
	client.Client
	err error
}

func (s *temporalStub) CheckHealth(context.Context, *client.CheckHealthRequest) (*client.CheckHealthResponse, error) {
	return &client.CheckHealthResponse{}, s.err
}

// booksStub can be written as the test says.
type booksStub struct {
	ledger.Condition
	err    error
	health ledger.Health
}

func (s *booksStub) TryWrite(context.Context) error { return s.err }
func (s *booksStub) Health() ledger.Health          { return s.health }

// bedside is a process's health with everything around it in the test's hands.
type bedside struct {
	t        *testing.T
	now      time.Time
	end      context.CancelFunc
	temporal temporalStub
	books    booksStub
	shared   *processHealth
}

func (b *bedside) app(t *testing.T) (*App, context.Context) {
	t.Helper()
	b.t, b.now = t, time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	a, err := New(Config{Logger: zap.NewNop(), Now: func() time.Time { return b.now }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	b.end = end
	return a, ctx
}

// is holds readiness to the failing checks' names and a word of their reasons.
func (b *bedside) is(when string, want ...string) {
	b.t.Helper()
	for _, w := range b.shared.watched {
		w.Ask(b.t.Context())
	}
	report := b.shared.board.Ready()
	var got []string
	for _, c := range report.Checks {
		if !c.OK {
			got = append(got, c.Name+": "+c.Reason)
		}
	}
	said := strings.Join(got, "; ")
	if len(got) != len(want) || report.OK != (len(want) == 0) || strings.Contains(said, "hunter2") {
		b.t.Errorf("%s: it is unready for %q, want %q", when, got, want)
		return
	}
	for i, fragment := range want {
		if !strings.Contains(got[i], fragment) {
			b.t.Errorf("%s: got %q, want %q", when, got[i], fragment)
		}
	}
}

func (b *bedside) lives(when string, want bool) {
	b.t.Helper()
	if report := b.shared.board.Live(); report.OK != want {
		b.t.Errorf("%s: live is %t: %+v", when, report.OK, report.Checks)
	}
}

func TestAWorkerIsReadyWhileItCanDoWhatItIsFor(t *testing.T) {
	var b bedside
	a, ctx := b.app(t)
	h := a.workerHealth(ctx, &b.books)
	b.shared = h.processHealth
	poll := func() { h.polled(temporal.PollWorkflowTask); h.polled(temporal.PollActivityTask) }

	b.is("at its start", "temporal: no answer yet", "polls for workflow tasks: no task", "polls for activity tasks: no task")
	h.connected(t.Context(), &b.temporal)
	b.is("connected", "polls for workflow", "polls for activity")
	h.polled(temporal.PollWorkflowTask)
	b.is("only the story's tasks are asked for", "polls for activity tasks")
	poll()
	b.is("at work")

	b.temporal.err = errSecret
	b.is("Temporal is away", "temporal: Temporal does not answer")
	b.temporal.err = nil
	b.is("Temporal is back")

	b.books.err = errSecret
	b.is("the disk is full", "ledger: the ledger cannot be written")
	b.books.err = nil
	b.is("there is room again")
	b.books.health = ledger.Health{WriteFailureCount: 1, FailedAt: b.now}
	b.is("a refund was not written", "ledger: the ledger cannot be written")
	b.now = b.now.Add(time.Minute)
	b.is("a minute later")

	b.now = b.now.Add(pollSilenceMax)
	b.is("nobody asks for tasks", "polls for workflow tasks: it has not turned", "polls for activity tasks: it has not turned")
	b.lives("for two minutes nobody does", true)
	poll()
	b.is("tasks are asked for again")

	b.temporal.err, b.books.err = errSecret, errSecret
	b.is("everything around it is away", "temporal", "ledger")
	b.lives("everything around it is away", true)
	b.now = b.now.Add(pollDeadAfter + time.Second)
	b.is("much later", "temporal", "ledger", "polls for workflow", "polls for activity")
	b.lives("its pollers are dead", false)
	poll()
	b.lives("they move", true)

	b.temporal.err, b.books.err = nil, nil
	b.is("well again")
	b.end()
	b.is("told to end", "draining: ")
}

func TestAStarterIsReadyOnceItHasJoinedItsGroup(t *testing.T) {
	var b bedside
	a, ctx := b.app(t)
	h := a.starterHealth(ctx, &b.books)
	b.shared = h.processHealth
	h.connected(t.Context(), &b.temporal)
	b.is("at its start", "topics: it waits for its topics", "group: ")
	h.foundTopics()
	b.is("the topics are there", "group: the consumer group is not joined yet")
	h.member(kafka.Membership{Joined: true})
	b.is("it has joined, with more members than partitions")

	h.member(kafka.Membership{})
	b.is("the group shares out anew")
	b.now = b.now.Add(rejoinMax + time.Second)
	b.is("the broker is away", "group: no share of the topic for 16s")
	b.now = b.now.Add(memberSilenceMax)
	h.member(kafka.Membership{})
	b.lives("a dead Kafka kills no starter that goes on trying", true)
	h.member(kafka.Membership{Joined: true, PartitionCount: 3})
	b.is("the broker is back")

	b.temporal.err, b.books.err = errSecret, errSecret
	b.is("Temporal and ledger are away", "temporal: ", "ledger: the ledger cannot be written")
	b.temporal.err, b.books.err = nil, nil
	b.now = b.now.Add(memberSilenceMax + time.Second)
	b.lives("its consumer stands still", false)
	h.member(kafka.Membership{Joined: true})
	b.is("it moves again")
	b.end()
	b.is("told to end", "draining: ")
}

// TestProbesAreAnsweredBesideTheFigures: by the processes themselves, before they have found Temporal.
func TestProbesAreAnsweredBesideTheFigures(t *testing.T) {
	for name, run := range map[string]func(*App, context.Context) error{"worker": (*App).RunWorker, "starter": (*App).RunStarter} {
		s := nothingListens(t)
		if _, err := CreateLedger(t.Context(), s, time.Now); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		served := make(chan string, 1)
		logger := zap.New(addressCore{zapcore.NewNopCore(), served})
		var running sync.WaitGroup
		running.Go(func() {
			if err := run(newApp(t, s, logger), ctx); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
		at := <-served
		for path, want := range map[string]int{health.ReadyPath: http.StatusServiceUnavailable, health.LivePath: http.StatusOK, "/metrics": http.StatusOK} {
			if status, report := probed(t, "http://"+at+path); status != want || (path == health.ReadyPath && len(report.Checks) < 4) {
				t.Errorf("%s %s: got %d %+v, want %d", name, path, status, report, want)
			}
		}
		cancel()
		running.Wait()
	}
}

func probed(t *testing.T, url string) (int, health.Report) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var report health.Report
	if strings.HasSuffix(url, "z") {
		if err := json.NewDecoder(answer.Body).Decode(&report); err != nil {
			t.Fatal(err)
		}
	}
	return answer.StatusCode, report
}

// addressCore is a log that is read for the address of the figures alone.
type addressCore struct {
	zapcore.Core
	served chan<- string
}

func (c addressCore) With([]zapcore.Field) zapcore.Core { return c }
func (c addressCore) Enabled(zapcore.Level) bool        { return true }
func (c addressCore) Check(e zapcore.Entry, checked *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	return checked.AddCore(e, c)
}

func (c addressCore) Write(e zapcore.Entry, fields []zapcore.Field) error {
	for _, field := range fields {
		if e.Message == "metrics" && field.Key == "url" {
			c.served <- strings.TrimSuffix(strings.TrimPrefix(field.String, "http://"), "/metrics")
		}
	}
	return nil
}

// readStub can also be read as the test says.
type readStub struct {
	*booksStub
	unread error
}

func (s *readStub) Cases(context.Context, ledger.CaseFilter) ([]ledger.CaseRow, error) {
	return nil, s.unread
}

func TestAnAPIIsReadyWhileItsLedgerIsReadAndWrittenItsRulesAreReadAndTemporalAnswers(t *testing.T) {
	var b bedside
	a, ctx := b.app(t)
	books := &readStub{booksStub: &b.books}
	h := a.apiHealth(ctx, books)
	b.shared = h.processHealth

	b.is("at its start", "temporal: no answer yet", "rules: policy, risk rules and reviewers are not read yet")
	h.rulesRead.Store(true)
	b.is("before Temporal is reached", "temporal: no answer yet")
	h.connected(t.Context(), &b.temporal)
	b.is("at work")

	b.books.err = errSecret
	b.is("the disk is full, and is read all the same", "ledger: the ledger cannot be written")
	b.books.err = nil
	b.is("there is room again")
	books.unread = errSecret
	b.is("it is written, and cannot be read", "ledger reads: the ledger cannot be read")
	books.unread = nil
	b.temporal.err = errSecret
	b.is("Temporal is away", "temporal: Temporal does not answer")
	b.lives("Temporal is away", true)
	b.temporal.err = nil
	b.end()
	b.is("told to end", "draining: ")
}
