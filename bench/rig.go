package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/embedded"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/messaging/messagingtest"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/reviewers"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
	refundworker "github.com/makegood/makegood/worker"
)

// Task queues. Nobody works on idleQueue: what is started there stays started.
const (
	refundQueue = "refunds"
	emptyQueue  = "empty"
	idleQueue   = "idle"
	emptyName   = "Empty"
)

// rig is the stack with a refund worker and a worker of empty workflows in this process.
type rig struct {
	n        sizes
	dir      string
	stack    *embedded.Stack
	client   client.Client
	books    ledger.Store
	rules    *policy.Policy
	risk     *risk.Rules
	staff    staff
	provider *instant
	orders   *orders
	// refundCPU is the CPU of server and worker for one refund; throughput measures it.
	refundCPU time.Duration
	// sample is a refund that has ended; history measures it.
	sample string
	stops  []func()
}

// staff are those of the shipped reviewers.yaml.
type staff struct{ list refund.Staff }

func (s staff) Staff() refund.Staff { return s.list }

func (r *rig) stop() {
	for i := len(r.stops) - 1; i >= 0; i-- {
		r.stops[i]()
	}
	r.stops = nil
}

// newRig starts everything. It is run from bench/: the commands that make built lie beside it.
func newRig(ctx context.Context, n sizes) (r *rig, err error) {
	r = &rig{n: n, provider: &instant{moved: map[string]time.Time{}}}
	defer func() {
		if err != nil {
			r.stop()
		}
	}()
	if r.dir, err = os.MkdirTemp("", "makegood-bench"); err != nil {
		return nil, err
	}
	r.stops = append(r.stops, func() { _ = os.RemoveAll(r.dir) })
	return r, errors.Join(r.openOrders(), r.startStack(ctx), r.openBooks(ctx), r.startWorkers())
}

func (r *rig) startStack(ctx context.Context) error {
	makegood, err := filepath.Abs("../bin/makegood")
	if err != nil {
		return err
	}
	server, err := filepath.Abs("../bin/temporal")
	if err != nil {
		return err
	}
	r.stack, err = embedded.Start(ctx, embedded.Options{
		DataDir: r.dir, Topics: []string{event.Topic}, PartitionCount: 3, Executable: makegood,
		TemporalBinary: server, InMemory: true, Logger: zap.NewNop(),
	})
	if err != nil {
		return fmt.Errorf("start the stack (does `make build` come first?): %w", err)
	}
	r.stops = append(r.stops, func() { _ = r.stack.Stop() })
	r.client, err = temporal.DialOnce(ctx, temporal.Settings{Address: r.stack.TemporalAddress, Namespace: "default"}, zap.NewNop())
	if err == nil {
		r.stops = append(r.stops, r.client.Close)
	}
	return err
}

func (r *rig) openBooks(ctx context.Context) (err error) {
	if r.rules, err = policy.Default(); err != nil {
		return err
	}
	if r.risk, err = risk.Default(); err != nil {
		return err
	}
	if r.staff.list, err = reviewers.Default(); err != nil {
		return err
	}
	r.books, err = sqlite.OpenOrCreate(ctx, filepath.Join(r.dir, "ledger.db"), time.Now)
	if err == nil {
		r.stops = append(r.stops, func() { _ = r.books.Close() })
	}
	return err
}

func (r *rig) startWorkers() error {
	if r.client == nil || r.books == nil {
		return nil // what went wrong is reported already
	}
	const pollerCount = 16 // as the refund worker's
	empty := worker.New(r.client, emptyQueue, worker.Options{MaxConcurrentWorkflowTaskPollers: pollerCount, MaxConcurrentActivityTaskPollers: pollerCount})
	empty.RegisterWorkflowWithOptions(func(workflow.Context) error { return nil }, workflow.RegisterOptions{Name: emptyName})
	if err := empty.Start(); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		err := refundworker.Run(ctx, refundworker.Config{
			Client: r.client, TaskQueue: refundQueue, Books: r.books, Rules: r.rules, Risk: r.risk, Staff: r.staff,
			Providers: map[string]payment.Provider{"simulator": r.provider},
			Channels:  []messaging.Channel{&messagingtest.Channel{}}, StatusTopic: &messagingtest.StatusTopic{},
			Clock: time.Now, Logger: zap.NewNop(),
		})
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
	})
	r.stops = append(r.stops, func() { cancel(); running.Wait(); empty.Stop() })
	return nil
}
