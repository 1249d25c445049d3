// Package messaging is the port to people and other systems: the customer's message and the
// status record on Kafka.
//
// On the path: activities deliver through it when the story tells of a change. The root renders; one folder below
// holds each adapter; messagingtest holds them to one conformance suite.
package messaging

import (
	"context"
	"time"

	"github.com/makegood/makegood/refund"
)

// The channels' stable names.
const (
	ChannelEmail = "email"
	ChannelSMS   = "sms"
	ChannelPush  = "push"
	ChannelInApp = "in_app"
)

// Message is a rendered message to a customer. ID is derived (refund, notice kind and occasion): a
// channel delivers an id at most once.
type Message struct {
	ID string
	// Refund and Kind say what it is about; At is when it happened, UTC.
	Refund refund.ID
	Kind   refund.NoticeKind
	At     time.Time
	To     refund.Contact
	// Customer is who they are at the merchant, for the shop's own app.
	Customer refund.CustomerID
	Locale   string
	Subject  string
	// Body is plain text; HTML says the same as a page of its own, with nothing in it from elsewhere. It is empty
	// where a message has no page.
	Body string
	HTML string
	// Short is the same in one sentence, for a text message or a notification. It names no link.
	Short string
	// Link is where the customer may act on it; empty where there is nothing to do there.
	Link string
}

// Channel brings a message to a customer. Delivering an id again succeeds and sends nothing.
type Channel interface {
	// Name is the channel's stable name: email, sms, push, in_app.
	Name() string
	// Deliver returns ErrNoAddress when the customer cannot be reached here, ever, ErrRefused when
	// this message is refused for good, and ErrUnknown when it may have been sent and will not be
	// sent again. After any other error it was not delivered, and may be tried again. Errors quote no
	// address.
	Deliver(ctx context.Context, m Message) error
}

// StatusTopic tells other systems of a change of status.
type StatusTopic interface {
	Publish(ctx context.Context, n refund.Notice) error
}

// Once remembers which messages were handed over, for channels whose other side does not.
type Once interface {
	// Do calls send unless the key was handed over before, and remembers that it was. While another
	// call is sending the same key it waits. send calls claim just before what it cannot take back,
	// gives up when that fails, and then finishes whatever becomes of the caller. An error of send
	// that wraps ErrUnknown is remembered too, and answers every later call; after any other, send
	// may be called again.
	Do(ctx context.Context, key OnceKey, send Send) error
}

// Send hands a message over; claim says that it begins now.
type Send func(claim func() error) error

// OnceKey is a message on a channel.
type OnceKey struct {
	Refund  refund.ID
	Channel string
	ID      string
	// Repeatable: the other side tells repetitions apart by the id, so a sending whose outcome was
	// lost in a crash is repeated rather than given up.
	Repeatable bool
}
