package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	driver "github.com/segmentio/kafka-go"
	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter"
	"github.com/makegood/makegood/starter/event"
)

// intake lets bare starts, starts of refunds and events through Kafka take turns. Nobody works on what they start.
func (r *rig) intake(ctx context.Context, t *table) error {
	var bare, full, read spent
	err := r.withStarter(ctx, idleQueue, func(m *meter) error {
		if _, err := r.events(ctx, m, 1); err != nil { // until the group has its partitions
			return err
		}
		for range r.n.rounds {
			b, err := r.batch(ctx, r.n.intake, r.startOnly)
			if err != nil {
				return err
			}
			f, err := r.fullStarts(ctx)
			if err != nil {
				return err
			}
			k, err := r.events(ctx, m, r.n.intake)
			if err != nil {
				return err
			}
			bare, full, read = bare.plus(b), full.plus(f), read.plus(k)
		}
		return nil
	})
	if err != nil {
		return err
	}
	t.atLeast(row{What: "intake, Kafka to started", Value: read.rate() / bare.rate(), Unit: "of bare starts", Budget: 0.9,
		Note: fmt.Sprintf("%.0f/s against %.0f/s, %d in flight", read.rate(), bare.rate(), r.n.inFlight)})
	t.show(row{What: "starts with a refund's input, memo and attributes", Value: full.rate() / bare.rate(), Unit: "of bare starts",
		Note: fmt.Sprintf("%.0f/s, without Kafka and without decoding: what Temporal charges for what a refund is started with", full.rate())})
	t.show(row{What: "intake against such starts", Value: read.rate() / full.rate(), Unit: "of full starts"})
	return nil
}

// fullStarts starts what the starter starts, from requests that were decoded before.
func (r *rig) fullStarts(ctx context.Context) (spent, error) {
	requests := make(chan refund.Request, r.n.intake)
	for range r.n.intake {
		in, err := r.orders.request(automatic)
		if err != nil {
			return spent{}, err
		}
		requests <- in
	}
	return r.batch(ctx, r.n.intake, func(ctx context.Context) error {
		in, options := <-requests, r.skeleton.options
		options.ID, options.TaskQueue = string(in.Cancellation.ID()), idleQueue
		_, err := r.client.ExecuteWorkflow(ctx, options, refund.WorkflowName, in)
		return err
	})
}

// withStarter runs a starter for a task queue while do runs.
func (r *rig) withStarter(ctx context.Context, taskQueue string, do func(*meter) error) error {
	m := &meter{Temporal: r.client, reached: make(chan struct{}, 1)}
	return r.runStarter(ctx, starter.Config{TaskQueue: taskQueue, LookAhead: lookAhead}, m, func() error { return do(m) })
}

// runStarter runs a starter of this configuration while do runs.
func (r *rig) runStarter(ctx context.Context, c starter.Config, to starter.Temporal, do func() error) error {
	c.Brokers, c.Temporal, c.InFlightMax = []string{r.stack.KafkaAddress}, to, r.n.inFlight
	c.Logger, c.Metrics = zap.NewNop(), prometheus.NewRegistry()
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- starter.Run(running, c) }()
	err := do()
	stop()
	if ending := <-ended; err == nil {
		err = ending
	}
	return err
}

// startOnly is a bare start: no input, no memo, no search attributes, and it waits for nothing.
func (r *rig) startOnly(ctx context.Context) error {
	id := fmt.Sprintf("bare-%d", emptyCount.Add(1))
	_, err := r.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: idleQueue}, emptyName)
	return err
}

// events sends so many events through Kafka.
func (r *rig) events(ctx context.Context, m *meter, count int) (spent, error) {
	var records []driver.Message
	for range count {
		order, value, err := r.orders.next(automatic)
		if err != nil {
			return spent{}, err
		}
		records = append(records, record(order, value))
	}
	return r.throughKafka(ctx, m, records)
}

// record is an event as the shop publishes it: JSON, keyed by its order.
func record(order string, value []byte) driver.Message {
	return driver.Message{Topic: event.Topic, Key: []byte(order), Value: value}
}

// throughKafka publishes events and measures from the first start to the last.
func (r *rig) throughKafka(ctx context.Context, m *meter, records []driver.Message) (spent, error) {
	m.expect(len(records))
	if err := r.publish(ctx, records); err != nil {
		return spent{}, err
	}
	select {
	case <-ctx.Done():
		return spent{}, ctx.Err()
	case <-time.After(time.Minute):
		return spent{}, fmt.Errorf("%d events were not all started within a minute", len(records))
	case <-m.reached:
		return spent{count: len(records), wall: m.took()}, nil
	}
}

// meter is Temporal as the starter sees it, with a stopwatch.
type meter struct {
	starter.Temporal
	mu       sync.Mutex
	expected int
	first    time.Time
	last     time.Time
	reached  chan struct{}
}

func (m *meter) expect(count int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.expected, m.first, m.last = count, time.Time{}, time.Time{}
}

func (m *meter) took() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.last.Sub(m.first)
}

// ExecuteWorkflow starts, and notes the first beginning and the last end.
func (m *meter) ExecuteWorkflow(ctx context.Context, options client.StartWorkflowOptions, workflow any, args ...any) (client.WorkflowRun, error) {
	m.mu.Lock()
	if m.first.IsZero() {
		m.first = time.Now()
	}
	m.mu.Unlock()
	run, err := m.Temporal.ExecuteWorkflow(ctx, options, workflow, args...)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.expected--; m.expected == 0 {
		m.last = time.Now()
		m.reached <- struct{}{}
	}
	return run, err
}
