package proof_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/paymenttest"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter"
	"github.com/makegood/makegood/starter/event"
)

// intake is the starter's intake of notifications and of the topics of facts, running, and the Temporal it tells of
// what it has booked.
type intake struct {
	ledger.Store
	s     *stage
	web   http.Handler
	ticks chan time.Time
	// booking counts what is stored and not done with.
	booking sync.WaitGroup

	mu      sync.Mutex
	running map[string]bool
	began   map[string]bool
	// corrections are the workflows that it has started.
	corrections []refund.Request
}

func newIntake(s *stage) *intake {
	s.Helper()
	i := &intake{Store: s.books, s: s, ticks: make(chan time.Time), running: map[string]bool{}, began: map[string]bool{}}
	topics := starter.FactTopics{Dispute: event.DisputeTopic, RefundUpdated: event.RefundUpdatedTopic}
	receivers := map[string]payment.Receiver{}
	if s.receiver != nil {
		receivers[s.role.name] = s.receiver
	}
	webhooks, err := starter.NewWebhooks(starter.WebhooksConfig{
		Receivers: receivers, Topics: topics.Readers(s.now), Books: i, Stories: i, TaskQueue: "refunds", Logger: zap.NewNop(),
		Metrics: prometheus.NewRegistry(), Now: s.now,
	})
	s.must(err)
	i.web = webhooks.Handler()
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { webhooks.Run(ctx, i.ticks) })
	s.Cleanup(func() { stop(); running.Wait() })
	return i
}

// KeepNotification implements starter.Books.
func (i *intake) KeepNotification(ctx context.Context, in ledger.Notification) (bool, error) {
	first, err := i.Store.KeepNotification(ctx, in)
	if first {
		i.booking.Add(1)
	}
	return first, err
}

// NotificationDone implements starter.Books. What cannot be read is no outcome of any cell.
func (i *intake) NotificationDone(ctx context.Context, id, problem string) error {
	err := i.Store.NotificationDone(ctx, id, problem)
	if err == nil {
		if problem != "" {
			i.s.Errorf("a notification cannot be read: %s", problem)
		}
		i.booking.Done()
	}
	return err
}

// post sends a notification as the provider does.
func (i *intake) post(n paymenttest.Notification) (status int) {
	answer := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/v1/webhooks/"+i.s.role.name, bytes.NewReader(n.Body))
	maps.Copy(r.Header, n.Header)
	i.web.ServeHTTP(answer, r)
	return answer.Code
}

// record is what a payment service in front says of a payment, on one of the topics of facts.
type record struct {
	topic, kind string
	fields      map[string]any
}

// read stores a record as the consumer of its topic does, and has it booked as what another process has left.
func (i *intake) read(r record) {
	s := i.s
	s.Helper()
	fields := map[string]any{
		"provider": s.role.name, "provider_account": s.account, "provider_reference": s.reference, "currency_code": "CNY",
		"occurred_at": s.now().Format(time.RFC3339Nano),
	}
	maps.Copy(fields, r.fields)
	body, err := json.Marshal(fields)
	s.must(err)
	_, err = i.KeepNotification(s.Context(), ledger.Notification{
		ID: fmt.Sprintf("%s %x", r.topic, body), Provider: "kafka:" + r.topic, Body: body, At: s.now().Add(-time.Minute),
		Header: map[string]string{event.HeaderSpecVersion: "1.0", event.HeaderType: r.kind, event.HeaderContentType: event.ContentTypeJSON},
	})
	s.must(err)
	i.ticks <- s.now()
}

func (i *intake) open(id string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.running[id], i.began[id] = true, true
}

// settle waits until everything that was stored is booked.
func (i *intake) settle() {
	booked := make(chan struct{})
	go func() { i.booking.Wait(); close(booked) }()
	select {
	case <-booked:
	case <-time.After(settleMax):
		i.s.Error("what was stored is not booked")
	}
}

// settleMax is longer than any booking takes.
const settleMax = 20 * time.Second

func (i *intake) closed(id string) {
	i.settle()
	i.mu.Lock()
	defer i.mu.Unlock()
	i.running[id] = false
}

// SignalWorkflow implements starter.Stories.
func (i *intake) SignalWorkflow(_ context.Context, id, _, name string, arg any) error {
	i.mu.Lock()
	runs := i.running[id]
	i.mu.Unlock()
	if !runs {
		return serviceerror.NewNotFound("no such workflow is open")
	}
	i.s.env.Load().SignalWorkflow(name, arg)
	return nil
}

// ExecuteWorkflow implements starter.Stories: the stage runs it next.
func (i *intake) ExecuteWorkflow(_ context.Context, o client.StartWorkflowOptions, _ any, args ...any) (client.WorkflowRun, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.began[o.ID] {
		return nil, serviceerror.NewWorkflowExecutionAlreadyStarted("", "", "")
	}
	i.began[o.ID] = true
	i.corrections = append(i.corrections, args[0].(refund.Request))
	return nil, nil
}

// GetWorkflowHistory implements starter.Stories: Temporal's retention is over.
func (*intake) GetWorkflowHistory(context.Context, string, string, bool, starter.HistoryFilter) client.HistoryEventIterator {
	return forgotten{}
}

type forgotten struct{}

func (forgotten) HasNext() bool { return true }

func (forgotten) Next() (*historypb.HistoryEvent, error) {
	return nil, serviceerror.NewNotFound("forgotten")
}

// begun takes the corrections that the intake has started.
func (i *intake) begun() []refund.Request {
	i.mu.Lock()
	defer i.mu.Unlock()
	all := i.corrections
	i.corrections = nil
	return all
}
