package starter

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
)

const (
	// lookEvery is how often the backlog is asked for. The server makes a new estimate only every
	// matching.TaskQueueInfoByBuildIdTTL (5 s unless configured), so asking more often tells nothing.
	lookEvery = time.Second
	// lookTimeout is how long an answer is waited for.
	lookTimeout = 2 * time.Second
	// unansweredMax is how many looks in a row may stay unanswered before a brake that holds lets
	// go. A server that drowns in starts is slow to answer, and one lost answer must not send the
	// rest of the flood.
	unansweredMax = 3
)

// brake holds records back while workers do not take up the workflows that were started, so that
// the events wait in Kafka, where waiting costs nothing. Without answers it lets them go on: it
// protects the refunds under way, and no refund depends on it.
type brake struct {
	limits  backlogLimits
	look    func(context.Context) (backlog, error)
	now     func() time.Time
	figures brakeFigures
	logger  *zap.Logger

	// flowing: a record came since the last look.
	flowing atomic.Bool

	mu sync.Mutex
	// open is closed while records may pass.
	open chan struct{}

	// What follows belongs to the goroutine of run.
	held       bool
	heldSince  time.Time
	countedTo  time.Time
	last       backlog
	unanswered int
}

func newBrake(c Config, figures brakeFigures) *brake {
	b := &brake{
		limits: backlogLimits{countMax: c.BacklogMax, ageMax: c.BacklogAgeMax},
		look:   c.taskQueueBacklog, now: c.Now, figures: figures, logger: c.Logger, open: make(chan struct{}),
	}
	close(b.open)
	return b
}

// admit returns when a record may be handled. Its error is ctx's.
func (b *brake) admit(ctx context.Context) error {
	b.flowing.Store(true)
	select {
	case <-b.gate():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *brake) gate() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.open
}

// run looks at every tick, until ctx ends.
func (b *brake) run(ctx context.Context, ticks <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			b.countHeld()
			return
		case <-ticks:
			b.tick(ctx)
		}
	}
}

// tick asks for the backlog where the answer can matter: while records come, while they are held
// back, and until the backlog they made is gone.
func (b *brake) tick(ctx context.Context) {
	flowing := b.flowing.Swap(false)
	if !flowing && !b.held && b.last.count == 0 {
		return
	}
	asking, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	seen, err := b.look(asking)
	b.countHeld()
	switch {
	case ctx.Err() != nil:
	case err != nil:
		b.missed(err)
	default:
		b.saw(seen)
	}
}

// saw acts on an answer.
func (b *brake) saw(seen backlog) {
	if b.unanswered > 0 {
		b.logger.Info("the task queue's backlog is known again")
	}
	b.unanswered, b.last = 0, seen
	b.figures.saw(seen)
	switch {
	case !b.held && b.limits.exceededBy(seen):
		b.hold()
	case b.held && !b.limits.half().exceededBy(seen):
		b.release("intake goes on")
	}
}

// missed counts a look that was not answered, and says the first of a row.
func (b *brake) missed(err error) {
	b.unanswered++
	b.figures.unanswered.Inc()
	if b.unanswered == 1 {
		b.logger.Warn("the task queue's backlog is unknown; without it intake is not held back", zap.Error(err))
	}
	if b.held && b.unanswered >= unansweredMax {
		b.last = backlog{}
		b.release("intake goes on, because the task queue's backlog is unknown")
	}
}

func (b *brake) hold() {
	b.held, b.heldSince, b.countedTo = true, b.now(), b.now()
	b.figures.held.Set(1)
	b.mu.Lock()
	b.open = make(chan struct{})
	b.mu.Unlock()
	b.logger.Warn("intake is held back: the workers do not take up what was started; events wait in Kafka, nothing is lost",
		zap.Int64("backlog", b.last.count), zap.Int64("backlog_max", b.limits.countMax),
		zap.Duration("backlog_age", b.last.age), zap.Duration("backlog_age_max", b.limits.ageMax))
}

func (b *brake) release(message string) {
	b.held = false
	b.figures.held.Set(0)
	b.mu.Lock()
	close(b.open)
	b.mu.Unlock()
	b.logger.Info(message, zap.Int64("backlog", b.last.count), zap.Duration("held", b.now().Sub(b.heldSince)))
}

// countHeld adds the time held since it was last added.
func (b *brake) countHeld() {
	if !b.held {
		return
	}
	now := b.now()
	b.figures.heldSeconds.Add(max(now.Sub(b.countedTo), 0).Seconds())
	b.countedTo = now
}
