package kafka

import (
	"context"
	"math/rand/v2"
	"time"
)

// Backoff says how long to wait before trying again: from Min, doubling, up to Max, each shortened
// by chance by up to a half, so that many who wait do not come back at once. It never gives up.
type Backoff struct {
	Min, Max time.Duration
}

// Delay is the pause after the given attempt, counted from 1. chance is in [0, 1).
func (b Backoff) Delay(attempt int, chance float64) time.Duration {
	delay := b.Max
	if doublings := attempt - 1; doublings < 30 && b.Min<<max(doublings, 0) < b.Max {
		delay = b.Min << max(doublings, 0)
	}
	return delay - time.Duration(float64(delay)*chance/2)
}

// wait waits for the pause after attempt. It returns how long it meant to, and false if ctx ended
// first. told is called before the wait.
func (b Backoff) wait(ctx context.Context, attempt int, told func(time.Duration)) bool {
	delay := b.Delay(attempt, rand.Float64())
	told(delay)
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
