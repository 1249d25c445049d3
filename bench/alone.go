package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
	"github.com/makegood/makegood/workflows"
)

// measured is how long the parts that need no server are repeated.
const measured = 2 * time.Second

// repeat does something for a while on one core and returns how often, and the CPU time it took.
func repeat(do func() error) (count int, cpu time.Duration, err error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	runtime.GC()
	before := ownCPU()
	for began := time.Now(); time.Since(began) < measured; count++ {
		if err := do(); err != nil {
			return 0, 0, err
		}
	}
	return count, ownCPU() - before, nil
}

// decode decodes, validates and hashes one event as it stands in the contract.
func (r *rig) decode(_ context.Context, t *table) error {
	now := time.Now()
	count, cpu, err := repeat(func() error {
		_, err := event.Decode(event.Message{Value: r.orders.example}, now)
		return err
	})
	if err != nil {
		return err
	}
	perEvent := float64(cpu.Nanoseconds()) / 1e3 / float64(count)
	t.atMost(row{What: "decode, validate and hash JSON", Value: perEvent / (float64(len(r.orders.example)) / 1024), Unit: "µs/KiB", Budget: 40,
		Note: fmt.Sprintf("%.0f µs for %d bytes", perEvent, len(r.orders.example))})
	return nil
}

// replay replays the refund that the history part ran: nobody had to decide it.
func (r *rig) replay(ctx context.Context, t *table) error {
	h, err := r.recorded(ctx)
	if err != nil {
		return err
	}
	replayer := worker.NewWorkflowReplayer()
	replayer.RegisterWorkflowWithOptions(workflows.Refund, workflow.RegisterOptions{Name: refund.WorkflowName})
	count, cpu, err := repeat(func() error { return replayer.ReplayWorkflowHistory(quiet{}, h) })
	if err != nil {
		return err
	}
	t.atLeast(row{What: "replay", Value: float64(count) / cpu.Seconds(), Unit: "histories/s of CPU", Budget: 2000,
		Note: fmt.Sprintf("%d events each", len(h.GetEvents()))})
	return nil
}

// recorded is that refund's history, as the server has it.
func (r *rig) recorded(ctx context.Context) (*history.History, error) {
	h := &history.History{}
	for events := r.client.GetWorkflowHistory(ctx, r.sample, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); events.HasNext(); {
		event, err := events.Next()
		if err != nil {
			return nil, err
		}
		h.Events = append(h.Events, event)
	}
	return h, nil
}

// quiet is a log nobody reads.
type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}

// ledgerShare walks refunds through the ledger's transactions alone, and holds their CPU against a
// whole refund's. What the policy takes between them is measured apart and left out.
func (r *rig) ledgerShare(ctx context.Context, t *table) error {
	books, err := sqlite.OpenOrCreate(ctx, filepath.Join(r.dir, "alone.db"), time.Now)
	if err != nil {
		return err
	}
	defer books.Close()
	var used time.Duration
	for range r.n.ledger {
		in, err := r.orders.request()
		if err != nil {
			return err
		}
		began := ownCPU()
		assessing, err := r.walk(ctx, books, in)
		if err != nil {
			return err
		}
		used += ownCPU() - began - assessing
	}
	each := used / time.Duration(r.n.ledger)
	t.atMost(row{What: "ledger", Value: 100 * float64(each) / float64(r.refundCPU), Unit: "% of a refund's CPU", Budget: 5,
		Note: fmt.Sprintf("%s of %s", each.Round(10*time.Microsecond), r.refundCPU.Round(10*time.Microsecond))})
	return nil
}

// walk is one refund's way through the books: open, assess, reserve, begin, settle, close.
func (r *rig) walk(ctx context.Context, books books, in refund.Request) (assessing time.Duration, err error) {
	id := in.Cancellation.ID()
	why := refund.Cause{Actor: refund.ActorMakegood, Reason: "bench"}
	if _, err := books.OpenRefund(ctx, refund.Open{Digest: in.Digest, Cancellation: in.Cancellation, RunID: "bench"}); err != nil {
		return 0, err
	}
	history, err := books.History(ctx, id)
	if err != nil {
		return 0, err
	}
	began := ownCPU()
	assessment, err := r.rules.Assess(in.Cancellation, history)
	if err != nil {
		return 0, err
	}
	proposal, err := r.rules.Propose(in.Cancellation, assessment, refund.RiskVerdict{Band: refund.RiskLow}, history)
	assessing = ownCPU() - began
	if err != nil {
		return 0, err
	}
	reserved, err := books.ReserveRefund(ctx, refund.Reserve{Refund: id, Cause: why, Proposal: proposal})
	if err != nil || reserved.Result != refund.ReservedNow {
		return 0, errors.Join(fmt.Errorf("%s was not reserved: %s %s", id, reserved.Result, reserved.Detail), err)
	}
	return assessing, settle(ctx, books, settling{id: id, hash: reserved.AssessmentHash, why: why})
}
