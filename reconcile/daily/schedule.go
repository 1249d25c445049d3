package daily

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
)

// Schedules is what is asked of Temporal; client.Client's ScheduleClient provides it.
type Schedules interface {
	Create(ctx context.Context, options client.ScheduleOptions) (client.ScheduleHandle, error)
	GetHandle(ctx context.Context, scheduleID string) client.ScheduleHandle
}

// When is the time of the day, UTC.
type When struct{ Hour, Minute int }

// ScheduleID names the schedule of a task queue.
func ScheduleID(taskQueue string) string { return "makegood-reconciliation-" + taskQueue }

// runTimeoutMax ends a workflow before it would be in the way of the day after the next: its days stay due.
const runTimeoutMax = 23 * time.Hour

// EnsureSchedule creates the daily schedule, or sets the one that is there to when. One that an operator has paused stays
// paused. A workflow that still runs is not joined by another one; a start that a pause or an outage has missed is made up
// for within an hour, and days that were missed are due in the next run anyway.
func EnsureSchedule(ctx context.Context, s Schedules, taskQueue string, when When) error {
	spec := client.ScheduleSpec{Calendars: []client.ScheduleCalendarSpec{{
		Hour: []client.ScheduleRange{{Start: when.Hour}}, Minute: []client.ScheduleRange{{Start: when.Minute}},
	}}}
	action := &client.ScheduleWorkflowAction{
		ID: ScheduleID(taskQueue), Workflow: WorkflowName, TaskQueue: taskQueue, WorkflowExecutionTimeout: runTimeoutMax,
		StaticSummary: "Hold the ledger against the providers' lists",
	}
	_, err := s.Create(ctx, client.ScheduleOptions{
		ID: ScheduleID(taskQueue), Spec: spec, Action: action, Overlap: enums.SCHEDULE_OVERLAP_POLICY_SKIP, CatchupWindow: time.Hour,
		Note: "created by makegood's worker (MAKEGOOD_RECONCILE_AT)",
	})
	if !errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		return named(err)
	}
	return named(s.GetHandle(ctx, ScheduleID(taskQueue)).Update(ctx, client.ScheduleUpdateOptions{
		DoUpdate: func(there client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
			now := there.Description.Schedule
			now.Spec, now.Action = &spec, action
			return &client.ScheduleUpdate{Schedule: &now}, nil
		},
	}))
}

func named(err error) error {
	if err != nil {
		return fmt.Errorf("schedule of reconciliation: %w", err)
	}
	return nil
}

// RemoveSchedule deletes the schedule, where there is one.
func RemoveSchedule(ctx context.Context, s Schedules, taskQueue string) error {
	err := s.GetHandle(ctx, ScheduleID(taskQueue)).Delete(ctx)
	if err != nil && !isNotFound(err) {
		return named(err)
	}
	return nil
}

func isNotFound(err error) bool {
	var gone *serviceerror.NotFound
	return errors.As(err, &gone)
}
