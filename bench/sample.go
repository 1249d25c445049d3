package main

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"

	driver "github.com/segmentio/kafka-go"

	"github.com/makegood/makegood/starter/event"
)

// sample is one automatic refund, started by the real starter from a record in Kafka, and what it left
// behind. It ran alone, so the counts are its own.
type sample struct {
	history *history.History
	// bytes is the history's size by the server's count.
	bytes int64
	// calls are those to the server, transactions and statements the ledger's.
	calls        int64
	transactions int64
	statements   int64
}

// record runs the sample. A refund before it has made the connections, the sticky queue and the prepared
// statements.
func (r *rig) record(ctx context.Context) error {
	return r.withStarter(ctx, refundQueue, func(m *meter) error {
		if _, err := r.runSample(ctx, m); err != nil {
			return err
		}
		before := r.counts()
		id, err := r.runSample(ctx, m)
		if err != nil {
			return err
		}
		r.sample = r.counts().since(before)
		r.sample.history, r.sample.bytes, err = r.historyOf(ctx, id)
		return err
	})
}

// runSample sends one refund through Kafka and waits for its end.
func (r *rig) runSample(ctx context.Context, m *meter) (id string, err error) {
	order, value, err := r.orders.next(automatic)
	if err != nil {
		return "", err
	}
	in, err := event.Decode(event.Message{Value: value}, time.Now())
	if err != nil {
		return "", err
	}
	if _, err := r.throughKafka(ctx, m, []driver.Message{record(order, value)}); err != nil {
		return "", err
	}
	id = string(in.Cancellation.ID())
	return id, paidBack(ctx, r.client.GetWorkflow(ctx, id, ""))
}

// counts are the counters as they stand.
func (r *rig) counts() sample {
	out := sample{calls: r.calls.count.Load(), transactions: commits.Load()}
	if counted, ok := r.books.(interface{ StatementCount() int64 }); ok {
		out.statements = counted.StatementCount()
	}
	return out
}

func (s sample) since(before sample) sample {
	s.calls -= before.calls
	s.transactions -= before.transactions
	s.statements -= before.statements
	return s
}

// historyOf is a workflow's history as the server has it.
func (r *rig) historyOf(ctx context.Context, id string) (*history.History, int64, error) {
	h := &history.History{}
	for events := r.client.GetWorkflowHistory(ctx, id, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); events.HasNext(); {
		event, err := events.Next()
		if err != nil {
			return nil, 0, err
		}
		h.Events = append(h.Events, event)
	}
	info, err := r.client.DescribeWorkflowExecution(ctx, id, "")
	return h, info.GetWorkflowExecutionInfo().GetHistorySizeBytes(), err
}

// leavings shows what the sample left behind, and that the skeleton leaves as much.
func (r *rig) leavings(ctx context.Context, t *table) error {
	run, err := r.startSkeletonRun(ctx)
	if err != nil {
		return err
	}
	if err := run.Get(ctx, nil); err != nil {
		return err
	}
	bones, bonesBytes, err := r.historyOf(ctx, run.GetID())
	if err != nil {
		return err
	}
	s := r.sample
	r.skeleton.history = bones
	t.atMost(row{What: "history events of a refund", Value: float64(len(s.history.Events)), Unit: "events", Budget: 11})
	t.show(row{What: "history events of the skeleton", Value: float64(len(bones.Events)), Unit: "events", Note: r.skeleton.String()})
	t.atMost(row{What: "history size of a refund", Value: float64(s.bytes) / 1024, Unit: "KiB", Budget: 8})
	t.show(row{What: "history size of the skeleton", Value: float64(bonesBytes) / 1024, Unit: "KiB"})
	t.atMost(row{What: "calls to the server for a refund", Value: float64(s.calls), Unit: "calls", Budget: 3,
		Note: "start, tasks taken and answered"})
	t.atMost(row{What: "ledger transactions of a refund", Value: float64(s.transactions), Unit: "transactions", Budget: 3})
	return r.statements(t)
}

// statements are shown only by a ledger that counts them.
func (r *rig) statements(t *table) error {
	if r.sample.statements == 0 {
		return fmt.Errorf("a ledger of type %T does not count its statements", r.books)
	}
	t.atMost(row{What: "ledger statements of a refund", Value: float64(r.sample.statements), Unit: "statements", Budget: 45,
		Note: "beside begin and commit"})
	return nil
}
