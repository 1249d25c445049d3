package app

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/makegood/makegood/doctor"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/worker"
)

// pollsWithin is how long ago a live worker polled at most: a poll that finds nothing ends after a minute.
const pollsWithin = 2 * time.Minute

// queueLines look whether the providers' own task queues have workers. There is none where no provider is configured.
func queueLines(s config.Settings, temporal workflowservice.WorkflowServiceClient, now func() time.Time) []doctor.Line {
	var rows []providerRow
	for _, row := range providerRows() {
		if row.configured(s) {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return []doctor.Line{{Name: "providers' task queues", Code: doctor.CodeQueueWithoutWorker, Severity: doctor.SeverityLate,
		Problems: func(ctx context.Context) (problems []string) {
			for _, row := range rows {
				problems = append(problems, row.queueProblems(ctx, s, queueBoard{temporal, now})...)
			}
			return problems
		}}}
}

// queueBoard is what Temporal says of task queues.
type queueBoard struct {
	temporal workflowservice.WorkflowServiceClient
	now      func() time.Time
}

// queueState is what it says of one: whether a worker polled it of late, and how many activities wait there.
type queueState struct {
	polled  bool
	waiting int64
}

func (b queueBoard) look(ctx context.Context, s config.Temporal, name string) (queueState, error) {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	answer, err := b.temporal.DescribeTaskQueue(ctx, &workflowservice.DescribeTaskQueueRequest{
		Namespace: s.Namespace, TaskQueue: &taskqueue.TaskQueue{Name: name}, TaskQueueType: enums.TASK_QUEUE_TYPE_ACTIVITY, ReportStats: true,
	})
	if err != nil {
		return queueState{}, err
	}
	state := queueState{waiting: answer.GetStats().GetApproximateBacklogCount()}
	for _, poller := range answer.GetPollers() {
		state.polled = state.polled || b.now().Sub(poller.GetLastAccessTime().AsTime()) <= pollsWithin
	}
	return state, nil
}

// queueProblems: payouts wait on the provider's own queue, or shall, and no worker polls it.
func (r providerRow) queueProblems(ctx context.Context, s config.Settings, board queueBoard) []string {
	name := worker.ProviderQueue{Provider: r.name}.Name(s.Temporal.TaskQueue)
	setting := config.Prefix + "PROVIDER_QUEUES"
	state, err := board.look(ctx, s.Temporal, name)
	switch {
	case err != nil:
		return []string{fmt.Sprintf("it cannot be seen whether a worker polls task queue %s: %v", name, err)}
	case state.polled:
		return nil
	case r.ownQueue(s):
		return []string{fmt.Sprintf("no worker polls task queue %s, where %s's payouts wait (%d now) before they go by the shared one: start a worker with %s=%s, or take %s off there",
			name, r.name, state.waiting, setting, r.name, r.name)}
	case state.waiting > 0:
		return []string{fmt.Sprintf("%d payouts of %s lie on task queue %s, which no worker polls since %s does not name it: each goes to the shared queue by itself",
			state.waiting, r.name, name, setting)}
	}
	return nil
}
