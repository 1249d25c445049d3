package e2e

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.uber.org/zap"
	"google.golang.org/grpc"

	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/payment"
	adapter "github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter"
	"github.com/makegood/makegood/worker"
	"github.com/makegood/makegood/workflows"
)

// The budget of an automatically approved, single-tender refund (DESIGN section 12), with the explanations that the two
// messages which tell it read, and with the link to the customer's page in both.
const (
	eventsMax     = 11
	bytesMax      = 8 * 1024
	callsMax      = 3
	writesMax     = 3
	statementsMax = 45
)

// automaticEvents are the events of such a refund: decided, told, paid and told in one workflow task.
var automaticEvents = []enums.EventType{
	enums.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, enums.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED, enums.EVENT_TYPE_WORKFLOW_TASK_STARTED,
	enums.EVENT_TYPE_WORKFLOW_TASK_COMPLETED, enums.EVENT_TYPE_MARKER_RECORDED, enums.EVENT_TYPE_MARKER_RECORDED,
	enums.EVENT_TYPE_MARKER_RECORDED, enums.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES, enums.EVENT_TYPE_MARKER_RECORDED,
	enums.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
}

func TestAnAutomaticRefundStaysWithinItsBudget(t *testing.T) {
	w := start(t)
	calls := &callCounter{counts: map[string]int{}}
	w.inProcess(calls)
	w.endsByItself("order-first") // it also opens the merchant's accounts
	calls.reset()
	before := w.ledgerCounts()
	id := w.endsByItself("order-budget")
	after := w.ledgerCounts()

	info, err := w.client.DescribeWorkflowExecution(t.Context(), string(id), "")
	if err != nil {
		t.Fatal(err)
	}
	if w.status(id) != refund.StatusRefunded {
		t.Fatalf("the refund is %s: the counts mean nothing", w.status(id))
	}
	if events := w.events(id); !slices.Equal(events, automaticEvents) {
		t.Errorf("its events are %v", events)
	}
	for _, one := range []struct {
		what       string
		count, max int64
	}{
		{"events", info.GetWorkflowExecutionInfo().GetHistoryLength(), eventsMax},
		{"bytes of history", info.GetWorkflowExecutionInfo().GetHistorySizeBytes(), bytesMax},
		{"calls to the server", int64(calls.total()), callsMax},
		{"transactions of the ledger", after.writes - before.writes, writesMax},
		{"statements of the ledger", after.statements - before.statements, statementsMax},
	} {
		t.Logf("%d of %d %s", one.count, one.max, one.what)
		if one.count == 0 || one.count > one.max {
			t.Errorf("%d %s, the budget is %d", one.count, one.what, one.max)
		}
	}
	t.Logf("calls: %v", calls.counts)
	w.itsMailsOpenItsPage(id)
}

// endsByItself publishes an order's cancellation and waits until its workflow is over.
func (w *world) endsByItself(order string) refund.ID {
	w.t.Helper()
	file, id := w.event(order, nil)
	w.mustRun("publish", file)
	w.until("the refund's end", time.Minute, func() bool { return w.closedWorkflow(id) })
	return id
}

// ledgerCounts is what the ledger was asked for so far.
type ledgerCounts struct{ writes, statements int64 }

func (w *world) ledgerCounts() ledgerCounts {
	store := w.books.(*sqlstore.Store)
	return ledgerCounts{writes: store.WriteCount(), statements: store.StatementCount()}
}

// events are the types of a workflow's events, in order.
func (w *world) events(id refund.ID) (types []enums.EventType) {
	w.t.Helper()
	history := w.client.GetWorkflowHistory(w.t.Context(), string(id), "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for history.HasNext() {
		event, err := history.Next()
		if err != nil {
			w.t.Fatal(err)
		}
		types = append(types, event.GetEventType())
	}
	return types
}

// callCounter counts calls to the server that carry work: a poll counts when it brings a task.
type callCounter struct {
	mu     sync.Mutex
	counts map[string]int
}

func (c *callCounter) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.counts)
}

func (c *callCounter) total() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	sum := 0
	for _, n := range c.counts {
		sum += n
	}
	return sum
}

func (c *callCounter) intercept(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, next grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	polls := strings.Contains(method, "/Poll")
	if !polls && forRefund(reply, method) { // before it is answered: a refund is seen to be over before its last call is
		c.count(method)
	}
	err := next(ctx, method, req, reply, cc, opts...)
	if polls && err == nil && forRefund(reply, method) {
		c.count(method)
	}
	return err
}

func (c *callCounter) count(method string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[method]++
}

// forRefund leaves out what a process does once or every second, and polls that bring nothing.
func forRefund(reply any, method string) bool {
	switch r := reply.(type) {
	case *workflowservice.PollWorkflowTaskQueueResponse:
		return len(r.GetTaskToken()) > 0
	case *workflowservice.PollActivityTaskQueueResponse:
		return len(r.GetTaskToken()) > 0
	case *workflowservice.GetSystemInfoResponse, *workflowservice.DescribeNamespaceResponse, *workflowservice.ShutdownWorkerResponse,
		*workflowservice.RecordWorkerHeartbeatResponse, *workflowservice.DescribeTaskQueueResponse:
		return false
	}
	return method != "/grpc.health.v1.Health/Check"
}

// inProcess runs worker and starter here, so that their calls can be counted.
func (w *world) inProcess(calls *callCounter) {
	w.t.Helper()
	counted, err := client.DialContext(w.t.Context(), client.Options{
		HostPort: w.stack.TemporalAddress, Logger: quiet{},
		ConnectionOptions: client.ConnectionOptions{DialOptions: []grpc.DialOption{grpc.WithChainUnaryInterceptor(calls.intercept)}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	rules, err := policy.Default()
	if err != nil {
		w.t.Fatal(err)
	}
	scores, err := risk.Default()
	if err != nil {
		w.t.Fatal(err)
	}
	provider, err := adapter.New(adapter.Config{BaseURL: w.stack.SimulatorURL})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	w.t.Cleanup(func() { stop(); running.Wait(); counted.Close() })
	running.Go(func() {
		if err := worker.Run(ctx, worker.Config{
			Client: counted, TaskQueue: "refunds", Story: workflows.Refund, Books: w.books, Policy: rules, Risk: scores, Staff: nobody{},
			Providers: map[string]payment.Provider{"simulator": provider},
			Channels:  []messaging.Channel{w.told}, Pages: w.pages(), StatusTopic: &messagingtest.StatusTopic{}, Clock: time.Now, NewAttempt: rand.Text, Logger: zap.NewNop(),
		}); err != nil {
			w.t.Errorf("the worker: %v", err)
		}
	})
	running.Go(func() {
		if err := starter.Run(ctx, starter.Config{
			Brokers: []string{w.stack.KafkaAddress}, Group: "makegood", Temporal: counted, TaskQueue: "refunds",
			Logger: zap.NewNop(), Metrics: prometheus.NewRegistry(),
		}); err != nil {
			w.t.Errorf("the starter: %v", err)
		}
	})
}

// nobody is asked about the budget's refunds.
type nobody struct{}

func (nobody) Staff() refund.Staff { return refund.Staff{} }

type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}

func (w *world) closedWorkflow(id refund.ID) bool {
	info, err := w.client.DescribeWorkflowExecution(w.t.Context(), string(id), "")
	return err == nil && info.GetWorkflowExecutionInfo().GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED
}
