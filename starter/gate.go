package starter

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/refund"
)

// CodeIntakeHeld: the workers do not take up what was started, so that nothing more is; the same request later is safe.
const CodeIntakeHeld refund.Code = "INTAKE_HELD"

const (
	// heldWaitMax is how long a request waits while the brake holds: a burst is over by then, and a caller who waits longer
	// holds up others.
	heldWaitMax = 2 * time.Second
	// turnWaitMax is how long a request waits for those before it.
	turnWaitMax = 10 * time.Second
)

// GateConfig is what a Gate needs; all but the bounds, and InFlightMax, which is kafka.DefaultInFlightMax where it is 0.
type GateConfig struct {
	Temporal  Temporal
	Namespace string
	TaskQueue string
	// BacklogMax and BacklogAgeMax are the brake's, as Config has them.
	BacklogMax    int64
	BacklogAgeMax time.Duration
	// InFlightMax bounds the requests that are decided at once.
	InFlightMax int
	Logger      *zap.Logger
	Metrics     prometheus.Registerer
	Now         func() time.Time
}

// Gate lets refunds that are asked for by calls pass as records do: not while workers do not take up what was started,
// in turn with other merchants, and one after the other of each order.
type Gate struct {
	admit  func(context.Context) error
	orders *orders
	turns  *turns
}

// NewGate also looks at the task queue's backlog until stop is called, which waits for that.
func NewGate(ctx context.Context, g GateConfig) (gate *Gate, stop func(), err error) {
	c := Config{
		Temporal: g.Temporal, Namespace: g.Namespace, TaskQueue: g.TaskQueue, BacklogMax: g.BacklogMax, BacklogAgeMax: g.BacklogAgeMax,
		Logger: g.Logger, Metrics: g.Metrics, Now: g.Now,
	}
	if g.Temporal == nil || g.TaskQueue == "" || g.Logger == nil || g.Metrics == nil || g.Now == nil {
		return nil, nil, errors.New("starter: a gate needs Temporal, a task queue, a logger, metrics and a clock")
	}
	places := g.InFlightMax
	if places == 0 {
		places = kafka.DefaultInFlightMax
	}
	t := newTurns(places)
	if err := t.register(c.Metrics); err != nil {
		return nil, nil, err
	}
	admit, stop, err := c.startBrake(ctx)
	if err != nil {
		return nil, nil, err
	}
	if admit == nil {
		admit = func(context.Context) error { return nil }
	}
	return &Gate{admit: admit, orders: newOrders(), turns: t}, stop, nil
}

// Pass returns when it is a request's turn, and done ends it. A refund.Problem INTAKE_HELD or NOT_NOW means that nothing was
// done and the same request is to be made later; another error is ctx's.
func (g *Gate) Pass(ctx context.Context, in refund.Cancellation) (done func(), err error) {
	holding, cancel := context.WithTimeout(ctx, heldWaitMax)
	defer cancel()
	if err := g.admit(holding); err != nil {
		return nil, notLet(ctx, err, refund.Problem{Code: CodeIntakeHeld, Detail: "the workers do not take up what was started; nothing was done, and the same request later is safe"})
	}
	waiting, cancel := context.WithTimeout(ctx, turnWaitMax)
	defer cancel()
	busy := refund.Problem{Code: refund.CodeNotNow, Detail: fmt.Sprintf("requests before this one are not decided yet; nothing was done with %s, and the same request later is safe", in.ID())}
	leave, err := g.orders.enter(waiting, orderOf{in.Merchant, in.Key.Order})
	if err != nil {
		return nil, notLet(ctx, err, busy)
	}
	back, err := g.turns.wait(waiting, string(in.Merchant))
	if err != nil {
		leave()
		return nil, notLet(ctx, err, busy)
	}
	return func() {
		back()
		leave()
	}, nil
}

// notLet is the problem of a request that has waited long enough, or ctx's own error where that has ended.
func notLet(ctx context.Context, err error, p refund.Problem) error {
	if ctx.Err() != nil {
		return err
	}
	return p
}
