package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap"
	"google.golang.org/grpc"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/internal/embedded"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/policy/reviewers"
	"github.com/makegood/makegood/policy/risk"
	"github.com/makegood/makegood/starter/event"
)

// rig is the stack with the workers of refunds, skeletons and empty workflows in this process. Temporal's
// server is a process of its own, so that its CPU shows apart.
type rig struct {
	n      sizes
	dir    string
	stack  *embedded.Stack
	client client.Client
	calls  *calls
	books  ledger.Store
	rules  activities.Judgement
	staff  staff
	quick  *instant
	slow   *instant
	orders *orders
	// sample is a refund that ran through everything, skeleton what is made of it.
	sample   sample
	skeleton skeleton
	// refundCPU is the CPU of server and worker for one refund; throughput measures it.
	refundCPU time.Duration
	stops     []func()
}

func (r *rig) stop() {
	for i := len(r.stops) - 1; i >= 0; i-- {
		r.stops[i]()
	}
	r.stops = nil
}

// newRig starts everything. It is run from bench/: the commands that make built lie beside it.
func newRig(ctx context.Context, n sizes) (*rig, error) {
	// UsualAnswer 0 is how an adapter says that it is slow.
	r := &rig{n: n, calls: &calls{}, quick: newInstant(time.Millisecond), slow: newInstant(0)}
	for _, start := range []func(context.Context) error{
		r.makeDir, r.openOrders, r.startStack, r.dial, r.openRules, r.openBooks, r.startWorkers, r.record, r.startSkeleton,
	} {
		if err := start(ctx); err != nil {
			r.stop()
			return nil, err
		}
	}
	return r, nil
}

func (r *rig) makeDir(context.Context) (err error) {
	r.dir, err = os.MkdirTemp("", "makegood-bench")
	r.stops = append(r.stops, func() { _ = os.RemoveAll(r.dir) })
	return err
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
	return nil
}

// dial connects as makegood does, with a counter in between.
func (r *rig) dial(ctx context.Context) (err error) {
	r.client, err = client.DialContext(ctx, client.Options{
		HostPort: r.stack.TemporalAddress, Logger: quiet{}, DataConverter: temporal.Encoding{}.DataConverter(),
		ConnectionOptions: client.ConnectionOptions{DialOptions: []grpc.DialOption{grpc.WithChainUnaryInterceptor(r.calls.intercept)}},
	})
	if err == nil {
		r.stops = append(r.stops, r.client.Close)
	}
	return err
}

func (r *rig) openRules(context.Context) error {
	rules, err := policy.Default()
	if err != nil {
		return err
	}
	scores, err := risk.Default()
	if err != nil {
		return err
	}
	r.rules = activities.Judgement{Policy: rules, Risk: scores}
	r.staff.list, err = reviewers.Default()
	return err
}

func (r *rig) openBooks(ctx context.Context) (err error) {
	countCommits()
	r.books, err = sqlite.OpenOrCreate(ctx, filepath.Join(r.dir, "ledger.db"), time.Now)
	if err == nil {
		r.stops = append(r.stops, func() { _ = r.books.Close() })
	}
	return err
}

// quiet is a log nobody reads.
type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}
