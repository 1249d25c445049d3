package deployment

import (
	"context"
	"slices"
	"time"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
)

// Waits for a workflow task under way: doubled from the first until the last, thirteen seconds together. A
// workflow task takes ten at most.
const (
	settleDelayFirst = 50 * time.Millisecond
	settleDelayMax   = 7 * time.Second
)

// fits replays the refund's history on this program's story. A refund on which no worker has taken a step
// fits every story.
func (h Handle) fits(ctx context.Context, run *common.WorkflowExecution, f *fate) error {
	past, err := h.history(ctx, run)
	if err != nil {
		return err
	}
	f.begun = slices.ContainsFunc(past.Events, func(e *history.HistoryEvent) bool {
		return e.GetEventType() == enums.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
	})
	if !f.begun {
		return nil
	}
	if err := h.replay(past); err != nil {
		return problemf(CodeDoesNotReplay, "%v", err)
	}
	return nil
}

// settle waits until no workflow task is under way: Temporal lets one that the old build has started end there,
// and what it decides is not in the history yet. A task that was tried before is not waited for: it fails on a
// bad build every time, ten seconds each. Should one end well after all, the worst is a parked refund.
func (h Handle) settle(ctx context.Context, run *common.WorkflowExecution) error {
	for delay := settleDelayFirst; delay <= settleDelayMax; delay *= 2 {
		about, err := h.client.DescribeWorkflowExecution(ctx, run.GetWorkflowId(), run.GetRunId())
		if task := about.GetPendingWorkflowTask(); err != nil || task.GetAttempt() != 1 || task.GetState() != enums.PENDING_WORKFLOW_TASK_STATE_STARTED {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(delay):
		}
	}
	return nil
}

// history reads the run's whole history; the story bounds it (refund.RunEventsMax).
func (h Handle) history(ctx context.Context, run *common.WorkflowExecution) (*history.History, error) {
	past := &history.History{}
	events := h.client.GetWorkflowHistory(ctx, run.GetWorkflowId(), run.GetRunId(), false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		event, err := events.Next()
		if err != nil {
			return nil, err
		}
		past.Events = append(past.Events, event)
	}
	return past, nil
}
