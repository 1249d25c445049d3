package kafka

import (
	"context"
	"maps"
	"sync"
	"time"

	driver "github.com/segmentio/kafka-go"
	"go.uber.org/zap"
)

// session is this consumer's share of the topic for one generation of the group. Its offsets are
// committed through the generation, so that the broker refuses those of a generation that is over.
type session struct {
	config     ConsumerConfig
	generation offsets
	partitions []driver.PartitionAssignment
	trackers   map[int]*tracker
	committed  map[int]int64
	lanes      *lanes
}

// offsets is the part of a generation that stores what is safe.
type offsets interface {
	CommitOffsets(offsets map[string]map[int]int64) error
}

func newSession(config ConsumerConfig, generation *driver.Generation) *session {
	s := &session{
		config:     config,
		generation: generation,
		partitions: generation.Assignments[config.Topic],
		trackers:   map[int]*tracker{},
		committed:  map[int]int64{},
		lanes:      newLanes(config.InFlightMax),
	}
	for _, p := range s.partitions {
		s.trackers[p.ID] = newTracker(p.Offset, config.WindowMax)
		s.committed[p.ID] = p.Offset
	}
	return s
}

// run reads, handles and commits until ctx ends with the generation. What it has begun it finishes
// within DrainMax; what it has not begun is left to the next owner.
func (s *session) run(ctx context.Context) {
	s.config.Logger.Info("consuming", zap.String("topic", s.config.Topic), zap.Int("partitions", len(s.partitions)))
	working, stopWork := context.WithCancel(context.Background())
	defer stopWork()
	var readers sync.WaitGroup
	for _, p := range s.partitions {
		readers.Go(func() { s.read(ctx, working, p) })
	}
	s.commitUntil(ctx.Done())
	s.lanes.close()
	readers.Wait()
	s.drain(stopWork)
	s.commit()
}

// drain lets handlers finish, and ends the context of those that take too long.
func (s *session) drain(stopWork func()) {
	impatience := time.AfterFunc(s.config.DrainMax, stopWork)
	defer impatience.Stop()
	s.lanes.wait()
}

func (s *session) commitUntil(done <-chan struct{}) {
	ticker := time.NewTicker(s.config.CommitEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			s.commit()
		case <-done:
			return
		}
	}
}

// commit stores the watermarks that moved. A failure is not retried here: the next tick is, and a
// generation that is over may not commit at all.
func (s *session) commit() {
	moved := map[int]int64{}
	for id, t := range s.trackers {
		if offset := t.committable(); offset > s.committed[id] {
			moved[id] = offset
		}
	}
	if len(moved) == 0 {
		return
	}
	if err := s.generation.CommitOffsets(map[string]map[int]int64{s.config.Topic: moved}); err != nil {
		s.config.Logger.Warn("offsets not committed; their records will be delivered again unless the next try succeeds",
			zap.String("topic", s.config.Topic), zap.Error(err))
		return
	}
	maps.Copy(s.committed, moved)
}

// handle calls the handler until the record is safe. A call that has begun may go on until working
// ends; no further one is begun, or waits to be admitted, once ctx has ended.
func (s *session) handle(ctx, working context.Context, r Record) bool {
	for r.Attempt = 1; ; r.Attempt++ {
		if s.config.Admit(ctx) != nil {
			return false
		}
		err := s.config.Handler.Handle(working, r)
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		told := func(pause time.Duration) { s.config.OnRetry(r, err, pause) }
		if !s.config.Retry.wait(ctx, r.Attempt, told) {
			return false
		}
	}
}
