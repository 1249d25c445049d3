package kafka

import (
	"context"
	"errors"
	"time"

	driver "github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
	"go.uber.org/zap"
)

// readAgain is the pause after a read that failed. It stays short: a broker that is back shall be
// read from at once.
var readAgain = Backoff{Min: 50 * time.Millisecond, Max: time.Second}

// read feeds one partition's records to the lanes until ctx ends.
func (s *session) read(ctx, working context.Context, p *partition) {
	for failures := 0; ctx.Err() == nil; {
		err := s.readOnce(ctx, working, p)
		if err == nil {
			failures = 0
			continue
		}
		failures++
		s.pauseReading(ctx, readFailure{partition: p.id, count: failures, err: err})
	}
}

// readOnce hands the next answer's records to their lanes. After an error it is called again.
func (s *session) readOnce(ctx, working context.Context, p *partition) error {
	if p.next < 0 {
		return s.begin(ctx, p)
	}
	if p.inDoubt() {
		return s.settleDoubt(ctx, p)
	}
	got, err := p.fetcher.fetch(ctx, p.next)
	switch {
	case errors.Is(err, driver.OffsetOutOfRange):
		return s.beginAnew(ctx, p)
	case errors.Is(err, ErrUnpacksTooLarge):
		return s.passUnreadable(ctx, working, p, err)
	case notKnown(err):
		p.doubt()
		return err
	case err != nil:
		return err
	}
	p.noteEnd(got.end)
	for _, r := range got.records {
		if err := s.dispatch(ctx, working, p, r); err != nil {
			return err
		}
	}
	p.passed(got.next)
	return nil
}

// notKnown reports whether the broker does not know the partition, or not as its own: its topic is
// being deleted or made, or its leader moves.
func notKnown(err error) bool {
	return errors.Is(err, driver.UnknownTopicOrPartition) || errors.Is(err, driver.NotLeaderForPartition) ||
		errors.Is(err, protocol.ErrNoTopic) || errors.Is(err, protocol.ErrNoPartition)
}

// dispatch hands a record to its lane. Its error is ctx's: the record is not safe then, and no later one
// may be dispatched, or the position would pass it.
func (s *session) dispatch(ctx, working context.Context, p *partition, r Record) error {
	t := p.tracking()
	m, err := t.read(ctx, r)
	if err != nil {
		return err
	}
	return s.lanes.add(ctx, r, func() {
		if s.handle(ctx, working, r) {
			t.safe(m)
		}
	})
}

// passUnreadable hands on the place of a record that cannot be read, and goes one step further. The
// batch is asked for again for each of its offsets: kafka-go does not say where it ends.
func (s *session) passUnreadable(ctx, working context.Context, p *partition, why error) error {
	s.figures.unreadable.WithLabelValues(s.config.Topic).Inc()
	s.config.Logger.Error("a record cannot be read; its place is handed on without its bytes",
		zap.String("topic", s.config.Topic), zap.Int("partition", p.id), zap.Int64("offset", p.next), zap.Error(why))
	err := s.dispatch(ctx, working, p, Record{
		Topic: s.config.Topic, Partition: p.id, Offset: p.next, Time: time.Now(), Unreadable: ErrUnpacksTooLarge,
	})
	if err == nil {
		p.passed(p.next + 1)
	}
	return err
}

type readFailure struct {
	partition int
	count     int
	err       error
}

func (s *session) pauseReading(ctx context.Context, f readFailure) {
	if ctx.Err() != nil {
		return
	}
	s.config.OnAway(f.err)
	readAgain.wait(ctx, f.count, func(pause time.Duration) {
		s.config.Logger.Warn("waiting for the broker to read a partition", zap.String("topic", s.config.Topic),
			zap.Int("partition", f.partition), zap.Duration("pause", pause), zap.Error(f.err))
	})
}
