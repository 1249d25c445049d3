package starter

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/api/enums/v1"
	taskqueue "go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"
)

// backlog is how many tasks of a task queue no worker has taken yet: how many workflow tasks, and
// how long the oldest of them has waited. Both are Temporal's estimates.
type backlog struct {
	count int64
	age   time.Duration
}

// backlogLimits are the bounds a backlog is held against. An ageMax of zero means any age.
type backlogLimits struct {
	countMax int64
	ageMax   time.Duration
}

// ageCountShare: the age counts only with a backlog of at least this part of countMax, so that a
// few tasks that nobody will ever take (refunds pinned to a worker version that is gone) stop
// nothing.
const ageCountShare = 10

// exceededBy reports whether starting more workflows would only make them wait longer.
func (l backlogLimits) exceededBy(b backlog) bool {
	old := l.ageMax > 0 && b.age > l.ageMax && b.count > l.countMax/ageCountShare
	return b.count > l.countMax || old
}

// half is what a backlog has to fall to before starting goes on. The distance keeps the brake from
// changing at every look, and leaves the workers enough to do until the next one.
func (l backlogLimits) half() backlogLimits {
	return backlogLimits{countMax: l.countMax / 2, ageMax: l.ageMax / 2}
}

var errNoStats = errors.New("the server tells no figures of the task queue (it needs Temporal 1.28)")

// taskQueueBacklog asks Temporal for the backlog of the workflow task queue. It sums up every
// partition and every worker version. The workers' own (sticky) queues are no part of it: the
// tasks of refunds that are under way lie there, and say nothing of refunds that are not taken up.
func (c Config) taskQueueBacklog(ctx context.Context) (backlog, error) {
	answer, err := c.Temporal.WorkflowService().DescribeTaskQueue(ctx, &workflowservice.DescribeTaskQueueRequest{
		Namespace:     c.Namespace,
		TaskQueue:     &taskqueue.TaskQueue{Name: c.TaskQueue, Kind: enums.TASK_QUEUE_KIND_NORMAL},
		TaskQueueType: enums.TASK_QUEUE_TYPE_WORKFLOW,
		ReportStats:   true,
	})
	if err != nil {
		return backlog{}, fmt.Errorf("describe task queue %s: %w", c.TaskQueue, err)
	}
	if answer.GetStats() == nil {
		return backlog{}, fmt.Errorf("describe task queue %s: %w", c.TaskQueue, errNoStats)
	}
	return backlog{
		count: answer.GetStats().GetApproximateBacklogCount(),
		age:   answer.GetStats().GetApproximateBacklogAge().AsDuration(),
	}, nil
}
