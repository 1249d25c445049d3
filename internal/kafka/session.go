package kafka

import (
	"context"
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
	client     *driver.Client
	figures    figures
	partitions []*partition
	lanes      *lanes
	// end ends the session before its generation does, so that the group is joined again.
	end context.CancelFunc
}

// offsets is the part of a generation that stores what is safe.
type offsets interface {
	CommitOffsets(offsets map[string]map[int]int64) error
}

// newSession reads what the generation assigned to this consumer.
func (c *consumer) newSession(generation *driver.Generation) *session {
	s := &session{
		config: c.config, generation: generation, client: c.client, figures: c.figures,
		lanes: newLanes(newRoom(c.config.AheadMax, c.config.AheadBytesMax)), end: func() {},
	}
	for _, assigned := range generation.Assignments[c.config.Topic] {
		f := fetcher{transport: c.client.Transport, addr: c.client.Addr, topic: c.config.Topic, partition: assigned.ID}
		s.partitions = append(s.partitions, newPartition(f, assigned, c.config.WindowMax))
	}
	return s
}

// run reads, handles and commits until ctx ends with the generation. What it has begun it finishes
// within DrainMax; what it has not begun is left to the next owner.
func (s *session) run(ctx context.Context) {
	s.config.Logger.Info("consuming", zap.String("topic", s.config.Topic), zap.Int("partitions", len(s.partitions)))
	ctx, s.end = context.WithCancel(ctx)
	defer s.end()
	s.tellMember()
	defer s.config.OnMember(Membership{})
	working, stopWork := context.WithCancel(context.Background())
	defer stopWork()
	var running sync.WaitGroup
	running.Go(func() { s.watch(ctx) })
	for _, p := range s.partitions {
		running.Go(func() { s.read(ctx, working, p) })
	}
	s.commitUntil(ctx.Done())
	s.lanes.close()
	running.Wait()
	s.drain(stopWork)
	s.commit()
	s.unshow()
}

// Membership is how a consumer stands in its group.
type Membership struct {
	// Joined: the group's leader has given it a share of the topic, which may be empty.
	Joined         bool
	PartitionCount int
}

func (s *session) tellMember() {
	s.config.OnMember(Membership{Joined: true, PartitionCount: len(s.partitions)})
}

// drain lets handlers finish, and ends the context of those that take too long.
func (s *session) drain(stopWork func()) {
	impatience := time.AfterFunc(s.config.DrainMax, stopWork)
	defer impatience.Stop()
	s.lanes.wait()
}

// showEvery is how often the figures of the partitions are told.
const showEvery = time.Second

func (s *session) commitUntil(done <-chan struct{}) {
	commits, shows := time.NewTicker(s.config.CommitEvery), time.NewTicker(showEvery)
	defer commits.Stop()
	defer shows.Stop()
	for {
		select {
		case <-commits.C:
			s.commit()
		case now := <-shows.C:
			s.show(now)
			s.tellMember()
		case <-done:
			return
		}
	}
}

// commit stores the watermarks that moved. A failure is not retried here: the next tick is, and a
// generation that is over may not commit at all.
func (s *session) commit() {
	moved := map[int]int64{}
	for _, p := range s.partitions {
		if offset, moves := p.committable(); moves {
			moved[p.id] = offset
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
	for _, p := range s.partitions {
		if offset, stored := moved[p.id]; stored {
			p.noteCommitted(offset)
		}
	}
}

// handle waits for the record's turn, and calls the handler until the record is safe. A call that has begun may
// go on until working ends; no further one is begun, or waits to be admitted, once ctx has ended.
func (s *session) handle(ctx, working context.Context, r Record) bool {
	done, err := s.config.Turn(ctx, r)
	if err != nil {
		return false
	}
	defer done()
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
