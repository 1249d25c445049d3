package starter

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter/event"
)

// FactReader reads the facts in what was kept of a record.
type FactReader func(in ledger.Notification) ([]refund.Fact, error)

// FactTopics are the topics of facts of those who have a payment service in front; an empty one is not read.
type FactTopics struct {
	Dispute       string
	RefundUpdated string
}

// decodeFact is how a topic's records are decoded.
type decodeFact func(m event.Message, now time.Time) (refund.Fact, error)

// factTopic is one of FactTopics. suffix is what its consumer group's name ends in: a group reads one topic.
type factTopic struct {
	name   string
	suffix string
	decode decodeFact
}

func (t FactTopics) all() (out []factTopic) {
	for _, topic := range []factTopic{
		{t.Dispute, "-dispute", event.DecodeDispute}, {t.RefundUpdated, "-refund-updated", event.DecodeRefundUpdated},
	} {
		if topic.name != "" {
			out = append(out, topic)
		}
	}
	return out
}

// Any reports whether a topic is read.
func (t FactTopics) Any() bool { return len(t.all()) > 0 }

// GroupOf is the consumer group that reads a topic, by the name that all groups begin with; "" for another topic.
func (t FactTopics) GroupOf(topic, group string) string {
	for _, one := range t.all() {
		if one.name == topic {
			return group + one.suffix
		}
	}
	return ""
}

// factSource is what the notifications of a topic are kept under, in the place of a provider's name. No address of a
// webhook has it.
func factSource(topic string) string { return "kafka:" + topic }

// Readers read what was kept of the topics' records, for WebhooksConfig. now is the clock that facts are held against.
func (t FactTopics) Readers(now func() time.Time) map[string]FactReader {
	out := map[string]FactReader{}
	for _, topic := range t.all() {
		out[factSource(topic.name)] = func(in ledger.Notification) ([]refund.Fact, error) {
			fact, err := topic.decode(event.Message{Headers: in.Header, Value: in.Body}, now())
			return []refund.Fact{fact}, err
		}
	}
	return out
}

// FactsConfig says which topics of facts are read, and by which intake what they say is booked. All but Vault and Retry
// are needed.
type FactsConfig struct {
	Line   kafka.Line
	Topics FactTopics
	// Group begins the names of the consumer groups, and is in the dead-letter topics' names as it is.
	Group   string
	Intake  *Webhooks
	Vault   *privacy.Vault
	Logger  *zap.Logger
	Metrics prometheus.Registerer
	Now     func() time.Time
	// Retry is the pause between tries while the ledger is away.
	Retry kafka.Backoff
}

// The names of the metrics of records of facts.
const (
	// MetricFactRecords counts records by topic and what became of them: stored, repeated or refused.
	MetricFactRecords = "makegood_fact_records_total"
)

// ConsumeFacts reads the topics of facts until ctx ends: a record is safe, and its offset may be committed, once it is
// stored in the ledger or lies in the dead-letter topic. The intake books what is stored; its Run has to be running.
func ConsumeFacts(ctx context.Context, c FactsConfig) error {
	if c.Intake == nil || c.Group == "" || c.Logger == nil || c.Metrics == nil || c.Now == nil {
		return errors.New("starter: facts need an intake, a group, a logger, metrics and a clock")
	}
	records := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: MetricFactRecords, Help: "Records of the topics of facts, by what became of them.",
	}, []string{"topic", "result"})
	if err := c.Metrics.Register(records); err != nil {
		return fmt.Errorf("starter: metrics of facts: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var running sync.WaitGroup
	topics := c.Topics.all()
	failed := make([]error, len(topics))
	for i, topic := range topics {
		running.Go(func() {
			if failed[i] = c.consume(ctx, topic, records); failed[i] != nil {
				stop() // a configuration that is wrong ends both
			}
		})
	}
	running.Wait()
	return errors.Join(failed...)
}

// consume reads one topic. At most kafka.DefaultInFlightMax records are read and not safe.
func (c FactsConfig) consume(ctx context.Context, t factTopic, records *prometheus.CounterVec) error {
	topic := kafka.Topic{Name: t.name}
	if kafka.EnsureTopics(ctx, c.Logger, c.Line, topic, topic.DeadLetters(c.Group)) != nil {
		return nil // ctx has ended, and nothing was begun
	}
	for _, result := range []string{string(webhookStored), string(webhookRepeated), string(resultRefused)} {
		records.WithLabelValues(t.name, result) // a series that begins with its first record hides it from an alert
	}
	writer := kafka.NewWriter(c.Line)
	defer func() { _ = writer.Close() }()
	in := &factIntake{config: c, topic: t, letters: kafka.NewDeadLetters(writer, c.Group), records: records}
	return kafka.Consume(ctx, kafka.ConsumerConfig{
		Line: c.Line, Topic: t.name, Group: c.Topics.GroupOf(t.name, c.Group), Handler: in, Logger: c.Logger, Metrics: c.Metrics, Retry: c.Retry,
		OnRetry: func(r kafka.Record, err error, pause time.Duration) {
			c.Logger.Warn("a fact waits; nothing is lost", zap.String("place", r.Place()), zap.Int("attempt", r.Attempt), zap.Duration("pause", pause), zap.Error(err))
		},
	})
}
