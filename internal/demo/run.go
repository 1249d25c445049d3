package demo

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/makegood/makegood/internal/embedded"
)

// ErrNotRight is the end of a demo whose books disagree, or in which something that should have
// moved has not. The screen says what.
var ErrNotRight = errors.New("demo: not everything is right")

// Run starts the stack, worker and starter, publishes the stream, and shows what becomes of it
// until ctx ends (which is no error) or, with Exit, until nothing moves by itself any more.
func Run(ctx context.Context, o Options) error {
	if err := o.check(); err != nil {
		return err
	}
	stack, err := embedded.Start(ctx, o.Stack)
	if err != nil {
		return unlessDone(ctx, err)
	}
	err = onStack(ctx, o, stack)
	return errors.Join(unlessDone(ctx, err), stack.Stop())
}

// unlessDone forgets errors that only say that the demo was asked to end.
func unlessDone(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func onStack(ctx context.Context, o Options, stack *embedded.Stack) error {
	books, err := o.Books(ctx, stack)
	if err != nil {
		return err
	}
	defer func() { _ = books.Close() }()
	parts, err := o.Parts(ctx, stack)
	if err != nil {
		return err
	}
	running := startParts(ctx, parts, stack.Ended())
	s := &show{o: o, stack: stack, books: books, screen: newScreen(o)}
	err = s.play(running.ctx)
	running.stop()
	return errors.Join(err, running.wait())
}

// running are the parts at work. Its context ends when one of them fails.
type running struct {
	ctx  context.Context
	stop context.CancelFunc
	done sync.WaitGroup

	mutex sync.Mutex
	err   error
}

func startParts(ctx context.Context, parts []Part, ended <-chan error) *running {
	r := &running{}
	r.ctx, r.stop = context.WithCancel(ctx)
	for _, part := range parts {
		r.done.Go(func() {
			if err := part.Run(r.ctx); err != nil && r.ctx.Err() == nil {
				r.fail(fmt.Errorf("demo: %s: %w", part.Name, err))
			}
		})
	}
	r.done.Go(func() {
		select {
		case err := <-ended:
			r.fail(err)
		case <-r.ctx.Done():
		}
	})
	return r
}

func (r *running) fail(err error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.err = errors.Join(r.err, err)
	r.stop()
}

// wait returns when all parts have ended, with what made them fail.
func (r *running) wait() error {
	r.done.Wait()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.err
}

// show is the demo as it is seen: published, watched, summed up.
type show struct {
	o         Options
	stack     *embedded.Stack
	books     Books
	screen    *screen
	expect    Expected
	startedAt time.Time
	// before is what a used data folder had already.
	before snapshot
}

// play publishes and watches. It ends with ctx, or with the result.
func (s *show) play(ctx context.Context) error {
	s.startedAt = s.o.Now()
	s.screen.line("stack is up: Temporal UI %s · Temporal %s · Kafka %s · simulator %s",
		s.stack.TemporalUIURL, s.stack.TemporalAddress, s.stack.KafkaAddress, s.stack.SimulatorURL)
	for _, line := range s.o.Says {
		s.screen.line("%s", line)
	}
	var err error
	if s.before, err = s.read(ctx); err != nil {
		return err
	}
	if err := s.publish(ctx); err != nil {
		return err
	}
	last, err := s.watch(ctx)
	if err != nil || !s.o.Exit {
		return err
	}
	return s.conclude(ctx, last)
}
