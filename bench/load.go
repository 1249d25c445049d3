package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"github.com/makegood/makegood/refund"
)

// spent is what a number of workflows took. worker is the CPU of this process: the worker, and the client
// that starts and awaits them, which is the same for every kind.
type spent struct {
	count  int
	wall   time.Duration
	server time.Duration
	worker time.Duration
}

func (s spent) rate() float64 { return float64(s.count) / s.wall.Seconds() }

// all, ofServer and ofWorker are the CPU of one workflow.
func (s spent) all() time.Duration      { return s.ofServer() + s.ofWorker() }
func (s spent) ofServer() time.Duration { return s.server / time.Duration(s.count) }
func (s spent) ofWorker() time.Duration { return s.worker / time.Duration(s.count) }

func (s spent) plus(more spent) spent {
	return spent{s.count + more.count, s.wall + more.wall, s.server + more.server, s.worker + more.worker}
}

// batch runs count workflows, so many at once, to their ends.
func (r *rig) batch(ctx context.Context, count int, one func(context.Context) error) (spent, error) {
	server, err := serverCPU()
	if err != nil {
		return spent{}, err
	}
	own, began := ownCPU(), time.Now()
	if err := together(ctx, count, r.n.inFlight, one); err != nil {
		return spent{}, err
	}
	out := spent{count: count, wall: time.Since(began), worker: ownCPU() - own}
	after, err := serverCPU()
	out.server = after - server
	return out, err
}

// together calls one count times, so many at once.
func together(ctx context.Context, count, atOnce int, one func(context.Context) error) error {
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for range count {
		group.Go(func() error { return one(within) })
	}
	return group.Wait()
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

func (r *rig) runRefund(ctx context.Context) error { return r.runVariant(ctx, automatic) }

// runSimple runs a refund whose first send is a regular activity.
func (r *rig) runSimple(ctx context.Context) error { return r.runVariant(ctx, simple) }

func (r *rig) runVariant(ctx context.Context, v variant) error {
	in, err := r.orders.request(v)
	if err != nil {
		return err
	}
	run, err := r.start(ctx, in)
	if err != nil {
		return err
	}
	return paidBack(ctx, run)
}

// start starts a refund with what the starter gives it: memo, search attributes and summary as the
// sample's.
func (r *rig) start(ctx context.Context, in refund.Request) (client.WorkflowRun, error) {
	options := r.skeleton.options
	options.ID, options.TaskQueue = string(in.Cancellation.ID()), refundQueue
	return r.client.ExecuteWorkflow(ctx, options, refund.WorkflowName, in)
}

// paidBack waits for a refund's end; one that is not paid would make every figure meaningless.
func paidBack(ctx context.Context, run client.WorkflowRun) error {
	var result refund.Result
	if err := run.Get(ctx, &result); err != nil {
		return err
	}
	if result.Status != refund.StatusRefunded {
		return fmt.Errorf("%s ended %s: %s", run.GetID(), result.Status, result.Reason)
	}
	return nil
}
