package kafka

import (
	"context"
	"time"

	driver "github.com/segmentio/kafka-go"
	"go.uber.org/zap"
)

const (
	// fetchBytesMax bounds one fetch, and with it the largest record that can be read.
	fetchBytesMax = 16 << 20
	// fetchWait is how long the broker may hold an empty fetch; giving a partition up waits for it.
	fetchWait = 250 * time.Millisecond
	// readAhead is how many records wait in memory behind the lanes.
	readAhead = 128
)

// read feeds one partition's records to the lanes until ctx ends.
func (s *session) read(ctx, working context.Context, p driver.PartitionAssignment) {
	reader := driver.NewReader(s.config.reader(p.ID))
	defer func() { _ = reader.Close() }()
	if err := reader.SetOffset(p.Offset); err != nil {
		s.config.Logger.Error("partition cannot be read", zap.Int("partition", p.ID), zap.Error(err))
		return
	}
	for failures := 0; ctx.Err() == nil; {
		message, err := reader.FetchMessage(ctx)
		if err == nil {
			failures = 0
			s.dispatch(ctx, working, fromDriver(message))
			continue
		}
		failures++
		s.pauseReading(ctx, readFailure{partition: p.ID, count: failures, err: err})
	}
}

// dispatch hands a record to its lane. When ctx ends first, the record is simply not safe.
func (s *session) dispatch(ctx, working context.Context, r Record) {
	t := s.trackers[r.Partition]
	m, err := t.read(ctx, r.Offset)
	if err != nil {
		return
	}
	_ = s.lanes.add(ctx, r.Key, func() {
		if s.handle(ctx, working, r) {
			t.safe(m)
		}
	})
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
	s.config.Retry.wait(ctx, f.count, func(pause time.Duration) {
		s.config.Logger.Warn("waiting for the broker to read a partition", zap.String("topic", s.config.Topic),
			zap.Int("partition", f.partition), zap.Duration("pause", pause), zap.Error(f.err))
	})
}

func (c ConsumerConfig) reader(partition int) driver.ReaderConfig {
	return driver.ReaderConfig{
		Brokers:         c.Brokers,
		Topic:           c.Topic,
		Partition:       partition,
		MinBytes:        1,
		MaxBytes:        fetchBytesMax,
		MaxWait:         fetchWait,
		QueueCapacity:   readAhead,
		ReadLagInterval: -1,
		IsolationLevel:  driver.ReadCommitted,
		// One attempt: the pauses, and saying so, are ours.
		MaxAttempts: 1,
	}
}
