package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
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

// decode decodes, validates and hashes one event as it stands in the contract, as JSON and as protobuf.
func (r *rig) decode(_ context.Context, t *table) error {
	now := time.Now()
	err := perKiB(t, row{What: "decode, validate and hash JSON", Budget: 40}, r.orders.example, func() error {
		_, err := event.Decode(event.Message{Value: r.orders.example}, now)
		return err
	})
	if err != nil {
		return err
	}
	wire, err := asProtobuf(r.orders.example)
	if err != nil {
		return err
	}
	note := "by its parts: the starter reads no protobuf yet"
	return perKiB(t, row{What: "decode, validate and hash protobuf", Budget: 10, Note: note}, wire, func() error {
		return decodeProtobuf(wire, now)
	})
}

// perKiB measures what a KiB of an event takes.
func perKiB(t *table, r row, value []byte, do func() error) error {
	count, cpu, err := repeat(do)
	if err != nil {
		return err
	}
	perEvent := float64(cpu.Nanoseconds()) / 1e3 / float64(count)
	r.Value, r.Unit = perEvent/(float64(len(value))/1024), "µs/KiB"
	from := fmt.Sprintf("%.0f µs for %d bytes", perEvent, len(value))
	if r.Note != "" {
		from += ", " + r.Note
	}
	r.Note = from
	t.atMost(r)
	return nil
}

func asProtobuf(value []byte) ([]byte, error) {
	message := new(orderv1.OrderCancelled)
	if err := protojson.Unmarshal(value, message); err != nil {
		return nil, err
	}
	return proto.Marshal(message)
}

// decodeProtobuf does what the starter does with an event once its JSON has been read.
func decodeProtobuf(wire []byte, now time.Time) error {
	message := new(orderv1.OrderCancelled)
	if err := proto.Unmarshal(wire, message); err != nil {
		return err
	}
	cancellation := event.FromProtoCancellation(message)
	if err := cancellation.Validate(now); err != nil {
		return err
	}
	if refund.Digest(cancellation) == "" {
		return fmt.Errorf("the event has no digest")
	}
	return nil
}

// replay replays the sample, which nobody had to decide, and the skeleton's history, which is what the SDK
// itself takes.
func (r *rig) replay(_ context.Context, t *table) error {
	replayer := worker.NewWorkflowReplayer()
	replayer.RegisterWorkflowWithOptions(workflows.Refund, workflow.RegisterOptions{Name: refund.WorkflowName})
	replayer.RegisterWorkflowWithOptions(r.skeleton.run, workflow.RegisterOptions{Name: skeletonName})
	refunds, err := replayed(replayer, r.sample.history)
	if err != nil {
		return err
	}
	skeletons, err := replayed(replayer, r.skeleton.history)
	if err != nil {
		return err
	}
	t.atLeast(row{What: "replay", Value: refunds, Unit: "histories/s of CPU", Budget: 2500,
		Note: fmt.Sprintf("%d events each, one core", len(r.sample.history.GetEvents()))})
	t.show(row{What: "replay against the skeleton's", Value: refunds / skeletons, Unit: "of the skeleton",
		Note: fmt.Sprintf("%.0f/s against %.0f/s", refunds, skeletons)})
	return nil
}

// replayed is how many times a second of CPU a history is replayed.
func replayed(replayer worker.WorkflowReplayer, h *history.History) (perSecond float64, err error) {
	count, cpu, err := repeat(func() error { return replayer.ReplayWorkflowHistory(quiet{}, h) })
	return float64(count) / cpu.Seconds(), err
}
