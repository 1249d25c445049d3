package worker

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/interceptor"
)

// underWay knows the activities that run at this moment, so that a worker whose time to drain is over can say
// what it leaves.
type underWay struct {
	interceptor.WorkerInterceptorBase

	mu    sync.Mutex
	last  int64
	names map[int64]string
}

func newUnderWay() *underWay { return &underWay{names: map[int64]string{}} }

// InterceptActivity implements interceptor.WorkerInterceptor.
func (u *underWay) InterceptActivity(_ context.Context, next interceptor.ActivityInboundInterceptor) interceptor.ActivityInboundInterceptor {
	noting := &notingActivity{of: u}
	noting.Next = next
	return noting
}

type notingActivity struct {
	interceptor.ActivityInboundInterceptorBase
	of *underWay
}

// ExecuteActivity implements interceptor.ActivityInboundInterceptor.
func (n *notingActivity) ExecuteActivity(ctx context.Context, in *interceptor.ExecuteActivityInput) (any, error) {
	about := activity.GetInfo(ctx)
	defer n.of.begins(about.ActivityType.Name + " of " + about.WorkflowExecution.ID)()
	return n.Next.ExecuteActivity(ctx, in)
}

// begins notes an activity; what it returns forgets it.
func (u *underWay) begins(name string) (ends func()) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.last++
	id := u.last
	u.names[id] = name
	return func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		delete(u.names, id)
	}
}

// drained stops the worker, and returns nil once nothing runs any more, or ErrLeft after limit. The SDK's own limit
// holds for each of its parts, one after the other; this one holds for all together.
func (u *underWay) drained(stop func(), limit time.Duration) error {
	over := time.NewTimer(limit)
	defer over.Stop()
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		stop()
	}()
	select {
	case <-stopped:
		return u.left("")
	case <-over.C:
		return u.left(fmt.Sprintf(" after %s", limit))
	}
}

// namedMax is how many activities an error names.
const namedMax = 10

// left is an error where activities still run, or where a limit was over first.
func (u *underWay) left(limit string) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.names) == 0 && limit == "" {
		return nil
	}
	names := slices.Sorted(maps.Values(u.names))
	return fmt.Errorf("%w%s: %d: %s", ErrLeft, limit, len(names), strings.Join(names[:min(len(names), namedMax)], ", "))
}
