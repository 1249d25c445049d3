package sqlstore

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/makegood/makegood/ledger"
)

// saidEvery is how often failing writes are said at most: on a full disk every one of them fails.
const saidEvery = time.Minute

// health counts the writes that the database could not carry out, and says so.
type health struct {
	log   ledger.Logger
	clock func() time.Time

	mu       sync.Mutex
	failures int64
	unsaid   int64
	failedAt time.Time
	saidAt   time.Time
}

// note takes a write's error, or nil where it went well.
func (h *health) note(what string, err error, broken func(error) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err == nil {
		h.recovered()
		return
	}
	if !isFault(err) || broken(err) {
		return
	}
	now := h.clock().UTC()
	h.failures++
	h.unsaid++
	h.failedAt = now
	if !h.saidAt.IsZero() && now.Sub(h.saidAt) < saidEvery {
		return
	}
	h.log.Warn("the ledger cannot be written", "failures", h.unsaid, "failures_total", h.failures, "what", what, "cause", err.Error())
	h.saidAt, h.unsaid = now, 0
}

func (h *health) recovered() {
	if h.saidAt.IsZero() {
		return
	}
	h.log.Info("the ledger is written again", "failures_total", h.failures)
	h.saidAt, h.unsaid = time.Time{}, 0
}

// silent is the logger of a store that was given none.
type silent struct{}

// Info implements ledger.Logger.
func (silent) Info(string, ...any) {}

// Warn implements ledger.Logger.
func (silent) Warn(string, ...any) {}

// isFault tells the database's errors from refusals of the books, and from callers who gave up.
func isFault(err error) bool {
	var of fault
	return errors.As(err, &of) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

// Health implements ledger.Condition.
func (s *Store) Health() ledger.Health {
	s.health.mu.Lock()
	defer s.health.mu.Unlock()
	out := ledger.Health{WriteFailureCount: s.health.failures, FailedAt: s.health.failedAt}
	if s.guard != nil {
		out.LogBytes = s.guard.LogBytes()
	}
	return out
}

// TryWrite implements ledger.Condition.
func (s *Store) TryWrite(ctx context.Context) error {
	return s.write(ctx, "try to write", func(t *tx) error {
		return t.exec(`INSERT INTO write_trial (one, tried_at) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET tried_at = excluded.tried_at`,
			micros(t.now))
	})
}

// Lost implements ledger.Condition.
func (s *Store) Lost() <-chan error {
	if s.guard == nil {
		return nil
	}
	return s.guard.Lost()
}
