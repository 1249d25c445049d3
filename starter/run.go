package starter

import (
	"context"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/kafka"
)

// Run reads events and starts workflows until ctx ends, and then returns nil: what was begun is
// finished first, and offsets of what is safe are committed. An error means that the configuration
// is wrong. While the broker or Temporal is away, Run waits, says so, and loses nothing.
func Run(ctx context.Context, config Config) error {
	config, err := config.withDefaults()
	if err != nil {
		return err
	}
	counts, err := newCounts(config.Metrics)
	if err != nil {
		return err
	}
	if kafka.EnsureTopics(ctx, config.Logger, config.Brokers, config.topics()...) != nil {
		return nil // ctx has ended, and nothing was begun
	}
	writer := kafka.NewWriter(config.Brokers)
	defer func() { _ = writer.Close() }()
	in := &intake{config: config, counts: counts, letters: kafka.NewDeadLetters(writer, config.Group)}
	return kafka.Consume(ctx, kafka.ConsumerConfig{
		Brokers:        config.Brokers,
		Topic:          config.Topic,
		Group:          config.Group,
		Handler:        in,
		Logger:         config.Logger,
		OnRetry:        in.waits,
		OnAway:         func(error) { counts.brokerAway.Inc() },
		InFlightMax:    config.InFlightMax,
		SessionTimeout: config.SessionTimeout,
		Retry:          config.Retry,
	})
}

// waits tells what holds a record up.
func (in *intake) waits(r kafka.Record, err error, pause time.Duration) {
	in.counts.retries.Inc()
	in.config.Logger.Warn("a record waits; nothing is lost", zap.String("place", r.Place()),
		zap.Int("attempt", r.Attempt), zap.Duration("pause", pause), zap.Error(err))
}
