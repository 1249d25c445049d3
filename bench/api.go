package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"time"
)

// answered measures what it costs to have the decision in the answer: of one caller, and of many at once.
func (r *rig) answered(ctx context.Context, t *table) error {
	door, err := r.restDoor()
	if err != nil {
		return err
	}
	defer door.Close()
	if err := r.answeredAlone(ctx, t, door); err != nil {
		return err
	}
	return r.answeredTogether(ctx, t, door)
}

// answeredAlone is one caller, whose requests over REST take turns with starts of the same workflow and of an empty one,
// for whose ends the caller does not wait. Each is over before the next turn begins.
func (r *rig) answeredAlone(ctx context.Context, t *table, door *httptest.Server) error {
	var bare, same, answers []time.Duration
	for range r.n.latency {
		for _, turn := range []struct {
			all  *[]time.Duration
			take func(context.Context) (time.Duration, error)
		}{{&bare, r.timed(r.startOnly)}, {&same, r.startTimed}, {&answers, r.timed(r.asking(door))}} {
			took, err := turn.take(ctx)
			if err != nil {
				return err
			}
			*turn.all = append(*turn.all, took)
		}
	}
	a, s, b := median(answers), median(same), median(bare)
	t.show(row{What: "unloaded latency, a request over REST until its decision", Value: float64(a) / float64(s), Unit: "of a start of its workflow",
		Note: fmt.Sprintf("median %s against %s", a.Round(10*time.Microsecond), s.Round(10*time.Microsecond))})
	t.show(row{What: "unloaded latency, a request over REST until its decision", Value: float64(a) / float64(b), Unit: "of a bare start",
		Note: fmt.Sprintf("median %s against %s, of an empty workflow", a.Round(10*time.Microsecond), b.Round(10*time.Microsecond))})
	return nil
}

// timed is how long one takes; the refund that it has left open is over when that is returned.
func (r *rig) timed(one func(context.Context) error) func(context.Context) (time.Duration, error) {
	return func(ctx context.Context) (time.Duration, error) {
		began := time.Now()
		if err := one(ctx); err != nil {
			return 0, err
		}
		took := time.Since(began)
		return took, r.untilClosed(ctx)
	}
}

// startTimed is how long the start of a refund takes, which is over when that is returned.
func (r *rig) startTimed(ctx context.Context) (time.Duration, error) {
	in, err := r.orders.request(automatic)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	run, err := r.start(ctx, in)
	if err != nil {
		return 0, err
	}
	took := time.Since(began)
	return took, paidBack(ctx, run)
}

// answers are the kinds of intake that take turns.
type answers struct{ asked, started, read, ended spent }

// answeredTogether are many callers at once. What they asked for is over before the next turn begins, and does not count.
func (r *rig) answeredTogether(ctx context.Context, t *table, door *httptest.Server) error {
	var all answers
	err := r.withStarter(ctx, idleQueue, func(m *meter) error {
		if _, err := r.events(ctx, m, 1); err != nil { // until the group has its partitions
			return err
		}
		for range r.n.rounds {
			if err := r.answeredRound(ctx, m, door, &all); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	all.rates(t, r.n.inFlight)
	return nil
}

// answeredRound gives each kind of intake one turn.
func (r *rig) answeredRound(ctx context.Context, m *meter, door *httptest.Server, all *answers) error {
	many := func(one func(context.Context) error) func() (spent, error) {
		return func() (spent, error) { return r.batch(ctx, r.n.batch, one) }
	}
	for _, turn := range []struct {
		sum  *spent
		take func() (spent, error)
	}{
		{&all.started, many(r.startOnly)}, {&all.asked, many(r.asking(door))}, {&all.ended, many(r.runRefund)},
		{&all.read, func() (spent, error) { return r.events(ctx, m, r.n.batch) }},
	} {
		took, err := turn.take()
		if err != nil {
			return err
		}
		*turn.sum = turn.sum.plus(took)
		if err := r.untilClosed(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (all answers) rates(t *table, callers int) {
	for _, beside := range []struct {
		than spent
		unit string
		note string
	}{
		{all.read, "of intake by Kafka", fmt.Sprintf("/s of the same events, started and not decided; %d callers", callers)},
		{all.started, "of bare starts", "/s, of an empty workflow"},
		{all.ended, "of refunds run to their ends", "/s, none of which waits for a decision before it sends"},
	} {
		t.show(row{What: "requests over REST with the decision in the answer", Value: all.asked.rate() / beside.than.rate(), Unit: beside.unit,
			Note: fmt.Sprintf("%.0f/s against %.0f%s", all.asked.rate(), beside.than.rate(), beside.note)})
	}
}
