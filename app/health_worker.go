package app

import (
	"context"
	"time"

	"github.com/makegood/makegood/internal/health"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
)

const (
	// pollSilenceMax: a call for a task lasts about a minute at most, and the next one follows it.
	pollSilenceMax = 90 * time.Second
	// pollDeadAfter is when the process counts as dead: far above what a worker needs whose hands are full.
	pollDeadAfter = 10 * time.Minute
)

// workerHealth: a worker is ready that is connected to Temporal, asks it for tasks and can write its ledger. It
// lives while it goes on asking for tasks, whatever the answer.
type workerHealth struct {
	*processHealth
	polls map[temporal.Poll][]*health.Pulse
}

func (a *App) workerHealth(ctx context.Context, books ledger.Condition) *workerHealth {
	h := &workerHealth{processHealth: a.newHealth(ctx), polls: map[temporal.Poll][]*health.Pulse{}}
	h.needsLedger(a, books)
	for _, kind := range []temporal.Poll{temporal.PollWorkflowTask, temporal.PollActivityTask} {
		name := "polls for " + string(kind)
		ready, alive := health.NewPulse(name, pollSilenceMax, a.now), health.NewPulse(name, pollDeadAfter, a.now)
		h.polls[kind] = []*health.Pulse{ready, alive}
		h.board.ReadyWhen(ready.Begun("no task was asked for yet"))
		h.board.LiveWhile(alive.Check())
	}
	return h
}

func (h *workerHealth) polled(kind temporal.Poll) {
	for _, pulse := range h.polls[kind] {
		pulse.Beat()
	}
}
