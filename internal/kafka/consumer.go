package kafka

import (
	"context"
	"errors"
	"fmt"
	"time"

	driver "github.com/segmentio/kafka-go"
	"go.uber.org/zap"
)

// ConsumerConfig says what to consume, and how. Zero durations and bounds get the defaults below.
type ConsumerConfig struct {
	Brokers []string
	Topic   string
	Group   string
	Handler Handler
	Logger  *zap.Logger
	// Admit, if set, is asked before every call of Handler, and may wait. While it waits, no offset
	// moves past the record, the group is kept, and fetching ends once InFlightMax records wait. Its
	// context ends with this consumer's hold on the partition, and only then may it return an error.
	Admit func(ctx context.Context) error
	// OnRetry, if set, is told of every pause before a record is handled again.
	OnRetry func(r Record, err error, pause time.Duration)
	// OnAway, if set, is told of every try to join the group or to read that the broker did not answer.
	OnAway func(err error)

	// InFlightMax bounds the records being handled at once.
	InFlightMax int
	// WindowMax bounds how many records of a partition may be read beyond one that is not safe.
	WindowMax int
	// CommitEvery is how often offsets are committed: what a crash makes be delivered again.
	CommitEvery time.Duration
	// DrainMax is how long handlers may go on when the partitions are to be given up. No heartbeat
	// is sent meanwhile, so it stays well below SessionTimeout.
	DrainMax time.Duration
	// SessionTimeout is how long the broker waits for a consumer that has died.
	SessionTimeout time.Duration
	Retry          Backoff
}

const (
	defaultInFlightMax    = 64
	defaultWindowMax      = 4096
	defaultCommitEvery    = 100 * time.Millisecond
	defaultDrainMax       = 4 * time.Second
	defaultSessionTimeout = 10 * time.Second
	// heartbeatsPerSession: a rebalance is noticed at a heartbeat.
	heartbeatsPerSession = 10
	joinBackoff          = time.Second
)

// defaultRetry pauses from a tenth of a second up to half a minute.
func defaultRetry() Backoff { return Backoff{Min: 100 * time.Millisecond, Max: 30 * time.Second} }

func (c ConsumerConfig) withDefaults() (ConsumerConfig, error) {
	if len(c.Brokers) == 0 || c.Topic == "" || c.Group == "" || c.Handler == nil || c.Logger == nil {
		return c, errors.New("kafka: a consumer needs brokers, topic, group, handler and logger")
	}
	c.InFlightMax = orDefault(c.InFlightMax, defaultInFlightMax)
	c.WindowMax = orDefault(c.WindowMax, defaultWindowMax)
	c.CommitEvery = orDefault(c.CommitEvery, defaultCommitEvery)
	c.DrainMax = orDefault(c.DrainMax, defaultDrainMax)
	c.SessionTimeout = orDefault(c.SessionTimeout, defaultSessionTimeout)
	c.Retry = orDefault(c.Retry, defaultRetry())
	if c.Admit == nil {
		c.Admit = func(context.Context) error { return nil }
	}
	if c.OnRetry == nil {
		c.OnRetry = func(Record, error, time.Duration) {}
	}
	if c.OnAway == nil {
		c.OnAway = func(error) {}
	}
	if c.DrainMax >= c.SessionTimeout {
		return c, fmt.Errorf("kafka: DrainMax %s is not below SessionTimeout %s", c.DrainMax, c.SessionTimeout)
	}
	return c, nil
}

func orDefault[T comparable](value, standard T) T {
	var zero T
	if value == zero {
		return standard
	}
	return value
}

// Consume reads the topic as a member of the group until ctx ends; then it gives handlers DrainMax,
// commits what is safe, leaves the group and returns nil. While the broker is away it says so and
// keeps trying. The topic must exist (EnsureTopics): joining for a missing one hangs.
func Consume(ctx context.Context, config ConsumerConfig) error {
	config, err := config.withDefaults()
	if err != nil {
		return err
	}
	group, err := driver.NewConsumerGroup(config.group())
	if err != nil {
		return fmt.Errorf("kafka: consumer group %s: %w", config.Group, err)
	}
	defer func() { _ = group.Close() }()
	for {
		generation, err := group.Next(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			config.OnAway(err)
			config.Logger.Warn("waiting for the broker to join the consumer group",
				zap.String("group", config.Group), zap.Strings("brokers", config.Brokers), zap.Error(err))
			continue
		}
		s := newSession(config, generation)
		generation.Start(s.run)
	}
}

func (c ConsumerConfig) group() driver.ConsumerGroupConfig {
	return driver.ConsumerGroupConfig{
		ID:      c.Group,
		Brokers: c.Brokers,
		Topics:  []string{c.Topic},
		// A group that is new starts with the oldest record: nothing sent before it is lost.
		StartOffset:           driver.FirstOffset,
		HeartbeatInterval:     c.SessionTimeout / heartbeatsPerSession,
		SessionTimeout:        c.SessionTimeout,
		RebalanceTimeout:      c.SessionTimeout,
		JoinGroupBackoff:      joinBackoff,
		WatchPartitionChanges: true,
	}
}
