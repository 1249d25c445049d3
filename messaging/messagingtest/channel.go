// Package messagingtest holds every channel and status topic to one conformance suite, and has fakes
// for the tests of those who tell.
//
// It stands beside the path: the suites run over the fakes and over the adapters, so that what is
// tested on a fake holds for them.
package messagingtest

import (
	"context"
	"slices"
	"sync"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// Channel is a channel in memory. It is safe for concurrent use; its zero value is ready, and is an
// e-mail channel.
type Channel struct {
	// Called is the channel's name; it says which address a customer needs.
	Called string

	mu        sync.Mutex
	delivered []messaging.Message
	broken    error
}

var _ messaging.Channel = (*Channel)(nil)

// Name implements messaging.Channel.
func (c *Channel) Name() string {
	if c.Called == "" {
		return messaging.ChannelEmail
	}
	return c.Called
}

// Deliver implements messaging.Channel.
func (c *Channel) Deliver(ctx context.Context, m messaging.Message) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.broken != nil {
		return c.broken
	}
	if Address(c.Name(), m) == "" {
		return messaging.ErrNoAddress
	}
	if !slices.ContainsFunc(c.delivered, func(d messaging.Message) bool { return d.ID == m.ID }) {
		c.delivered = append(c.delivered, m)
	}
	return nil
}

// Address is where a channel of a name reaches the customer.
func Address(channel string, m messaging.Message) string {
	switch channel {
	case messaging.ChannelSMS:
		return m.To.Phone
	case messaging.ChannelPush:
		return m.To.PushToken
	case messaging.ChannelInApp:
		return string(m.Customer)
	}
	return m.To.Email
}

// Break makes every delivery fail with err; nil mends the channel.
func (c *Channel) Break(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken = err
}

// Delivered returns what customers got, in order.
func (c *Channel) Delivered() []messaging.Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.delivered)
}

// StatusTopic is a status topic in memory. It is safe for concurrent use; its zero value is ready.
type StatusTopic struct {
	mu        sync.Mutex
	published []refund.Notice
	broken    error
}

var _ messaging.StatusTopic = (*StatusTopic)(nil)

// Publish implements messaging.StatusTopic. Like a Kafka topic it keeps repetitions.
func (s *StatusTopic) Publish(ctx context.Context, n refund.Notice) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.broken != nil {
		return s.broken
	}
	if _, err := n.Refund.Key(); err != nil {
		return err
	}
	s.published = append(s.published, n)
	return nil
}

// Break makes every publication fail with err; nil mends the topic.
func (s *StatusTopic) Break(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = err
}

// Published returns what was published, in order, repetitions included.
func (s *StatusTopic) Published() []refund.Notice {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.published)
}
