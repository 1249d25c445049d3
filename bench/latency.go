package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/makegood/makegood/starter/event"
)

// latency runs one workflow after the other: an empty one from start to end, a refund from the
// event's bytes to the moment its money moved.
func (r *rig) latency(ctx context.Context, t *table) error {
	var empty, moved []time.Duration
	for range r.n.latency {
		began := time.Now()
		if err := r.runEmpty(ctx); err != nil {
			return err
		}
		empty = append(empty, time.Since(began))
		took, err := r.untilMoved(ctx)
		if err != nil {
			return err
		}
		moved = append(moved, took)
	}
	e, m := median(empty), median(moved)
	t.atMost(row{What: "unloaded latency, event to money moved", Value: float64(m) / float64(e), Unit: "of empty", Budget: 1.5,
		Note: fmt.Sprintf("median %s against %s", m.Round(10*time.Microsecond), e.Round(10*time.Microsecond))})
	return nil
}

func (r *rig) untilMoved(ctx context.Context) (time.Duration, error) {
	order, value, err := r.orders.next(automatic)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	in, err := event.Decode(event.Message{Value: value}, began)
	if err != nil {
		return 0, err
	}
	run, err := r.start(ctx, in)
	if err != nil {
		return 0, err
	}
	if err := paidBack(ctx, run); err != nil {
		return 0, err
	}
	return r.quick.movedAt("ch_" + order).Sub(began), nil
}

func median(of []time.Duration) time.Duration {
	slices.Sort(of)
	return of[len(of)/2]
}
