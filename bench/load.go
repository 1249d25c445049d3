package main

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// spent is what a number of workflows took.
type spent struct {
	count int
	wall  time.Duration
	cpu   time.Duration
}

func (s spent) rate() float64       { return float64(s.count) / s.wall.Seconds() }
func (s spent) each() time.Duration { return s.cpu / time.Duration(s.count) }
func (s spent) plus(more spent) spent {
	return spent{s.count + more.count, s.wall + more.wall, s.cpu + more.cpu}
}

// throughput lets batches of empty workflows and of refunds take turns.
func (r *rig) throughput(ctx context.Context, t *table) error {
	const warmup = 40
	if _, err := r.batch(ctx, warmup, r.runEmpty); err != nil {
		return err
	}
	if _, err := r.batch(ctx, warmup, r.runRefund); err != nil {
		return err
	}
	var empty, refunds spent
	for range r.n.rounds {
		e, err := r.batch(ctx, r.n.batch, r.runEmpty)
		if err != nil {
			return err
		}
		f, err := r.batch(ctx, r.n.batch, r.runRefund)
		if err != nil {
			return err
		}
		empty, refunds = empty.plus(e), refunds.plus(f)
	}
	r.refundCPU = refunds.each()
	t.atLeast(row{What: "throughput of an automatic refund", Value: refunds.rate() / empty.rate(), Unit: "of empty", Budget: 0.65,
		Note: fmt.Sprintf("%.0f/s against %.0f/s", refunds.rate(), empty.rate())})
	t.atMost(row{What: "CPU of server and worker", Value: float64(refunds.cpu) / float64(empty.cpu), Unit: "of empty", Budget: 1.8,
		Note: fmt.Sprintf("%s against %s each", refunds.each().Round(10*time.Microsecond), empty.each().Round(10*time.Microsecond))})
	return nil
}

// batch runs count workflows, so many at once, to their ends.
func (r *rig) batch(ctx context.Context, count int, one func(context.Context) error) (spent, error) {
	before, err := allCPU()
	if err != nil {
		return spent{}, err
	}
	began := time.Now()
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(r.n.inFlight)
	for range count {
		group.Go(func() error { return one(within) })
	}
	if err := group.Wait(); err != nil {
		return spent{}, err
	}
	wall := time.Since(began)
	after, err := allCPU()
	return spent{count: count, wall: wall, cpu: after - before}, err
}

var emptyCount atomic.Int64

func (r *rig) runEmpty(ctx context.Context) error {
	id := fmt.Sprintf("empty-%d", emptyCount.Add(1))
	run, err := r.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: emptyQueue}, emptyName)
	if err != nil {
		return err
	}
	return run.Get(ctx, nil)
}

func (r *rig) runRefund(ctx context.Context) error {
	in, err := r.orders.request()
	if err != nil {
		return err
	}
	return r.payBack(ctx, in)
}

// payBack runs one refund; one that is not paid would make every figure meaningless.
func (r *rig) payBack(ctx context.Context, in refund.Request) error {
	id := string(in.Cancellation.ID())
	run, err := r.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: refundQueue}, refund.WorkflowName, in)
	if err != nil {
		return err
	}
	var result refund.Result
	if err := run.Get(ctx, &result); err != nil {
		return err
	}
	if result.Status != refund.StatusRefunded {
		return fmt.Errorf("%s ended %s: %s", id, result.Status, result.Reason)
	}
	return nil
}

// latency runs one workflow after the other: an empty one from start to end, a refund from the
// event's bytes to the moment its money moved.
func (r *rig) latency(ctx context.Context, t *table) error {
	var empty, moved []time.Duration
	for range r.n.latency {
		began := time.Now()
		if err := r.runEmpty(ctx); err != nil {
			return err
		}
		empty = append(empty, time.Since(began))
		order, value, err := r.orders.next()
		if err != nil {
			return err
		}
		began = time.Now()
		in, err := event.Decode(event.Message{Value: value}, began)
		if err != nil {
			return err
		}
		if err := r.payBack(ctx, in); err != nil {
			return err
		}
		moved = append(moved, r.provider.movedAt("ch_"+order).Sub(began))
	}
	e, m := median(empty), median(moved)
	t.atMost(row{What: "unloaded latency, event to money moved", Value: float64(m) / float64(e), Unit: "of empty", Budget: 2,
		Note: fmt.Sprintf("median %s against %s", m.Round(10*time.Microsecond), e.Round(10*time.Microsecond))})
	return nil
}

func median(of []time.Duration) time.Duration {
	slices.Sort(of)
	return of[len(of)/2]
}

// history counts what one refund leaves behind.
func (r *rig) history(ctx context.Context, t *table) error {
	in, err := r.orders.request()
	if err != nil {
		return err
	}
	if err := r.payBack(ctx, in); err != nil {
		return err
	}
	r.sample = string(in.Cancellation.ID())
	info, err := r.client.DescribeWorkflowExecution(ctx, string(in.Cancellation.ID()), "")
	if err != nil {
		return err
	}
	t.atMost(row{What: "history events of a refund", Value: float64(info.GetWorkflowExecutionInfo().GetHistoryLength()), Unit: "events", Budget: 22})
	t.atMost(row{What: "history size of a refund", Value: float64(info.GetWorkflowExecutionInfo().GetHistorySizeBytes()) / 1024, Unit: "KiB", Budget: 10})
	return nil
}
