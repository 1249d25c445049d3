package workflows

import (
	"time"

	"github.com/makegood/makegood/activities"
	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/refund"
)

// deadline is something to do at a moment while a step waits. Its name tells it apart from the others of
// the step, and is the timer's summary.
type deadline struct {
	at   time.Time
	name foreign.MD
	do   func()
}

// ledgerDeadline is a deadline of the standing. At its moment the ledger is told that it has passed, and says
// what follows.
func (s *story) ledgerDeadline(kind refund.DeadlineKind, at time.Time, name foreign.MD) deadline {
	return deadline{at: at, name: name, do: func() {
		s.follow(ask(s.ctx, s, activities.PassDeadline, name, refund.Deadline{Refund: s.id, Kind: kind, At: at}))
	}}
}

// lateDelay is when a deadline is tried again that changed nothing: the ledger's clock may be a little behind
// the workflow's.
const lateDelay = time.Minute

// waitUntil waits until the condition holds or the story is interrupted. Meanwhile it does at each deadline
// what there is to do; deadlines are read from the standing, which may move them. An act that arrived before a
// deadline is carried out first, and counts even when the ledger takes so long over it that the deadline passes.
func (s *story) waitUntil(held func() bool, deadlines func() []deadline) {
	late := map[foreign.MD]time.Time{}
	next := func() (first deadline) {
		for _, d := range deadlines() {
			if retryAt := late[d.name]; retryAt.After(d.at) {
				d.at = retryAt
			}
			if first.do == nil || d.at.Before(first.at) {
				first = d
			}
		}
		return first
	}
	for !held() && !s.interrupted() {
		s.show()
		due := next()
		if due.do == nil {
			await(s.ctx, func() bool { return held() || s.interrupted() || next().do != nil })
			continue
		}
		moved := func() bool { n := next(); return n.name != due.name || !n.at.Equal(due.at) }
		if awaitUntil(s.ctx, max(0, due.at.Sub(s.now())), due.name, func() bool { return held() || s.interrupted() || moved() }) {
			continue
		}
		s.finishActsInFlight()
		if held() || moved() {
			continue
		}
		due.do()
		late[due.name] = s.now().Add(lateDelay)
	}
}
