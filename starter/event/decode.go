package event

import (
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"

	orderv1 "github.com/makegood/makegood/proto/gen/makegood/order/v1"
	"github.com/makegood/makegood/refund"
)

const (
	// SizeBytesMax bounds a record's value. The whole event is the workflow's input, which Temporal
	// refuses from 2 MiB on, and JSON may write one byte as six.
	SizeBytesMax = 256 << 10
	// depthMax bounds how deep a value may nest; the contract needs five levels.
	depthMax = 32
)

// Message is a record's value and headers. Headers may be nil: the value is then taken as JSON of
// the topic's type.
type Message struct {
	Headers map[string]string
	Value   []byte
}

// Decode returns the workflow's input, validated and with its digest. now is the time against
// which facts may not lie in the future. Every error is a refund.Problem; its detail names the
// field, and quotes no contact data.
func Decode(m Message, now time.Time) (refund.Request, error) { return DecodeAskedBy(m, "", now) }

// DecodeAskedBy is Decode for an event that may leave out who asks for the refund: it is by then.
func DecodeAskedBy(m Message, by refund.Person, now time.Time) (refund.Request, error) {
	if err := checkEnvelope(m); err != nil {
		return refund.Request{}, err
	}
	event, said, err := decodeJSON(m.Value)
	if err != nil {
		return refund.Request{}, err
	}
	if err := checkShape(event, said); err != nil {
		return refund.Request{}, err
	}
	cancellation := FromProtoCancellation(event)
	if cancellation.RequestedBy == "" {
		cancellation.RequestedBy = by
	}
	if err := cancellation.Validate(now); err != nil {
		return refund.Request{}, err
	}
	return refund.Request{
		Cancellation: cancellation,
		Digest:       refund.Digest(cancellation),
		Contact:      fromProtoContact(event.GetCustomer()),
	}, nil
}

func decodeJSON(value []byte) (event *orderv1.OrderCancelled, said fieldSet, err error) {
	event = new(orderv1.OrderCancelled)
	wire, said, err := transcode(value, contract())
	if err != nil {
		return nil, 0, err
	}
	if err := proto.Unmarshal(wire, event); err != nil {
		return nil, 0, malformed("the value is not an OrderCancelled event: %v", err)
	}
	return event, said, nil
}

func malformed(format string, args ...any) error {
	return refund.Problem{Code: refund.CodeMalformed, Detail: fmt.Sprintf(format, args...)}
}

// Convert returns a cancellation that came as the contract's message, and whom to tell. It refuses what the kernel's types
// can no longer show; what they can show, refund.Cancellation.Validate judges. Every error is a refund.Problem.
func Convert(m *orderv1.OrderCancelled) (refund.Cancellation, refund.Contact, error) {
	if size := proto.Size(m); size > SizeBytesMax {
		return refund.Cancellation{}, refund.Contact{}, refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("the cancellation has %d bytes, %d are allowed", size, SizeBytesMax)}
	}
	if err := checkShape(m, allSaid); err != nil {
		return refund.Cancellation{}, refund.Contact{}, err
	}
	return FromProtoCancellation(m), fromProtoContact(m.GetCustomer()), nil
}

// allSaid: a message on the wire does not tell a list that is empty from one that was not said.
const allSaid = ^fieldSet(0)
