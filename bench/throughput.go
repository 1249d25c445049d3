package main

import (
	"context"
	"fmt"
	"time"
)

// turns are the kinds of workflows that take turns, so that whatever else the machine does hits all alike.
type turns struct{ empty, skeleton, refund, simple spent }

// throughput lets batches of empty workflows, skeletons and refunds take turns. A first small round warms
// up and does not count.
func (r *rig) throughput(ctx context.Context, t *table) error {
	const warmup = 40
	if err := r.round(ctx, &turns{}, min(warmup, r.n.batch)); err != nil {
		return err
	}
	var all turns
	for range r.n.rounds {
		if err := r.round(ctx, &all, r.n.batch); err != nil {
			return err
		}
	}
	r.refundCPU = all.refund.all()
	all.rates(t)
	all.cpu(t)
	return nil
}

// round gives each kind one turn.
func (r *rig) round(ctx context.Context, all *turns, count int) error {
	for _, turn := range []struct {
		sum *spent
		one func(context.Context) error
	}{
		{&all.empty, r.runEmpty}, {&all.skeleton, r.runSkeleton}, {&all.refund, r.runRefund}, {&all.simple, r.runSimple},
	} {
		took, err := r.batch(ctx, count, turn.one)
		if err != nil {
			return err
		}
		*turn.sum = turn.sum.plus(took)
	}
	return nil
}

func (all turns) rates(t *table) {
	rate := func(of, base spent) (ratio float64, note string) {
		return of.rate() / base.rate(), fmt.Sprintf("%.0f/s against %.0f/s", of.rate(), base.rate())
	}
	ratio, note := rate(all.refund, all.empty)
	t.atLeast(row{What: "throughput of an automatic refund", Value: ratio, Unit: "of empty", Budget: 0.65, Note: note})
	ratio, note = rate(all.refund, all.skeleton)
	t.atLeast(row{What: "throughput of an automatic refund against its skeleton", Value: ratio, Unit: "of the skeleton", Budget: 0.85, Note: note})
	ratio, note = rate(all.skeleton, all.empty)
	t.show(row{What: "throughput of the skeleton", Value: ratio, Unit: "of empty", Note: note})
	ratio, note = rate(all.simple, all.empty)
	t.atLeast(row{What: "throughput of the simple shape (first send regular)", Value: ratio, Unit: "of empty", Budget: 0.45, Note: note})
}

// workerBudget is the worker's CPU for a refund, as a ratio: 4.5 ms where an empty workflow takes 1.4.
const workerBudget = 4.5 / 1.4

func (all turns) cpu(t *table) {
	ratio := func(what string, of, base time.Duration) row {
		return row{
			What: what, Value: float64(of) / float64(base), Unit: "of empty",
			Note: fmt.Sprintf("%s against %s each", of.Round(10*time.Microsecond), base.Round(10*time.Microsecond)),
		}
	}
	within := func(budget float64, r row) row { r.Budget = budget; return r }
	t.atMost(within(1.5, ratio("CPU of server and worker, a refund", all.refund.all(), all.empty.all())))
	t.show(ratio("CPU of server and worker, the skeleton", all.skeleton.all(), all.empty.all()))
	t.show(ratio("server CPU, a refund", all.refund.ofServer(), all.empty.ofServer()))
	t.show(ratio("server CPU, the skeleton", all.skeleton.ofServer(), all.empty.ofServer()))
	own := within(workerBudget, ratio("worker CPU, a refund", all.refund.ofWorker(), all.empty.ofWorker()))
	own.Note += ", the client that starts and awaits it included"
	t.atMost(own)
	t.show(ratio("worker CPU, the skeleton", all.skeleton.ofWorker(), all.empty.ofWorker()))
}
