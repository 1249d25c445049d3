package event

import (
	"fmt"
	"mime"
	"strings"

	"github.com/makegood/makegood/refund"
)

// The CloudEvents 1.0 headers of Kafka's binary mode which makegood reads and writes.
const (
	HeaderSpecVersion = "ce_specversion"
	HeaderID          = "ce_id"
	HeaderType        = "ce_type"
	HeaderSource      = "ce_source"
	HeaderTime        = "ce_time"
	HeaderSubject     = "ce_subject"
	HeaderContentType = "content-type"
)

const (
	// Topic carries the events, keyed by order id.
	Topic = "orders.order-cancelled.v1"
	// Type is the CloudEvents type of the topic's events: the name of the proto message.
	Type = "makegood.order.v1.OrderCancelled"
	// ContentTypeJSON is the one content type read so far.
	ContentTypeJSON = "application/json"
)

// checkEnvelope refuses what is not JSON of the topic's type, before its content is read.
func checkEnvelope(m Message) error { return checkEnvelopeOf(m, Type) }

// checkEnvelopeOf is checkEnvelope for a topic that carries events of a type.
func checkEnvelopeOf(m Message, carried string) error {
	switch {
	case len(m.Value) > SizeBytesMax:
		return refund.Problem{Code: refund.CodeTooLarge, Detail: fmt.Sprintf("the value has %d bytes, more than %d", len(m.Value), SizeBytesMax)}
	case len(m.Value) == 0:
		return malformed("the value is empty")
	}
	if err := checkHeaders(m.Headers, carried); err != nil {
		return err
	}
	if m.Value[0] == 0 {
		return malformed("the value is framed for a schema registry, which is not read yet: send plain JSON")
	}
	return nil
}

func checkHeaders(headers map[string]string, carried string) error {
	if version, ok := headers[HeaderSpecVersion]; ok && version != "1.0" {
		return malformed("%s is %q, and 1.0 is read", HeaderSpecVersion, brief(version))
	}
	if kind, ok := headers[HeaderType]; ok && kind != carried {
		return unknownType("%s is %q, and the topic carries %s", HeaderType, brief(kind), carried)
	}
	return checkContentType(headers[HeaderContentType])
}

func checkContentType(header string) error {
	if header == "" {
		return nil
	}
	kind, _, err := mime.ParseMediaType(header)
	switch {
	case err != nil:
		return malformed("%s %q cannot be read", HeaderContentType, brief(header))
	case kind == ContentTypeJSON:
		return nil
	case strings.HasPrefix(kind, "application/cloudevents"):
		return unknownType("%s is %s: structured mode is not read yet, use binary mode", HeaderContentType, brief(kind))
	}
	return unknownType("%s is %s, and only %s is read yet", HeaderContentType, brief(kind), ContentTypeJSON)
}

func unknownType(format string, args ...any) error {
	return refund.Problem{Code: refund.CodeUnknownType, Detail: fmt.Sprintf(format, args...)}
}

// brief cuts a text of any length for a message.
func brief(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), nameBytesMax)], "?")
}
