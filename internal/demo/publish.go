package demo

import (
	"context"
	"fmt"

	driver "github.com/segmentio/kafka-go"

	"github.com/makegood/makegood/internal/kafka"
)

// publish tells the provider what was paid, and sends the stream through Kafka.
func (s *show) publish(ctx context.Context) error {
	if s.o.Count == 0 {
		return nil
	}
	var events []Event
	events, s.expect = Stream(s.o.Seed, s.o.Count, s.o.Now())
	for _, e := range events {
		for _, charge := range e.Charges {
			if err := s.o.Charge(ctx, s.stack, charge); err != nil {
				return fmt.Errorf("demo: charge %s: %w", charge.Reference, err)
			}
		}
	}
	if err := Publish(ctx, []string{s.stack.KafkaAddress}, s.o.Topic, events); err != nil {
		return err
	}
	s.screen.line("published %d events (seed %d): %d refunds, %d duplicates, %d to be refused",
		len(events), s.o.Seed, s.expect.Refunds, s.expect.Duplicates, len(events)-s.expect.Refunds-s.expect.Duplicates)
	return nil
}

// Publish writes events in their order; those of one key stay in order.
func Publish(ctx context.Context, brokers []string, topic string, events []Event) error {
	w := kafka.NewWriter(brokers)
	messages := make([]driver.Message, 0, len(events))
	for _, e := range events {
		m := driver.Message{Topic: topic, Key: []byte(e.Key), Value: e.Value}
		for _, h := range e.Headers {
			m.Headers = append(m.Headers, driver.Header{Key: h.Key, Value: []byte(h.Value)})
		}
		messages = append(messages, m)
	}
	if err := w.WriteMessages(ctx, messages...); err != nil {
		_ = w.Close()
		return fmt.Errorf("demo: publish to %s: %w", topic, err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("demo: publish to %s: %w", topic, err)
	}
	return nil
}

// lag is how many records of the topic the group has not made safe.
func lag(ctx context.Context, broker, topic, group string) (int64, error) {
	client := &driver.Client{Addr: driver.TCP(broker)}
	about, err := client.Metadata(ctx, &driver.MetadataRequest{Topics: []string{topic}})
	if err != nil {
		return 0, fmt.Errorf("demo: metadata of %s: %w", topic, err)
	}
	var partitions []int
	var ask []driver.OffsetRequest
	for _, p := range about.Topics[0].Partitions {
		partitions = append(partitions, p.ID)
		ask = append(ask, driver.LastOffsetOf(p.ID))
	}
	ends, err := client.ListOffsets(ctx, &driver.ListOffsetsRequest{Topics: map[string][]driver.OffsetRequest{topic: ask}})
	if err != nil {
		return 0, fmt.Errorf("demo: ends of %s: %w", topic, err)
	}
	safe, err := client.OffsetFetch(ctx, &driver.OffsetFetchRequest{GroupID: group, Topics: map[string][]int{topic: partitions}})
	if err != nil {
		return 0, fmt.Errorf("demo: offsets of %s: %w", group, err)
	}
	var behind int64
	for _, end := range ends.Topics[topic] {
		behind += end.LastOffset
	}
	for _, p := range safe.Topics[topic] {
		behind -= max(p.CommittedOffset, 0)
	}
	return behind, nil
}
