package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"sync"
	"time"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"go.uber.org/zap"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/payment"
	refundworker "github.com/makegood/makegood/worker"
	"github.com/makegood/makegood/workflows"
)

// Task queues. Nobody works on idleQueue: what is started there stays started.
const (
	refundQueue   = "refunds"
	skeletonQueue = "skeletons"
	emptyQueue    = "empty"
	idleQueue     = "idle"
)

const emptyName = "Empty"

// workerOptions are the refund worker's, so that the others are no faster and no slower.
func workerOptions() worker.Options {
	const pollerCount = 16
	return worker.Options{MaxConcurrentWorkflowTaskPollers: pollerCount, MaxConcurrentActivityTaskPollers: pollerCount}
}

func (r *rig) startWorkers(context.Context) error {
	empty := worker.New(r.client, emptyQueue, workerOptions())
	empty.RegisterWorkflowWithOptions(func(workflow.Context) error { return nil }, workflow.RegisterOptions{Name: emptyName})
	if err := empty.Start(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := refundworker.Run(ctx, r.refundWorker()); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
	})
	r.stops = append(r.stops, func() { cancel(); running.Wait(); empty.Stop() })
	return nil
}

func (r *rig) refundWorker() refundworker.Config {
	return refundworker.Config{
		Client: r.client, TaskQueue: refundQueue, Story: workflows.Refund, Books: r.books, Policy: r.rules.Policy, Risk: r.rules.Risk, Staff: r.staff,
		Providers: map[string]payment.Provider{quickProvider: r.quick, slowProvider: r.slow},
		Channels:  []messaging.Channel{mute{}}, StatusTopic: mute{},
		Clock: time.Now, NewAttempt: rand.Text, Logger: zap.NewNop(),
	}
}
