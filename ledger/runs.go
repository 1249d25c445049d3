package ledger

import (
	"context"
	"sync/atomic"
)

type runsKey struct{}

// CountingRuns is ctx with a count of how often the transaction of a call that is made with it ran: more than once
// where it lost a lock, or a mate of its commit failed. A read runs none.
func CountingRuns(ctx context.Context) (context.Context, *atomic.Int64) {
	runs := new(atomic.Int64)
	return context.WithValue(ctx, runsKey{}, runs), runs
}

// CountRun is called by an implementation before it runs a call's transaction; where nobody counts it does nothing.
func CountRun(ctx context.Context) {
	if runs, ok := ctx.Value(runsKey{}).(*atomic.Int64); ok {
		runs.Add(1)
	}
}
