package guarded

import (
	"context"
	"fmt"
	"time"
)

// waitMax is how long a call waits for its turn; what would wait longer comes back later instead.
const waitMax = time.Second

// Pause is how long a call that began now would have to wait: by the rate, or because the provider has asked any
// caller of this process for patience.
func (p *Provider) Pause() time.Duration {
	now := p.config.Now()
	turn := p.limiter.ReserveN(now, 1)
	defer turn.CancelAt(now)
	return max(turn.DelayFrom(now), p.pausedFor(now))
}

func (p *Provider) pausedFor(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(p.pausedUntil.Sub(now), 0)
}

// pause keeps everybody away for as long as the provider asks.
func (p *Provider) pause(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := p.config.Now().Add(d); until.After(p.pausedUntil) {
		p.pausedUntil = until
	}
}

// await waits for the call's turn, if that comes within a moment and leaves half of the call's time.
func (p *Provider) await(ctx context.Context) error {
	return p.turn(ctx, func(wait time.Duration) error {
		if deadline, ok := ctx.Deadline(); wait > waitMax || ok && wait > time.Until(deadline)/2 {
			return fmt.Errorf("not now: the provider's rate has room in %s", wait.Round(time.Millisecond))
		}
		return nil
	})
}

// turn waits for a turn at the provider's rate, and gives it back where refuses finds the wait too long, or ctx ends.
func (p *Provider) turn(ctx context.Context, refuses func(wait time.Duration) error) error {
	now := p.config.Now()
	turn := p.limiter.ReserveN(now, 1)
	wait := max(turn.DelayFrom(now), p.pausedFor(now))
	if wait == 0 {
		return nil
	}
	if err := refuses(wait); err != nil {
		turn.CancelAt(now)
		return err
	}
	select {
	case <-p.config.After(wait):
		return nil
	case <-ctx.Done():
		turn.CancelAt(p.config.Now())
		return ctx.Err()
	}
}
