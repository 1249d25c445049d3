package hooks

import (
	"context"
	"errors"
	"fmt"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// Keeper keeps events, and owes them to endpoints: the ledger.
type Keeper interface {
	KeepHookEvent(ctx context.Context, in refund.HookEvent, endpoints []string) error
}

// headerTraceparent leads a trace on (W3C).
const headerTraceparent = "traceparent"

// PublisherConfig says where events go. Keeper and Endpoints are required.
type PublisherConfig struct {
	Keeper Keeper
	// Endpoints are those of the file in force.
	Endpoints func() []Endpoint
	// Kept is called after an event was kept; nil: nobody waits for one.
	Kept func()
	// Carry reads the trace of a context, header by header; nil: there is none.
	Carry func(ctx context.Context, set func(key, value string))
}

func (c PublisherConfig) check() error {
	if c.Keeper == nil || c.Endpoints == nil {
		return errors.New("hooks: a publisher needs a ledger and endpoints")
	}
	return nil
}

// keep keeps an event, and owes it to the endpoints that want it.
func (c PublisherConfig) keep(ctx context.Context, event refund.HookEvent) error {
	if c.Carry != nil {
		c.Carry(ctx, func(key, value string) {
			if key == headerTraceparent {
				event.Traceparent = value
			}
		})
	}
	var wanted []string
	for _, endpoint := range c.Endpoints() {
		if endpoint.Wants(event.Merchant, event.Type) {
			wanted = append(wanted, endpoint.Name)
		}
	}
	if err := c.Keeper.KeepHookEvent(ctx, event, wanted); err != nil {
		return err
	}
	if c.Kept != nil && len(wanted) > 0 {
		c.Kept()
	}
	return nil
}

// Publisher implements messaging.StatusTopic. It is safe for concurrent use.
type Publisher struct {
	config PublisherConfig
	next   messaging.StatusTopic
}

var _ messaging.StatusTopic = (*Publisher)(nil)

// NewPublisher checks that nothing is missing. next is told of every notice too: Kafka.
func NewPublisher(c PublisherConfig, next messaging.StatusTopic) (*Publisher, error) {
	if next == nil {
		return nil, errors.New("hooks: a publisher needs the next topic")
	}
	return &Publisher{config: c, next: next}, c.check()
}

// Publish implements messaging.StatusTopic. The event is in the ledger, and the next topic has taken the notice, when it
// returns no error. Either may have happened when it does: both know a repetition by its id.
func (p *Publisher) Publish(ctx context.Context, n refund.Notice) error {
	return errors.Join(p.keep(ctx, n), p.next.Publish(ctx, n))
}

func (p *Publisher) keep(ctx context.Context, n refund.Notice) error {
	event, err := eventOf(n)
	if err == nil {
		err = p.config.keep(ctx, event)
	}
	if err != nil {
		return fmt.Errorf("hooks: %s: %w", n.MessageID(), err)
	}
	return nil
}

// Reconciliations implements messaging.ReconciliationTopic. It is safe for concurrent use.
type Reconciliations struct {
	config PublisherConfig
	next   messaging.ReconciliationTopic
}

var _ messaging.ReconciliationTopic = (*Reconciliations)(nil)

// NewReconciliations checks that nothing is missing. next is told too; nil: nobody else is.
func NewReconciliations(c PublisherConfig, next messaging.ReconciliationTopic) (*Reconciliations, error) {
	return &Reconciliations{config: c, next: next}, c.check()
}

// PublishReconciled implements messaging.ReconciliationTopic, as Publish does.
func (p *Reconciliations) PublishReconciled(ctx context.Context, r messaging.Reconciled) error {
	err := p.keep(ctx, r)
	if p.next != nil {
		err = errors.Join(err, p.next.PublishReconciled(ctx, r))
	}
	return err
}

func (p *Reconciliations) keep(ctx context.Context, r messaging.Reconciled) error {
	event, err := reconciledEvent(r)
	if err == nil {
		err = p.config.keep(ctx, event)
	}
	if err != nil {
		return fmt.Errorf("hooks: reconciliation %s: %w", r.Run, err)
	}
	return nil
}
