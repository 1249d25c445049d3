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
	if err := Publish(ctx, kafka.Line{Brokers: []string{s.stack.KafkaAddress}}, s.o.Topic, events); err != nil {
		return err
	}
	s.screen.line("published %d events (seed %d): %d refunds, %d duplicates, %d to be refused",
		len(events), s.o.Seed, s.expect.Refunds, s.expect.Duplicates, len(events)-s.expect.Refunds-s.expect.Duplicates)
	return nil
}

// Publish writes events in their order; those of one key stay in order.
func Publish(ctx context.Context, line kafka.Line, topic string, events []Event) error {
	w := kafka.NewWriter(line)
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
