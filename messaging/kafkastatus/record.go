package kafkastatus

import (
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/makegood/makegood/messaging/statusevent"
	"github.com/makegood/makegood/refund"
)

// eventType is the ce_type of a status record: the name of its message.
const eventType = "makegood.refund.v1.RefundStatusChanged"

// recordOf writes a notice as a Kafka record: key order id, CloudEvents headers, JSON in snake_case
// with 64-bit integers as strings.
func recordOf(n refund.Notice, source string) (kafka.Message, error) {
	key, value, err := statusevent.JSON(n)
	if err != nil {
		return kafka.Message{}, err
	}
	return kafka.Message{Key: []byte(key.Order), Value: value, Headers: headers(n, source)}, nil
}

func headers(n refund.Notice, source string) []kafka.Header {
	return []kafka.Header{
		{Key: "ce_specversion", Value: []byte("1.0")},
		{Key: "ce_id", Value: []byte(n.MessageID())},
		{Key: "ce_type", Value: []byte(eventType)},
		{Key: "ce_source", Value: []byte(source)},
		{Key: "ce_subject", Value: []byte(n.Refund)},
		{Key: "ce_time", Value: []byte(n.At.UTC().Format(time.RFC3339Nano))},
		{Key: "content-type", Value: []byte("application/json")},
	}
}
