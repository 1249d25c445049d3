package kafka

import (
	"context"
	"fmt"
	"time"

	driver "github.com/segmentio/kafka-go"
)

// Record is one record as it lies in its topic.
type Record struct {
	Topic     string
	Partition int
	Offset    int64
	Key       []byte
	Value     []byte
	Headers   []Header
	// Time is the broker's or the producer's, as the topic is set up.
	Time time.Time
	// Unreadable says why the record has a place and no bytes; nil for every other.
	Unreadable error
	// Attempt counts the calls of the handler for this record, from 1. A restart counts anew.
	Attempt int
}

// Header is one header of a record; a key may be there more than once.
type Header struct {
	Key   string
	Value []byte
}

// Place is topic/partition/offset: what tells a record delivered again from one sent again.
func (r Record) Place() string { return fmt.Sprintf("%s/%d/%d", r.Topic, r.Partition, r.Offset) }

// size is what the record's own bytes take in memory.
func (r Record) size() int64 {
	size := len(r.Key) + len(r.Value)
	for _, h := range r.Headers {
		size += len(h.Key) + len(h.Value)
	}
	return int64(size)
}

// Handler makes a record safe. Handle returns nil once it is, and only then may the record's
// offset be committed. After an error it is called again, after a pause that grows, until it
// succeeds or ctx ends: so an error means "not now", never "not at all".
type Handler interface {
	Handle(ctx context.Context, r Record) error
}

func toDriver(headers []Header) []driver.Header {
	converted := make([]driver.Header, 0, len(headers))
	for _, h := range headers {
		converted = append(converted, driver.Header{Key: h.Key, Value: h.Value})
	}
	return converted
}
