// Package messaging is the port to people and other systems: the customer's message and the
// status record on Kafka. The root renders; one folder below holds each adapter; messagingtest
// holds them to one conformance suite.
package messaging

import (
	"context"

	"github.com/makegood/makegood/refund"
)

// Message is a rendered message to a customer. ID is derived (refund and notice kind): a channel
// delivers an id at most once.
type Message struct {
	ID string
	// Refund and Kind say what it is about.
	Refund  refund.ID
	Kind    refund.NoticeKind
	To      refund.Contact
	Locale  string
	Subject string
	Body    string
	// Short is the same in one sentence, for a text message or a notification.
	Short string
}

// Channel brings a message to a customer. Delivering an id again succeeds and sends nothing.
type Channel interface {
	// Name is the channel's stable name: email, sms, push, in_app.
	Name() string
	// Deliver returns ErrNoAddress when the customer cannot be reached here, ever.
	Deliver(ctx context.Context, m Message) error
}

// StatusTopic tells other systems of a change of status.
type StatusTopic interface {
	Publish(ctx context.Context, n refund.Notice) error
}
