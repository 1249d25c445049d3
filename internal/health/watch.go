package health

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.uber.org/zap"
)

// Question is what Watch asks a dependency again and again.
type Question struct {
	Name string
	// Ask asks; its context ends after Timeout. An error goes to the log and not into an answer: it may hold a secret.
	Ask func(ctx context.Context) error
	// Failing says in words what a failed question means.
	Failing string

	Every   time.Duration
	Timeout time.Duration
	Now     func() time.Time
	Logger  *zap.Logger
}

// staleAfter is how many intervals an answer counts: a dependency that hangs is one that fails.
const staleAfter = 3

// ErrNotYet is the error of a question that cannot be asked yet: the process has not come so far.
var ErrNotYet = errors.New("it cannot be asked yet")

// Watched is a dependency that is asked in the background. Its checks answer from what it said last.
type Watched struct {
	question Question
	moves    *Pulse

	mu         sync.Mutex
	asking     bool
	answeredAt time.Time
	err        error
}

// NewWatched returns a watch that has asked nothing yet.
func NewWatched(q Question) *Watched {
	return &Watched{question: q, moves: NewPulse("watch "+q.Name, loopSilenceMax, q.Now)}
}

// loopSilenceMax is how long a loop that turns every few seconds may be silent until it is taken for dead.
const loopSilenceMax = 2 * time.Minute

// Run asks at once and at every tick until ctx ends.
func (w *Watched) Run(ctx context.Context, ticks <-chan time.Time) {
	for {
		w.moves.Beat()
		w.Ask(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
	}
}

// RunEvery is Run at the question's own interval.
func (w *Watched) RunEvery(ctx context.Context) {
	ticker := time.NewTicker(w.question.Every)
	defer ticker.Stop()
	w.Run(ctx, ticker.C)
}

// Ask asks once, and waits for the answer no longer than Timeout. A question that is still open is not asked again.
func (w *Watched) Ask(ctx context.Context) {
	w.mu.Lock()
	open := w.asking
	w.asking = true
	w.mu.Unlock()
	if open {
		return
	}
	asking, cancel := context.WithTimeout(ctx, w.question.Timeout)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer cancel()
		err := w.question.Ask(asking)
		if ctx.Err() == nil {
			w.answered(err)
		}
	}()
	select {
	case <-done:
	case <-asking.Done():
	}
}

func (w *Watched) answered(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before, first := w.err, w.answeredAt.IsZero()
	w.asking = false
	if errors.Is(err, ErrNotYet) {
		return
	}
	w.answeredAt, w.err = w.question.Now(), err
	switch {
	case err != nil && (before == nil || first):
		w.question.Logger.Warn("not ready: "+w.question.Failing, zap.String("check", w.question.Name), zap.Error(err))
	case err == nil && before != nil:
		w.question.Logger.Info("ready again", zap.String("check", w.question.Name))
	}
}

// Ready is the check that the dependency answered well, and not long ago.
func (w *Watched) Ready() Check { return Check{Name: w.question.Name, Problem: w.problem} }

// Live is the check that it is still asked.
func (w *Watched) Live() Check { return w.moves.Check() }

func (w *Watched) problem() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch silent := w.question.Now().Sub(w.answeredAt); {
	case w.answeredAt.IsZero():
		return "no answer yet"
	case w.err != nil:
		return w.question.Failing
	case silent > staleAfter*w.question.Every:
		return fmt.Sprintf("%s: no answer for %s", w.question.Failing, silent.Round(time.Second))
	}
	return ""
}
