package workflows

import (
	"errors"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// A provider may have a task queue of its own (MAKEGOOD_PROVIDER_QUEUES). Which one a leg goes by is a worker's recorded
// answer, and may change while the leg waits: the setting is a worker's, and not the story's.

// routed runs an activity about the leg on its provider's own task queue, where it has one. A worker of the shared queue
// that knows of one answers with it, and touches nothing. On a queue that nobody polls any more the activity never
// starts: the leg goes back to the shared queue, whose workers know better. It waits twice as long on each next queue,
// because one that is only long, at its provider's rate, is no reason to turn back.
func (l legPayout) routed(ctx workflow.Context, call activities.Call[refund.PayLeg, refund.LegPaid], summary foreign.MD, in refund.PayLeg) (refund.LegPaid, error) {
	in.Routed = true
	for wait := activities.QueueWaitMax; ; {
		queue := taskQueue{name: l.looks[l.id].Queue}
		if queue.name != "" {
			queue.waitMax = min(wait, call.Timing.Overall/2)
			wait = min(2*wait, call.Timing.Overall)
		}
		paid, err := regularOn(ctx, l.story, queue, call, summary, in)
		switch {
		case err == nil && paid.Slow:
			l.goesBy(paid.Queue)
		case queue.name != "" && neverStarted(err) && leavesDeadQueues(l.ctx):
			l.goesBy("")
		default:
			return paid, err
		}
	}
}

// neverStarted: no worker took the activity up in the time that it may wait.
func neverStarted(err error) bool {
	var timeout *temporal.TimeoutError
	return errors.As(err, &timeout) && timeout.TimeoutType() == enums.TIMEOUT_TYPE_SCHEDULE_TO_START
}

// goesBy keeps the task queue that the leg is paid and asked about on, by a worker's recorded answer.
func (l legPayout) goesBy(queue string) {
	if turn, known := l.looks[l.id]; known || queue != "" {
		turn.Queue = queue
		l.looks[l.id] = turn
	}
}
