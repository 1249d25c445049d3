package e2e

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/demo"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter"
)

func TestTheStarterHoldsBackByTheServersBacklogUntilAWorkerTakesItUp(t *testing.T) {
	const batch = 60
	w := start(t)
	figures := w.starterOnly(starter.Config{BacklogMax: batch - 1})
	w.publishMany("first", batch)
	w.until("holding back", time.Minute, func() bool { return figures.value(t, starter.MetricHeld) == 1 })
	if got := figures.value(t, starter.MetricRecords); got != batch {
		t.Fatalf("%v were started, want the first %d", got, batch)
	}
	w.publishMany("second", batch)
	w.until("three seconds of holding", time.Minute, func() bool { return figures.value(t, starter.MetricHeldSeconds) >= 3 })
	if got := figures.value(t, starter.MetricRecords); got != batch {
		t.Fatalf("%v were started while nobody takes them up, want %d", got, batch)
	}
	w.takeUp()
	w.until("the second batch", time.Minute, func() bool { return figures.value(t, starter.MetricRecords) == 2*batch })
	w.until("an empty task queue", time.Minute, func() bool { return figures.value(t, starter.MetricBacklog) == 0 })
	if got := figures.value(t, starter.MetricBacklogUnanswered); got != 0 {
		t.Errorf("%v looks at the backlog were not answered", got)
	}
}

// registry reads a process's figures as a scrape does.
type registry struct{ *prometheus.Registry }

// value sums a metric over its labels.
func (r registry) value(t *testing.T, name string) float64 {
	t.Helper()
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, family := range families {
		if family.GetName() != name {
			continue
		}
		for _, metric := range family.GetMetric() {
			sum += metric.GetCounter().GetValue() + metric.GetGauge().GetValue() // it is one of them
		}
	}
	return sum
}

// starterOnly runs a starter here, and no worker.
func (w *world) starterOnly(c starter.Config) registry {
	w.t.Helper()
	figures := registry{prometheus.NewRegistry()}
	c.Brokers, c.Group, c.Temporal, c.TaskQueue = []string{w.stack.KafkaAddress}, "makegood", w.client, "refunds"
	c.Logger, c.Metrics = zap.NewNop(), figures
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := starter.Run(ctx, c); err != nil {
			w.t.Errorf("the starter: %v", err)
		}
	})
	w.t.Cleanup(func() { stop(); running.Wait() })
	return figures
}

// publishMany sends count events of as many orders.
func (w *world) publishMany(name string, count int) {
	w.t.Helper()
	var events []demo.Event
	for i := range count {
		order := fmt.Sprintf("%s-%d", name, i)
		file, _ := w.event(order, nil)
		value, err := os.ReadFile(file)
		if err != nil {
			w.t.Fatal(err)
		}
		events = append(events, demo.Event{Key: order, Value: value})
	}
	if err := demo.Publish(w.t.Context(), kafka.Line{Brokers: []string{w.stack.KafkaAddress}}, topic, events); err != nil {
		w.t.Fatal(err)
	}
}

// takeUp runs a worker for which a refund is over as soon as it is taken up.
func (w *world) takeUp() {
	w.t.Helper()
	worker := sdk.New(w.client, "refunds", sdk.Options{})
	worker.RegisterWorkflowWithOptions(func(workflow.Context, refund.Request) error { return nil },
		workflow.RegisterOptions{Name: refund.WorkflowName})
	if err := worker.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(worker.Stop)
}
