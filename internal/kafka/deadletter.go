package kafka

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	driver "github.com/segmentio/kafka-go"

	"github.com/makegood/makegood/internal/foreign"
)

// DeadLetterTopic is where a group puts the records of a topic that it cannot use.
func DeadLetterTopic(topic, group string) string { return topic + "." + group + ".dlq" }

// The headers a dead letter has beside the record's own.
const (
	HeaderOriginalTopic     = "dlq_original_topic"
	HeaderOriginalPartition = "dlq_original_partition"
	HeaderOriginalOffset    = "dlq_original_offset"
	HeaderOriginalTimestamp = "dlq_original_timestamp"
	HeaderGroup             = "dlq_group"
	HeaderStage             = "dlq_stage"
	HeaderReason            = "dlq_reason"
	HeaderError             = "dlq_error"
	HeaderAttempts          = "dlq_attempts"
	HeaderTime              = "dlq_time"
)

// Letter says why a record is a dead letter.
type Letter struct {
	// Stage is the step that refused the record; Reason is a stable code; Detail is for people.
	Stage  string
	Reason string
	Detail string
	At     time.Time
}

// DeadLetters writes records that cannot be used to the group's dead-letter topic.
type DeadLetters struct {
	writer messageWriter
	group  string
}

type messageWriter interface {
	WriteMessages(ctx context.Context, messages ...driver.Message) error
}

// NewDeadLetters writes with w (see NewWriter) for the group.
func NewDeadLetters(w messageWriter, group string) DeadLetters {
	return DeadLetters{writer: w, group: group}
}

// Write stores the record's own bytes, key and headers, and why it is here. The record is safe when
// it returns nil; after an error it may be written twice.
func (d DeadLetters) Write(ctx context.Context, r Record, l Letter) error {
	message := driver.Message{
		Topic:   DeadLetterTopic(r.Topic, d.group),
		Key:     r.Key,
		Value:   r.Value,
		Headers: toDriver(slices.Concat(r.Headers, d.headers(r, l))),
	}
	if err := d.writer.WriteMessages(ctx, message); err != nil {
		return fmt.Errorf("dead letter of %s to %s: %w", r.Place(), message.Topic, err)
	}
	return nil
}

func (d DeadLetters) headers(r Record, l Letter) []Header {
	return []Header{
		{HeaderOriginalTopic, []byte(r.Topic)},
		{HeaderOriginalPartition, []byte(strconv.Itoa(r.Partition))},
		{HeaderOriginalOffset, []byte(strconv.FormatInt(r.Offset, 10))},
		{HeaderOriginalTimestamp, []byte(r.Time.UTC().Format(time.RFC3339Nano))},
		{HeaderGroup, []byte(d.group)},
		{HeaderStage, []byte(l.Stage)},
		{HeaderReason, []byte(l.Reason)},
		{HeaderError, []byte(foreign.KafkaHeader(l.Detail))},
		{HeaderAttempts, []byte(strconv.Itoa(r.Attempt))},
		{HeaderTime, []byte(l.At.UTC().Format(time.RFC3339Nano))},
	}
}
