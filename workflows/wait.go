package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/refund"
)

const timeForm = time.RFC3339

func workflowNow(ctx workflow.Context) time.Time { return workflow.Now(ctx).UTC() }

// after is a moment so many seconds from now.
func (s *story) after(seconds int64) time.Time {
	return s.now().Add(time.Duration(seconds) * time.Second)
}

func never() bool { return false }

// wait is a status in which the story stays until somebody acts.
type wait struct {
	status refund.Status
	why    string
	// on is what is waited for, in words.
	on   string
	desk *refund.Desk
}

// wait enters a status in the ledger, in the view and in the search attributes.
func (s *story) wait(w wait) {
	s.waits++
	why := cause(w.why)
	local(s.ctx, activities.MarkRefund, "wait for "+w.on, refund.Mark{
		Refund: s.id, Key: s.key("wait", s.waits), Status: w.status, Cause: why, Desk: w.desk,
	})
	s.view.WaitsFor = w.on
	s.enter(w.status, why)
	s.waiting = true
	s.index()
}

// rest lets people act until the condition holds or the last deadline passes. Then nobody may act any
// more, and whoever was accepted meanwhile is heard out: an act counts even when the ledger took so
// long over it that the deadline passed. It reports whether the condition holds in the end.
func (s *story) rest(c *clock, held func() bool) bool {
	c.until(held)
	s.waiting = false
	s.hearOut()
	return held()
}

// hearOut lets the acts under way end.
func (s *story) hearOut() {
	await(s.ctx, func() bool { return s.acts == 0 })
}

// key names the n-th of something in the ledger's trail. A task that runs again says it once, another
// run of the workflow (an operator's reset) says it anew: its marks must reach the ledger, or a refund
// would stand there in a status in which nobody may act.
func (s *story) key(what string, n int) string { return fmt.Sprintf("%s/%d/%s", what, n, s.run) }

// mark writes one row of the ledger's trail, and the status where there is one.
func (s *story) mark(key string, status refund.Status, why refund.Cause) {
	local(s.ctx, activities.MarkRefund, "mark "+key, refund.Mark{Refund: s.id, Key: key, Status: status, Cause: why})
}

// deadline is something to do at a moment while a wait goes on; given: there is such a moment; last:
// the wait ends with it.
type deadline struct {
	at      time.Time
	given   bool
	summary string
	do      func()
	last    bool
}

// clock is the deadlines of one wait, in the sequence of their moments.
type clock struct {
	ctx       workflow.Context
	deadlines []deadline
}

// newClock is for one coroutine: ctx is its own.
func newClock(ctx workflow.Context, all ...deadline) *clock {
	c := &clock{ctx: ctx}
	for _, d := range all {
		if d.given {
			c.add(d)
		}
	}
	return c
}

func (c *clock) add(d deadline) {
	at := 0
	for at < len(c.deadlines) && !d.at.Before(c.deadlines[at].at) {
		at++
	}
	c.deadlines = append(c.deadlines[:at], append([]deadline{d}, c.deadlines[at:]...)...)
}

// until waits for a condition, doing at each deadline what there is to do. It reports whether the
// condition held; false means that the last deadline passed first.
func (c *clock) until(held func() bool) bool {
	for len(c.deadlines) > 0 {
		next := c.deadlines[0]
		if awaitUntil(c.ctx, max(0, next.at.Sub(workflowNow(c.ctx))), next.summary, held) {
			return true
		}
		c.deadlines = c.deadlines[1:]
		if next.last {
			return false
		}
		next.do()
	}
	await(c.ctx, held)
	return true
}
