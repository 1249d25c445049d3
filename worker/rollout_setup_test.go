package worker_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/testsuite"
	"go.uber.org/zap"

	"github.com/makegood/makegood/deployment"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/payment"
	adapter "github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/reviewers"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
	"github.com/makegood/makegood/starter/event"
	"github.com/makegood/makegood/worker"
)

// built is the Temporal command that `make` builds.
const built = "../bin/temporal"

const queue = "refunds"

// shop is everything real around workers of several builds: Temporal, the ledger, the rules, the simulator.
type shop struct {
	t      *testing.T
	client client.Client
	books  ledger.Store
	url    string
	// address is Temporal's.
	address string
}

func openShop(t *testing.T) *shop {
	t.Helper()
	books, err := sqlite.OpenOrCreate(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	provider, err := simulator.New(simulator.Config{BookPath: filepath.Join(t.TempDir(), "book.jsonl")})
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(provider)
	t.Cleanup(func() { provider.Release(); listener.Close(); _ = provider.Close() })
	temporal := startTemporal(t)
	return &shop{t: t, client: temporal.Client(), books: books, url: listener.URL, address: temporal.FrontendHostPort()}
}

func startTemporal(t *testing.T) *testsuite.DevServer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	server, err := testsuite.StartDevServer(ctx, testsuite.DevServerOptions{
		ExistingPath: built, LogLevel: "error", Stdout: os.Stderr, Stderr: os.Stderr,
		ExtraArgs: []string{
			"--dynamic-config-value", "matching.numTaskqueueReadPartitions=1", "--dynamic-config-value", "matching.numTaskqueueWritePartitions=1",
		},
	})
	if err != nil {
		t.Fatalf("%v: `make bin/temporal` builds the server", err)
	}
	t.Cleanup(func() { _ = server.Stop() }) // it is killed, and says so
	if err := temporal.EnsureSearchAttributes(ctx, server.Client(), "default", zap.NewNop()); err != nil {
		t.Fatal(err)
	}
	return server
}

// topic takes every status record.
type topic struct{}

func (topic) Publish(context.Context, refund.Notice) error { return nil }

type staff struct{ known refund.Staff }

func (s staff) Staff() refund.Staff { return s.known }

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func version(build string) deployment.Version {
	return deployment.Version{Deployment: "shop", BuildID: build}
}

// deploys runs a worker of a build and has new refunds start on it. Its stop ends the worker.
func (s *shop) deploys(build string, story worker.Story) (h deployment.Handle, stop func()) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := worker.Run(ctx, s.config(build, story)); err != nil {
			s.t.Errorf("build %s: %v", build, err)
		}
	})
	stop = sync.OnceFunc(func() { cancel(); running.Wait() })
	s.t.Cleanup(stop)
	h = must(deployment.New(deployment.Config{
		Client: s.client, TaskQueue: queue, Own: version(build), Replay: must(worker.NewReplay(story, converter.GetDefaultDataConverter())), Now: time.Now,
	}))
	s.until("a worker of build "+build, func() bool {
		own, _ := must(h.Status(s.t.Context())).Version(build)
		return own.WorkerCount == 1
	})
	if _, err := h.SetCurrent(s.t.Context(), build); err != nil {
		s.t.Fatal(err)
	}
	return h, stop
}

func (s *shop) config(build string, story worker.Story) worker.Config {
	return worker.Config{
		Client: s.client, TaskQueue: queue, Version: version(build), Story: story, Books: s.books,
		Policy: must(policy.Default()), Risk: must(risk.Default()), Staff: staff{must(reviewers.Default())},
		Providers: map[string]payment.Provider{"simulator": must(adapter.New(adapter.Config{BaseURL: s.url}))},
		Channels:  []messaging.Channel{&messagingtest.Channel{}}, StatusTopic: topic{}, Clock: time.Now, NewAttempt: rand.Text, Logger: zap.NewNop(),
	}
}

// starts starts the refund of an order of its own: a large one waits for a person, a small one does not.
func (s *shop) starts(order string, large bool) refund.ID {
	s.t.Helper()
	var body map[string]any
	s.must(json.Unmarshal(must(os.ReadFile("../starter/event/testdata/contract/order-cancelled.whole.json")), &body))
	body["order_id"] = order
	body["customer"].(map[string]any)["customer_id"] = order
	paid := body["payments"].([]any)[0].(map[string]any)
	paid["provider_reference"] = "ch_" + order
	if large {
		line := body["lines"].([]any)[0].(map[string]any)
		line["unit_price_minor"], line["tax"].(map[string]any)["amount_minor"], paid["captured_minor"] = 640000, 147257, 1281200
	}
	in := must(event.Decode(event.Message{Value: must(json.Marshal(body))}, time.Now()))
	id := in.Cancellation.ID()
	_, err := s.client.ExecuteWorkflow(s.t.Context(), client.StartWorkflowOptions{ID: string(id), TaskQueue: queue}, refund.WorkflowName, in)
	s.must(err)
	return id
}

func (s *shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// waits starts a large refund, and returns when it waits for its decision on the build.
func (s *shop) waits(order, build string) refund.ID {
	s.t.Helper()
	id := s.starts(order, true)
	s.until(string(id)+" waiting", func() bool { return s.status(id) == refund.StatusAwaitingApproval && s.versionOf(id) == build })
	return id
}

func (s *shop) status(id refund.ID) refund.Status {
	stored, err := s.books.Case(s.t.Context(), id)
	if err != nil {
		return ""
	}
	return stored.Status
}

// versionOf is the build that visibility shows.
func (s *shop) versionOf(id refund.ID) (build string) {
	s.t.Helper()
	for _, v := range must(s.handle().Status(s.t.Context())).Versions {
		found := must(s.client.CountWorkflow(s.t.Context(), onBuild(id, v.BuildID)))
		if found.GetCount() == 1 {
			build = v.BuildID
		}
	}
	return build
}

// handle is one that only reads.
func (s *shop) handle() deployment.Handle {
	return must(deployment.New(deployment.Config{
		Client: s.client, TaskQueue: queue, Own: version("reader"), Replay: must(worker.NewReplay(nothing, converter.GetDefaultDataConverter())), Now: time.Now,
	}))
}

// approve signals a lead's approval.
func (s *shop) approve(id refund.ID) {
	s.t.Helper()
	s.must(s.client.SignalWorkflow(s.t.Context(), string(id), "", string(refund.ActDecide),
		refund.Decision{DecisionID: refund.DecisionID("d-" + string(id)), Verb: refund.VerbApprove, Reviewer: "noah", Note: "checked"}))
}

// ended waits for the workflow's end, and returns the build that ended it.
func (s *shop) ended(id refund.ID) (build string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	var result refund.Result
	if err := s.client.GetWorkflow(ctx, string(id), "").Get(ctx, &result); err != nil {
		s.t.Fatalf("%s: %v", id, err)
	}
	if result.Status != refund.StatusRefunded || s.status(id) != refund.StatusRefunded {
		s.t.Errorf("%s ended as %s, the ledger says %s", id, result.Status, s.status(id))
	}
	about := must(s.client.DescribeWorkflowExecution(ctx, string(id), ""))
	s.must(converter.GetDefaultDataConverter().FromPayload(about.GetWorkflowExecutionInfo().GetMemo().GetFields()[endedBy], &build))
	return build
}

// failedTasks is how many of the refund's workflow tasks failed, as far as its history has them.
func (s *shop) failedTasks(id refund.ID) (count int) {
	s.t.Helper()
	events := s.client.GetWorkflowHistory(s.t.Context(), string(id), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		if must(events.Next()).GetEventType() == enums.EVENT_TYPE_WORKFLOW_TASK_FAILED {
			count++
		}
	}
	return count
}

// paidOnce holds what the provider really moved against what the refunds come to, and audits the books.
func (s *shop) paidOnce(wantMinor int64) {
	s.t.Helper()
	book := must(simulator.ReadBook(s.t.Context(), s.url))
	if book.MovedMinor["CNY"] != wantMinor || len(book.MovedTwice) != 0 {
		s.t.Errorf("moved %d CNY, want %d; twice: %v", book.MovedMinor["CNY"], wantMinor, book.MovedTwice)
	}
	if findings := must(s.books.Audit(s.t.Context())); len(findings) != 0 {
		s.t.Errorf("audit: %v", findings)
	}
}

// until polls with a deadline.
func (s *shop) until(what string, condition func() bool) {
	s.t.Helper()
	deadline := time.NewTimer(time.Minute)
	defer deadline.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-deadline.C:
			s.t.Fatalf("%s did not come about", what)
		case <-tick.C:
		}
	}
}
