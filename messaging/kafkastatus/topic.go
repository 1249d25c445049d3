// Package kafkastatus publishes every change of a refund's status on Kafka, for other systems: topic
// refunds.refund-status.v1, CloudEvents 1.0 in binary mode, JSON of
// makegood.refund.v1.RefundStatusChanged. Reconciliations publishes what came of a reconciliation, in the same way.
//
// On the path: activities publish through the port, beside the customer's message. A record may be
// written more than once; its ce_id tells repetitions apart. The topic must exist.
package kafkastatus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// DefaultTopic is the topic of the contract.
const DefaultTopic = "refunds.refund-status.v1"

// defaultSource is the ce_source unless configured.
const defaultSource = "/makegood"

const (
	// batchWait is how long a record waits for company; the driver's own default is a second.
	batchWait = 5 * time.Millisecond
	// ioTimeout bounds one exchange with a broker; a caller's deadline is usually shorter.
	ioTimeout = 10 * time.Second
)

// Config says where the topic is. Empty Topic and Source take the defaults.
type Config struct {
	Brokers []string
	Topic   string
	// Source is the ce_source: who publishes.
	Source string
	// Transport is what brokers are reached by; nil: connections that are not secured.
	Transport kafka.RoundTripper
	// Carry adds headers that a record's context has, such as a trace's; nil: there are none.
	Carry func(ctx context.Context, add func(key, value string))
}

// Topic implements messaging.StatusTopic. It is safe for concurrent use.
type Topic struct {
	writer *kafka.Writer
	source string
	carry  func(ctx context.Context, add func(key, value string))
}

var _ messaging.StatusTopic = (*Topic)(nil)

// New checks the configuration; it does not call the brokers.
func New(config Config) (*Topic, error) {
	if len(config.Brokers) == 0 {
		return nil, errors.New("kafkastatus: no brokers")
	}
	if config.Topic == "" {
		config.Topic = DefaultTopic
	}
	if config.Source == "" {
		config.Source = defaultSource
	}
	if config.Transport == nil {
		config.Transport = &kafka.Transport{ClientID: "makegood"}
	}
	return &Topic{writer: newWriter(config), source: config.Source, carry: config.Carry}, nil
}

// newWriter returns a writer that reports a record as written once every replica in sync has it, and
// puts an order's records into one partition, in order, the same as the Java client.
func newWriter(config Config) *kafka.Writer {
	return &kafka.Writer{
		Addr:         kafka.TCP(config.Brokers...),
		Topic:        config.Topic,
		Balancer:     kafka.Murmur2Balancer{Consistent: true},
		RequiredAcks: kafka.RequireAll,
		BatchTimeout: batchWait,
		WriteTimeout: ioTimeout,
		ReadTimeout:  ioTimeout,
		Transport:    config.Transport,
	}
}

// Publish implements messaging.StatusTopic. It returns a refund.Problem for a notice whose refund id
// is none; after any other error the record may have been written.
func (t *Topic) Publish(ctx context.Context, n refund.Notice) error {
	record, err := recordOf(n, t.source)
	if err != nil {
		return fmt.Errorf("kafkastatus: write out %s: %w", n.MessageID(), err)
	}
	t.carryInto(ctx, &record)
	if err := t.writer.WriteMessages(ctx, record); err != nil {
		return fmt.Errorf("kafkastatus: publish %s: %w", n.MessageID(), err)
	}
	return nil
}

// carryInto adds the headers that the context has.
func (t *Topic) carryInto(ctx context.Context, record *kafka.Message) {
	if t.carry == nil {
		return
	}
	t.carry(ctx, func(key, value string) {
		record.Headers = append(record.Headers, kafka.Header{Key: key, Value: []byte(value)})
	})
}

// Close flushes what is under way and closes the connections.
func (t *Topic) Close() error {
	if err := t.writer.Close(); err != nil {
		return fmt.Errorf("kafkastatus: close: %w", err)
	}
	return nil
}
