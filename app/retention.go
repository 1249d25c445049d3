package app

import (
	"context"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/ledger"
)

const (
	// emptyEvery is how often the worker looks for notifications to empty, emptyBatch how many go in one transaction.
	emptyEvery = 24 * time.Hour
	emptyBatch = 500
)

// emptier takes the bytes out of what providers sent once they have been kept for long enough. Every worker may: what one
// has emptied, the others do not find.
type emptier struct {
	books  ledger.Facts
	days   int64
	now    func() time.Time
	logger *zap.Logger
}

// emptyNotifications empties at once and then every day, until stop is called, which waits for it.
func (a *App) emptyNotifications(ctx context.Context, books ledger.Facts) (stop func()) {
	e := emptier{books: books, days: a.settings.Retention.NotificationDays, now: a.now, logger: a.logger}
	if e.days == 0 {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	ticker := time.NewTicker(emptyEvery)
	var running sync.WaitGroup
	running.Go(func() { e.run(ctx, ticker.C) })
	return func() {
		cancel()
		running.Wait()
		ticker.Stop()
	}
}

func (e emptier) run(ctx context.Context, ticks <-chan time.Time) {
	for {
		e.empty(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
	}
}

// empty empties all that are due. What fails is left for the next day.
func (e emptier) empty(ctx context.Context) {
	var all int64
	for {
		count, err := e.books.EmptyNotifications(ctx, e.now().AddDate(0, 0, -int(e.days)), emptyBatch)
		all += count
		if err != nil && ctx.Err() == nil {
			e.logger.Warn("notifications that are kept for too long could not be emptied; it is tried again in a day", zap.Error(err))
		}
		if err != nil || count < emptyBatch {
			break
		}
	}
	if all > 0 {
		e.logger.Info("emptied notifications that may name people", zap.Int64("notifications", all), zap.Int64("older_than_days", e.days))
	}
}
