package kafka

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	driver "github.com/segmentio/kafka-go"
	"go.uber.org/zap"
)

// ConsumerConfig says what to consume, and how. Zero durations and bounds get the defaults below.
type ConsumerConfig struct {
	Line    Line
	Topic   string
	Group   string
	Handler Handler
	Logger  *zap.Logger
	// Turn, if set, says when a record that was read is handled, of those that are the first of their keys: it
	// returns when it is this one's turn, and done is called once the record is safe or given up. Its context ends
	// with this consumer's hold on the partition, and only then may it return an error. It is what bounds the
	// records being handled at once. By default those read first have the first turn, InFlightMax at a time.
	Turn func(ctx context.Context, r Record) (done func(), err error)
	// Admit, if set, is asked before every call of Handler, and may wait. While it waits, no offset
	// moves past the record, the group is kept, and fetching ends once AheadMax records wait. Its
	// context ends with this consumer's hold on the partition, and only then may it return an error.
	Admit func(ctx context.Context) error
	// OnRetry, if set, is told of every pause before a record is handled again.
	OnRetry func(r Record, err error, pause time.Duration)
	// Metrics, if set, gets the figures named by MetricLag and its neighbours.
	Metrics prometheus.Registerer
	// OnMember, if set, is told how the consumer stands in its group: each second while it has a share of the
	// topic, once when it gives that up, and after every try to join that the broker did not answer.
	OnMember func(Membership)
	// OnAway, if set, is told of every try to join the group or to read that the broker did not answer.
	OnAway func(err error)

	// InFlightMax bounds the records being handled at once, where no Turn is set.
	InFlightMax int
	// AheadMax bounds the records of all partitions that were read and are not safe, and so what Turn can choose
	// of; by default InFlightMax. AheadBytesMax bounds their bytes; a record that is larger is read alone.
	AheadMax      int
	AheadBytesMax int64
	// WindowMax bounds how many records of a partition may be read beyond one that is not safe.
	WindowMax int
	// CommitEvery is how often offsets are committed: what a crash makes be delivered again.
	CommitEvery time.Duration
	// DrainMax is how long handlers may go on when the partitions are to be given up. No heartbeat
	// is sent meanwhile, so it stays well below SessionTimeout; and it is most of the time that ending takes.
	DrainMax time.Duration
	// SessionTimeout is how long the broker waits for a consumer that has died.
	SessionTimeout time.Duration
	Retry          Backoff
	// WatchEvery is how often a partition that nobody reads is looked for.
	WatchEvery time.Duration
}

const (
	// DefaultInFlightMax is how many records are handled at once.
	DefaultInFlightMax = 64
	// defaultAheadBytesMax is four times the largest record.
	defaultAheadBytesMax = 4 * recordBytesMax
	defaultWindowMax     = 4096
	defaultCommitEvery   = 100 * time.Millisecond
	defaultWatchEvery    = 2 * time.Second
	// defaultDrainMax and leaveMax: a member that is told to end has ended two seconds later.
	defaultDrainMax = 1200 * time.Millisecond
	leaveMax        = 600 * time.Millisecond
	// defaultSessionTimeout is the least that a broker accepts as it is shipped. The group client forgets
	// its member id when a connection breaks, and then waits this long for the member it was itself.
	defaultSessionTimeout = 6 * time.Second
	// heartbeatsPerSession: a rebalance is noticed at a heartbeat.
	heartbeatsPerSession = 10
	joinBackoff          = 500 * time.Millisecond
	// groupTimeout bounds every call of the group client, beyond what the call itself waits for.
	groupTimeout = 3 * time.Second
)

// defaultRetry pauses from a tenth of a second up to half a minute.
func defaultRetry() Backoff { return Backoff{Min: 100 * time.Millisecond, Max: 30 * time.Second} }

func (c ConsumerConfig) withDefaults() (ConsumerConfig, error) {
	if len(c.Line.Brokers) == 0 || c.Topic == "" || c.Group == "" || c.Handler == nil || c.Logger == nil {
		return c, errors.New("kafka: a consumer needs brokers, topic, group, handler and logger")
	}
	c.InFlightMax = orDefault(c.InFlightMax, DefaultInFlightMax)
	c.AheadMax = orDefault(c.AheadMax, c.InFlightMax)
	c.AheadBytesMax = orDefault(c.AheadBytesMax, defaultAheadBytesMax)
	c.WindowMax = orDefault(c.WindowMax, max(defaultWindowMax, c.AheadMax))
	c.CommitEvery = orDefault(c.CommitEvery, defaultCommitEvery)
	c.DrainMax = orDefault(c.DrainMax, defaultDrainMax)
	c.SessionTimeout = orDefault(c.SessionTimeout, defaultSessionTimeout)
	c.Retry = orDefault(c.Retry, defaultRetry())
	c.WatchEvery = orDefault(c.WatchEvery, defaultWatchEvery)
	if c.Turn == nil {
		c.Turn = inOrder(c.InFlightMax)
	}
	if c.Admit == nil {
		c.Admit = func(context.Context) error { return nil }
	}
	if c.OnRetry == nil {
		c.OnRetry = func(Record, error, time.Duration) {}
	}
	if c.OnAway == nil {
		c.OnAway = func(error) {}
	}
	if c.OnMember == nil {
		c.OnMember = func(Membership) {}
	}
	if c.DrainMax >= c.SessionTimeout {
		return c, fmt.Errorf("kafka: DrainMax %s is not below SessionTimeout %s", c.DrainMax, c.SessionTimeout)
	}
	return c, nil
}

// inOrder gives turns to those that ask first, so many at once.
func inOrder(atOnce int) func(context.Context, Record) (func(), error) {
	turns := newRoom(atOnce, 0)
	return func(ctx context.Context, _ Record) (func(), error) { return turns.take(ctx, 0) }
}

func orDefault[T comparable](value, standard T) T {
	var zero T
	if value == zero {
		return standard
	}
	return value
}

// Consume reads the topic as a member of the group until ctx ends; then it gives handlers DrainMax,
// commits what is safe, leaves the group and returns nil, within leaveMax more even when the broker does not
// answer. While the broker is away it says so and keeps trying.
func Consume(ctx context.Context, config ConsumerConfig) error {
	config, err := config.withDefaults()
	if err != nil {
		return err
	}
	if err := config.Line.Check(); err != nil {
		return err
	}
	figures, err := newFigures(config.Metrics, config.Topic)
	if err != nil {
		return err
	}
	transport, connections := config.Line.transport(config.Topic), newConnections()
	defer transport.CloseIdleConnections()
	group, err := driver.NewConsumerGroup(config.group(config.Line.dialer(connections)))
	if err != nil {
		return fmt.Errorf("kafka: consumer group %s: %w", config.Group, err)
	}
	defer func() {
		impatience := time.AfterFunc(config.DrainMax+leaveMax, connections.cutAll)
		defer impatience.Stop()
		_ = group.Close()
	}()
	c := &consumer{config: config, client: config.Line.client(transport), figures: figures}
	c.run(ctx, group)
	return nil
}

// consumer is what the sessions of one consumer share.
type consumer struct {
	config  ConsumerConfig
	client  *driver.Client
	figures figures
}

// run works through the group's generations until ctx ends.
func (c *consumer) run(ctx context.Context, group *driver.ConsumerGroup) {
	for {
		generation, err := group.Next(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			c.config.OnAway(err)
			c.config.OnMember(Membership{})
			c.config.Logger.Warn("waiting for the broker to join the consumer group",
				zap.String("group", c.config.Group), zap.Strings("brokers", c.config.Line.Brokers), zap.Error(err))
			continue
		}
		generation.Start(c.newSession(generation).run)
	}
}

func (c ConsumerConfig) group(dialer *driver.Dialer) driver.ConsumerGroupConfig {
	return driver.ConsumerGroupConfig{
		ID:      c.Group,
		Brokers: c.Line.Brokers,
		Dialer:  dialer,
		Topics:  []string{c.Topic},
		// A group that is new starts with the oldest record: nothing sent before it is lost.
		StartOffset:       driver.FirstOffset,
		HeartbeatInterval: c.SessionTimeout / heartbeatsPerSession,
		SessionTimeout:    c.SessionTimeout,
		RebalanceTimeout:  c.SessionTimeout,
		JoinGroupBackoff:  joinBackoff,
		Timeout:           groupTimeout,
		// The driver's own watch sees nothing of what changed before it began, and spins while the topic
		// is missing: session.watch does it instead.
		WatchPartitionChanges: false,
	}
}
