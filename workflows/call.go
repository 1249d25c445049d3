package workflows

import (
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
)

// local runs a local activity and returns its answer. The ledger being away is waited out. Any
// other failure is a bug: the panic parks the workflow task until it is mended, with nothing
// recorded, so that the same batch runs again.
func local[In, Out any](ctx workflow.Context, call activities.Call[In, Out], summary string, in In) Out {
	out, err := tried(ctx, call, summary, in)
	if err != nil {
		panic(fmt.Errorf("workflows: %s: %w", call.Name, err))
	}
	return out
}

// tried runs a local activity that may fail to answer within its time.
func tried[In, Out any](ctx workflow.Context, call activities.Call[In, Out], summary string, in In) (Out, error) {
	var out Out
	err := workflow.ExecuteLocalActivity(localOptions(ctx, call.Timing, summary), call.Name, in).Get(ctx, &out)
	return out, err
}

// regular runs a regular activity, which the Temporal UI shows and which may outlast a task.
func regular[In, Out any](ctx workflow.Context, call activities.Call[In, Out], summary string, in In) (Out, error) {
	var out Out
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout:    call.Timing.Attempt,
		ScheduleToCloseTimeout: call.Timing.Overall,
		RetryPolicy:            retryPolicy(call.Timing),
		HeartbeatTimeout:       call.Timing.Heartbeat,
		Summary:                summary,
	})
	err := workflow.ExecuteActivity(ctx, call.Name, in).Get(ctx, &out)
	return out, err
}

func localOptions(ctx workflow.Context, t activities.Timing, summary string) workflow.Context {
	return workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		StartToCloseTimeout:    t.Attempt,
		ScheduleToCloseTimeout: t.Overall,
		RetryPolicy:            retryPolicy(t),
		Summary:                summary,
	})
}

func retryPolicy(t activities.Timing) *temporal.RetryPolicy {
	return &temporal.RetryPolicy{
		InitialInterval: t.RetryDelay, BackoffCoefficient: 2,
		MaximumInterval: t.RetryDelayMax, MaximumAttempts: t.AttemptsMax,
	}
}

// await waits for a condition. The context is never cancelled, so there is no other way out.
func await(ctx workflow.Context, condition func() bool) {
	if err := workflow.Await(ctx, condition); err != nil {
		panic(fmt.Errorf("workflows: wait on a disconnected context: %w", err))
	}
}

// awaitUntil waits for a condition or a deadline and reports whether the condition held.
func awaitUntil(ctx workflow.Context, wait time.Duration, summary string, condition func() bool) bool {
	held, err := workflow.AwaitWithOptions(ctx, workflow.AwaitOptions{
		Timeout: wait, TimerOptions: workflow.TimerOptions{Summary: summary},
	}, condition)
	if err != nil {
		panic(fmt.Errorf("workflows: wait on a disconnected context: %w", err))
	}
	return held
}

// errorType returns the type of an application error, or "".
func errorType(err error) string {
	var application *temporal.ApplicationError
	if errors.As(err, &application) {
		return application.Type()
	}
	return ""
}
