package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	driver "github.com/segmentio/kafka-go"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/starter"
)

// lookAhead and backlogMax are what the starter has unless it is configured otherwise.
const (
	lookAhead  = 10000
	backlogMax = 200
)

// Merchants of the fairness section.
const (
	manyMerchant = "many"
	oneMerchant  = "one"
)

// moneyMaxWait is how long the last refund of a crowd is waited for.
const moneyMaxWait = 10 * time.Minute

// crowd is how one merchant's many refunds and another's one fared.
type crowd struct {
	// one is the time from the one event's publication to its money, all that from the first event's to the last
	// refund's money.
	one, all time.Duration
	// before is how many of the many were paid before the one.
	before int
	// cpu is that of server and worker for each refund.
	cpu time.Duration
}

// fairness lets one merchant cancel many orders and another one order after them: with turns by merchant in starter
// and server, and without both. The starter's brake is as it is shipped.
func (r *rig) fairness(ctx context.Context, t *table) error {
	alone, err := r.oneAlone(ctx)
	if err != nil {
		return err
	}
	fair, err := r.crowded(ctx, starter.Config{LookAhead: lookAhead}, r.client)
	if err != nil {
		return err
	}
	inOrder, err := r.crowded(ctx, starter.Config{}, withoutPriority{r.client})
	if err != nil {
		return err
	}
	show := func(what string, c crowd) {
		t.show(row{What: "time to money of one refund behind another merchant's many, " + what, Value: float64(c.one) / float64(alone), Unit: "of unloaded",
			Note: fmt.Sprintf("%s against %s; %d of %d were paid before it; all took %s, %.0f/s, CPU %s each", c.one.Round(time.Millisecond), alone.Round(time.Millisecond),
				c.before, r.n.crowd, c.all.Round(time.Second), float64(r.n.crowd+1)/c.all.Seconds(), c.cpu.Round(10*time.Microsecond))})
	}
	show("with turns", fair)
	show("without", inOrder)
	return nil
}

// oneAlone is the median time from an event's publication to its money while nothing else is to be done.
func (r *rig) oneAlone(ctx context.Context) (time.Duration, error) {
	const times = 20
	var took []time.Duration
	err := r.runStarter(ctx, starter.Config{TaskQueue: refundQueue, LookAhead: lookAhead}, r.client, func() error {
		for range times + 1 {
			order, published, err := r.publishOne(ctx)
			if err != nil {
				return err
			}
			at, err := r.quick.await(ctx, "ch_"+order)
			if err != nil {
				return err
			}
			took = append(took, at.Sub(published))
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return median(took[1:]), nil // the first one waited for the group's partitions
}

// crowded publishes many events of one merchant and then one of another, and waits for everybody's money.
func (r *rig) crowded(ctx context.Context, c starter.Config, to starter.Temporal) (out crowd, err error) {
	c.TaskQueue, c.BacklogMax = refundQueue, backlogMax
	err = r.runStarter(ctx, c, to, func() error {
		if err := r.warm(ctx); err != nil {
			return err
		}
		server, err := serverCPU()
		if err != nil {
			return err
		}
		own, began := ownCPU(), time.Now()
		many, err := r.publishMany(ctx)
		if err != nil {
			return err
		}
		order, published, err := r.publishOne(ctx)
		if err != nil {
			return err
		}
		one, err := r.quick.await(ctx, "ch_"+order)
		if err != nil {
			return err
		}
		out.one = one.Sub(published)
		for _, other := range many {
			at, err := r.quick.await(ctx, "ch_"+other)
			if err != nil {
				return err
			}
			if at.Before(one) {
				out.before++
			}
			out.all = max(out.all, at.Sub(began), one.Sub(began))
		}
		after, err := serverCPU()
		out.cpu = (after - server + ownCPU() - own) / time.Duration(r.n.crowd+1)
		return err
	})
	return out, err
}

// warm waits until the starter has its partitions.
func (r *rig) warm(ctx context.Context) error {
	order, _, err := r.publishOne(ctx)
	if err != nil {
		return err
	}
	_, err = r.quick.await(ctx, "ch_"+order)
	return err
}

func (r *rig) publishMany(ctx context.Context) (names []string, err error) {
	var records []driver.Message
	for range r.n.crowd {
		order, value, err := r.orders.next(variant{provider: quickProvider, merchant: manyMerchant})
		if err != nil {
			return nil, err
		}
		names, records = append(names, order), append(records, record(order, value))
	}
	return names, r.publish(ctx, records)
}

func (r *rig) publishOne(ctx context.Context) (order string, at time.Time, err error) {
	order, value, err := r.orders.next(variant{provider: quickProvider, merchant: oneMerchant})
	if err != nil {
		return "", at, err
	}
	at = time.Now()
	return order, at, r.publish(ctx, []driver.Message{record(order, value)})
}

func (r *rig) publish(ctx context.Context, records []driver.Message) error {
	writer := kafka.NewWriter(kafka.Line{Brokers: []string{r.stack.KafkaAddress}})
	return errors.Join(writer.WriteMessages(ctx, records...), writer.Close())
}

// withoutPriority is Temporal for a starter that names neither priority nor merchant.
type withoutPriority struct{ starter.Temporal }

// ExecuteWorkflow starts without a priority.
func (w withoutPriority) ExecuteWorkflow(ctx context.Context, options client.StartWorkflowOptions, workflow any, args ...any) (client.WorkflowRun, error) {
	options.Priority = temporal.Priority{}
	return w.Temporal.ExecuteWorkflow(ctx, options, workflow, args...)
}
