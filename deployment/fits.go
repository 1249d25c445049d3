package deployment

import (
	"context"
	"slices"
	"time"

	"go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
)

// Waits for a workflow task under way: doubled from the first until the last, twelve seconds together. A
// workflow task takes ten at most.
const (
	settleDelayFirst = 50 * time.Millisecond
	settleDelayMax   = 7 * time.Second
)

// fits replays the refund's history on this program's story. A refund on which no worker has taken a step
// fits every story.
func (h Handle) fits(ctx context.Context, run *common.WorkflowExecution, f *fate) error {
	past, err := h.settled(ctx, run)
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
		return refused(CodeDoesNotReplay, "%v", err)
	}
	return nil
}

// settled reads the history when no workflow task is under way: what a worker is deciding is not in it yet.
func (h Handle) settled(ctx context.Context, run *common.WorkflowExecution) (*history.History, error) {
	for delay := settleDelayFirst; ; delay *= 2 {
		past, err := h.history(ctx, run)
		if err != nil || delay > settleDelayMax || !underWay(past) {
			return past, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(delay):
		}
	}
}

func underWay(past *history.History) bool {
	count := len(past.Events)
	return count > 0 && past.Events[count-1].GetEventType() == enums.EVENT_TYPE_WORKFLOW_TASK_STARTED
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
