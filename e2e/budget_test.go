package e2e

import (
	"context"
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.uber.org/zap"
	"google.golang.org/grpc"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/payment"
	adapter "github.com/makegood/makegood/payment/simulator"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter"
	"github.com/makegood/makegood/worker"
)

// The budget of an automatically approved, single-tender refund (DESIGN section 12).
const (
	eventsMax = 11
	bytesMax  = 8 * 1024
	callsMax  = 3
)

func TestAnAutomaticRefundStaysWithinItsBudgetOfEventsBytesAndCalls(t *testing.T) {
	w := start(t)
	calls := &callCounter{counts: map[string]int{}}
	w.inProcess(calls)
	file, id := w.event("order-budget", nil)
	w.mustRun("publish", file)
	w.until("the refund's end", time.Minute, func() bool { return w.closedWorkflow(id) })

	info, err := w.client.DescribeWorkflowExecution(t.Context(), string(id), "")
	if err != nil {
		t.Fatal(err)
	}
	events, bytes := info.GetWorkflowExecutionInfo().GetHistoryLength(), info.GetWorkflowExecutionInfo().GetHistorySizeBytes()
	total := calls.total()
	t.Logf("events %d of %d, bytes %d of %d, calls to the server %d of %d: %v", events, eventsMax, bytes, bytesMax, total, callsMax, calls.counts)
	if w.status(id) != refund.StatusRefunded {
		t.Fatalf("the refund is %s: the counts mean nothing", w.status(id))
	}
	if events == 0 || events > eventsMax || bytes == 0 || bytes > bytesMax || total == 0 || total > callsMax {
		t.Errorf("over budget")
	}
}

// callCounter counts calls to the server that carry work: a poll counts when it brings a task.
type callCounter struct {
	mu     sync.Mutex
	counts map[string]int
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
	err := next(ctx, method, req, reply, cc, opts...)
	if err == nil && forRefund(reply, method) {
		c.mu.Lock()
		c.counts[method]++
		c.mu.Unlock()
	}
	return err
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
		_ = worker.Run(ctx, worker.Config{
			Client: counted, TaskQueue: "refunds", Books: w.books, Policy: rules, Risk: scores, Staff: nobody{},
			Providers: map[string]payment.Provider{"simulator": provider},
			Channels:  []messaging.Channel{&messagingtest.Channel{}}, StatusTopic: &messagingtest.StatusTopic{}, Clock: time.Now, NewAttempt: rand.Text, Logger: zap.NewNop(),
		})
	})
	running.Go(func() {
		_ = starter.Run(ctx, starter.Config{
			Brokers: []string{w.stack.KafkaAddress}, Group: "makegood", Temporal: counted, TaskQueue: "refunds",
			Logger: zap.NewNop(), Metrics: prometheus.NewRegistry(),
		})
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
