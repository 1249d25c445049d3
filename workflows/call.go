package workflows

import (
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// calls are the activities under way, and the workflow task in which a local one failed last.
type calls struct {
	underWay int
	failed   bool
	failedIn int
}

// task tells workflow tasks apart, by the length that the history had when the task began. The clock does not:
// each local activity moves it.
func (s *story) task() int { return workflow.GetInfo(s.ctx).GetCurrentHistoryLength() }

// ask runs an activity of the ledger and returns its answer: one local try, then a regular activity
// that is tried as long as it takes and shows in the Temporal UI with its cause. A bug in a local one is a
// panic: it parks the workflow task until it is mended, with nothing recorded, so that the same batch runs
// again.
func ask[In, Out any](ctx workflow.Context, s *story, call activities.Call[In, Out], summary foreign.MD, in In) Out {
	return askLocally(ctx, s, call, summary, in, in)
}

// askLocally is ask with an input of its own for the local try, which Temporal does not record: what may stand in no history
// is in that one alone.
func askLocally[In, Out any](ctx workflow.Context, s *story, call activities.Call[In, Out], summary foreign.MD, local, in In) Out {
	out, err := try(ctx, s, call, summary, local)
	if err != nil && errorType(err) != activities.ErrorInvariant {
		out, err = regular(ctx, s, call, summary, in)
	}
	if err != nil {
		panic(fmt.Errorf("workflows: %s: %w", call.Name, err))
	}
	return out
}

// errNotTried: the local try is left out, because one has failed in the same workflow task. Together they
// would block it for too long (activities/timing.go).
var errNotTried = errors.New("workflows: a local activity has failed in this task")

// try runs the one local try of an activity.
func try[In, Out any](ctx workflow.Context, s *story, call activities.Call[In, Out], summary foreign.MD, in In) (Out, error) {
	var out Out
	if call.Timing.Local == 0 || s.calls.failed && s.calls.failedIn == s.task() {
		return out, errNotTried
	}
	s.calls.underWay++
	defer func() { s.calls.underWay-- }()
	local := workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		ScheduleToCloseTimeout: call.Timing.Local, RetryPolicy: &temporal.RetryPolicy{MaximumAttempts: 1}, Summary: string(summary),
	})
	err := workflow.ExecuteLocalActivity(local, call.Name, in).Get(ctx, &out)
	if err != nil {
		s.calls.failed, s.calls.failedIn = true, s.task()
	}
	return out, err
}

// regular runs a regular activity, which the Temporal UI shows and which may outlast a task.
func regular[In, Out any](ctx workflow.Context, s *story, call activities.Call[In, Out], summary foreign.MD, in In) (Out, error) {
	return regularOn(ctx, s, taskQueue{}, call, summary, in)
}

// taskQueue is one other than the story's own. The zero value is the story's.
type taskQueue struct {
	name string
	// waitMax is how long an activity may wait there for a worker; 0: as long as it takes.
	waitMax time.Duration
}

// regularOn is regular on a task queue.
func regularOn[In, Out any](ctx workflow.Context, s *story, queue taskQueue, call activities.Call[In, Out], summary foreign.MD, in In) (Out, error) {
	var out Out
	s.calls.underWay++
	defer func() { s.calls.underWay-- }()
	t := call.Timing
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: t.Attempt, ScheduleToCloseTimeout: t.Overall, HeartbeatTimeout: t.Heartbeat, Summary: string(summary),
		WaitForCancellation: true, TaskQueue: queue.name, ScheduleToStartTimeout: queue.waitMax,
		RetryPolicy: &temporal.RetryPolicy{InitialInterval: t.RetryDelay, BackoffCoefficient: 2, MaximumInterval: t.RetryDelayMax},
	})
	err := workflow.ExecuteActivity(ctx, call.Name, in).Get(ctx, &out)
	return out, err
}

// nameBytesMax keeps a name in a summary within the server's limit for summaries, 400 bytes.
const nameBytesMax = 60

// short is a name from outside for a summary, which the Temporal UI shows as Markdown.
func short[T ~string](name T) foreign.MD { return foreign.Code(refund.Cut(string(name), nameBytesMax)) }

// await waits for a condition. The context is never cancelled, so there is no other way out.
func await(ctx workflow.Context, condition func() bool) {
	if err := workflow.Await(ctx, condition); err != nil {
		panic(fmt.Errorf("workflows: wait on a disconnected context: %w", err))
	}
}

// awaitUntil waits for a condition or a deadline and reports whether the condition held.
func awaitUntil(ctx workflow.Context, wait time.Duration, summary foreign.MD, condition func() bool) bool {
	held, err := workflow.AwaitWithOptions(ctx, workflow.AwaitOptions{
		Timeout: wait, TimerOptions: workflow.TimerOptions{Summary: string(summary)},
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
