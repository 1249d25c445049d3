// Package inapp is the channel for the shop's own app: it publishes each customer message on Kafka,
// topic refunds.customer-message.v1, CloudEvents 1.0 in binary mode, JSON of
// makegood.refund.v1.CustomerMessage. It carries a customer's id and no contact data.
//
// On the path: activities deliver through the port. Kafka may have written what it did not answer for:
// then the record is written again, and its ce_id tells repetitions apart. The topic must exist.
package inapp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	driver "github.com/segmentio/kafka-go"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/makegood/makegood/internal/foreign"
	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/messaging"
	refundv1 "github.com/makegood/makegood/proto/gen/makegood/refund/v1"
	"github.com/makegood/makegood/refund"
)

// DefaultTopic is the topic of the contract.
const DefaultTopic = "refunds.customer-message.v1"

// eventType is the ce_type of a record: the name of its message.
const eventType = "makegood.refund.v1.CustomerMessage"

// defaultSource is the ce_source unless configured.
const defaultSource = "/makegood"

// Config says where the topic is. Empty Topic and Source take the defaults.
type Config struct {
	Brokers []string
	// Security is how connections to the brokers are secured; zero: not at all.
	Security kafka.Security
	Topic    string
	// Source is the ce_source: who publishes.
	Source string
	// Once remembers what was written.
	Once messaging.Once
	// Carry adds headers that a delivery's context has, such as a trace's; nil: there are none.
	Carry func(ctx context.Context, add func(key, value string))
}

// Topic implements messaging.Channel. It is safe for concurrent use.
type Topic struct {
	writer        *driver.Writer
	topic, source string
	once          messaging.Once
	carry         func(ctx context.Context, add func(key, value string))
}

var _ messaging.Channel = (*Topic)(nil)

// New checks the configuration; it does not call the brokers.
func New(config Config) (*Topic, error) {
	if len(config.Brokers) == 0 {
		return nil, errors.New("inapp: no brokers")
	}
	if config.Once == nil {
		return nil, errors.New("inapp: nothing remembers what was written")
	}
	return &Topic{
		writer: kafka.NewWriter(kafka.Line{Brokers: config.Brokers, Security: config.Security}), once: config.Once,
		topic: cmp.Or(config.Topic, DefaultTopic), source: cmp.Or(config.Source, defaultSource), carry: config.Carry,
	}, nil
}

// Name implements messaging.Channel.
func (t *Topic) Name() string { return messaging.ChannelInApp }

// Deliver implements messaging.Channel: every replica in sync has the record when it returns. A
// message without a customer's id is ErrNoAddress.
func (t *Topic) Deliver(ctx context.Context, m messaging.Message) error {
	if m.Customer == "" {
		return fmt.Errorf("inapp: deliver %s: %w", m.ID, messaging.ErrNoAddress)
	}
	record, err := t.record(m)
	if err != nil {
		return fmt.Errorf("inapp: write out %s: %w", m.ID, err)
	}
	if t.carry != nil {
		t.carry(ctx, func(key, value string) {
			record.Headers = append(record.Headers, driver.Header{Key: key, Value: []byte(value)})
		})
	}
	key := messaging.OnceKey{Refund: m.Refund, Channel: t.Name(), ID: m.ID, Repeatable: true}
	err = t.once.Do(ctx, key, func(claim func() error) error {
		if err := claim(); err != nil {
			return err
		}
		return t.writer.WriteMessages(ctx, record)
	})
	if err != nil {
		return fmt.Errorf("inapp: deliver %s: %w", m.ID, err)
	}
	return nil
}

// record writes a message as a Kafka record: key order id, CloudEvents headers, JSON in snake_case.
func (t *Topic) record(m messaging.Message) (driver.Message, error) {
	key, err := m.Refund.Key()
	if err != nil {
		return driver.Message{}, err
	}
	value, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(toProto(m, key))
	if err != nil {
		return driver.Message{}, err
	}
	return driver.Message{Topic: t.topic, Key: []byte(key.Order), Value: value, Headers: []driver.Header{
		{Key: "ce_specversion", Value: []byte("1.0")},
		{Key: "ce_id", Value: []byte(m.ID)},
		{Key: "ce_type", Value: []byte(eventType)},
		{Key: "ce_source", Value: []byte(t.source)},
		{Key: "ce_subject", Value: []byte(m.Refund)},
		{Key: "ce_time", Value: []byte(m.At.UTC().Format(time.RFC3339Nano))},
		{Key: "content-type", Value: []byte("application/json")},
	}}, nil
}

// toProto leaves the contact out.
func toProto(m messaging.Message, key refund.Key) *refundv1.CustomerMessage {
	return &refundv1.CustomerMessage{
		MessageId:      m.ID,
		RefundId:       string(m.Refund),
		MerchantId:     string(key.Merchant),
		OrderId:        string(key.Order),
		CancellationId: string(key.Request),
		CustomerId:     foreign.UTF8(string(m.Customer)),
		Kind:           string(m.Kind),
		Locale:         foreign.UTF8(m.Locale),
		Subject:        foreign.UTF8(m.Subject),
		Short:          foreign.UTF8(m.Short),
		Body:           foreign.UTF8(m.Body),
		Link:           foreign.UTF8(m.Link),
		OccurredAt:     timestamppb.New(m.At),
	}
}

// Close flushes what is under way and closes the connections.
func (t *Topic) Close() error {
	if err := t.writer.Close(); err != nil {
		return fmt.Errorf("inapp: close: %w", err)
	}
	return nil
}
