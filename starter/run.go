package starter

import (
	"context"
	"sync"
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
	if kafka.EnsureTopics(ctx, config.Logger, config.line(), config.topics()...) != nil {
		return nil // ctx has ended, and nothing was begun
	}
	if config.OnTopics != nil {
		config.OnTopics()
	}
	config.sayTopicProblems(ctx)
	admit, stopBrake, err := config.startBrake(ctx)
	if err != nil {
		return err
	}
	defer stopBrake()
	writer := kafka.NewWriter(config.line())
	defer func() { _ = writer.Close() }()
	in := &intake{config: config, counts: counts, letters: kafka.NewDeadLetters(writer, config.Group)}
	turn, err := config.turn()
	if err != nil {
		return err
	}
	return kafka.Consume(ctx, kafka.ConsumerConfig{
		Line:           config.line(),
		Topic:          config.Topic,
		Group:          config.Group,
		Handler:        config.traced(in),
		Logger:         config.Logger,
		Metrics:        config.Metrics,
		Turn:           turn,
		AheadMax:       max(config.LookAhead, config.InFlightMax),
		Admit:          admit,
		OnRetry:        in.waits,
		OnMember:       config.OnMember,
		OnAway:         func(error) { counts.brokerAway.Inc() },
		InFlightMax:    config.InFlightMax,
		SessionTimeout: config.SessionTimeout,
		Retry:          config.Retry,
	})
}

// sayTopicProblems warns of topics that are set up wrong. Events are read all the same.
func (c Config) sayTopicProblems(ctx context.Context) {
	problems, err := kafka.TopicProblems(ctx, c.line(), kafka.Topic{Name: c.Topic}, c.Group)
	if err != nil {
		c.Logger.Warn("cannot see how the topics are set up", zap.Error(err))
	}
	for _, problem := range problems {
		c.Logger.Warn("a topic is set up wrong", zap.String("problem", problem))
	}
}

// startBrake makes the brake and lets it look until ctx ends or stop is called, which waits for it.
// admit is nil where nothing is bounded.
func (c Config) startBrake(ctx context.Context) (admit func(context.Context) error, stop func(), err error) {
	figures, err := newBrakeFigures(c.Metrics)
	if err != nil || c.BacklogMax == 0 {
		return nil, func() {}, err
	}
	b, ticker := newBrake(c, figures), time.NewTicker(lookEvery)
	ticks := ticker.C
	if c.backlogTicks != nil {
		ticks = c.backlogTicks
	}
	looking, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { b.run(looking, ticks) })
	return b.admit, func() {
		cancel()
		running.Wait()
		ticker.Stop()
	}, nil
}

// waits tells what holds a record up.
func (in *intake) waits(r kafka.Record, err error, pause time.Duration) {
	in.counts.retries.Inc()
	in.config.Logger.Warn("a record waits; nothing is lost", in.config.traceOf(r), zap.String("place", r.Place()),
		zap.Int("attempt", r.Attempt), zap.Duration("pause", pause), zap.Error(err))
}
