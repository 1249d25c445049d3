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

// PublisherConfig says where notices go. All but Kept is required.
type PublisherConfig struct {
	Keeper Keeper
	// Endpoints are those of the file in force.
	Endpoints func() []Endpoint
	// Next is told of every notice too: Kafka.
	Next messaging.StatusTopic
	// Kept is called after an event was kept; nil: nobody waits for one.
	Kept func()
}

// Publisher implements messaging.StatusTopic. It is safe for concurrent use.
type Publisher struct{ config PublisherConfig }

var _ messaging.StatusTopic = (*Publisher)(nil)

// NewPublisher checks that nothing is missing.
func NewPublisher(c PublisherConfig) (*Publisher, error) {
	if c.Keeper == nil || c.Endpoints == nil || c.Next == nil {
		return nil, errors.New("hooks: a publisher needs a ledger, endpoints and the next topic")
	}
	return &Publisher{config: c}, nil
}

// Publish implements messaging.StatusTopic. The event is in the ledger, and Next has taken the notice, when it returns no
// error. Either may have happened when it does: both know a repetition by its id.
func (p *Publisher) Publish(ctx context.Context, n refund.Notice) error {
	return errors.Join(p.keep(ctx, n), p.config.Next.Publish(ctx, n))
}

func (p *Publisher) keep(ctx context.Context, n refund.Notice) error {
	event, err := eventOf(n)
	if err != nil {
		return fmt.Errorf("hooks: %s: %w", n.MessageID(), err)
	}
	var wanted []string
	for _, endpoint := range p.config.Endpoints() {
		if endpoint.Wants(event.Merchant, event.Type) {
			wanted = append(wanted, endpoint.Name)
		}
	}
	if err := p.config.Keeper.KeepHookEvent(ctx, event, wanted); err != nil {
		return fmt.Errorf("hooks: %s: %w", n.MessageID(), err)
	}
	if p.config.Kept != nil && len(wanted) > 0 {
		p.config.Kept()
	}
	return nil
}
