package session

import (
	"context"
	"time"

	"go.uber.org/zap"
)

// Old sessions are forgotten every pruneEvery, a day after their end, and some at a time.
const (
	pruneEvery = time.Hour
	keptFor    = 24 * time.Hour
	pruneMax   = 500
)

// Pruner forgets old sessions.
type Pruner interface {
	PruneSessions(ctx context.Context, keepFor time.Duration, countMax int) (int, error)
}

// PruneUntil forgets old sessions from time to time until ctx ends. What fails is tried again.
func PruneUntil(ctx context.Context, books Pruner, ticks <-chan time.Time, logger *zap.Logger) {
	for {
		if err := prune(ctx, books); err != nil && ctx.Err() == nil {
			logger.Warn("old sessions are not forgotten yet", zap.Error(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
	}
}

// PruneTicks are when old sessions are forgotten, until stop is called.
func PruneTicks() (ticks <-chan time.Time, stop func()) {
	ticker := time.NewTicker(pruneEvery)
	return ticker.C, ticker.Stop
}

func prune(ctx context.Context, books Pruner) error {
	for {
		count, err := books.PruneSessions(ctx, keptFor, pruneMax)
		if err != nil || count < pruneMax {
			return err
		}
	}
}
