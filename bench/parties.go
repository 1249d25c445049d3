package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// instant is a provider that settles at once, and remembers when.
type instant struct {
	// usualAnswer is what it says of itself: from it the first send's shape follows.
	usualAnswer time.Duration

	mu    sync.Mutex
	moved map[string]time.Time
	// changed is closed and made anew when money moves.
	changed chan struct{}
}

func newInstant(usualAnswer time.Duration) *instant {
	return &instant{usualAnswer: usualAnswer, moved: map[string]time.Time{}, changed: make(chan struct{})}
}

func (p *instant) Refund(_ context.Context, in payment.Instruction) (refund.Outcome, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, again := p.moved[in.Reference]; !again {
		p.moved[in.Reference] = time.Now()
		close(p.changed)
		p.changed = make(chan struct{})
	}
	return refund.Outcome{Kind: refund.OutcomeSettled}, nil
}

func (p *instant) Lookup(_ context.Context, in payment.Instruction) (payment.Found, error) {
	if p.movedAt(in.Reference).IsZero() {
		return payment.Found{Absent: true}, nil
	}
	return payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeSettled}}, nil
}

func (p *instant) Terms() payment.Terms {
	return payment.Terms{
		CallTimeout: time.Second, SettlingDelay: time.Second, LookupDelays: []time.Duration{time.Second}, UsualAnswer: p.usualAnswer,
	}
}

// movedAt is when the money of a reference moved, or zero.
func (p *instant) movedAt(reference string) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.moved[reference]
}

// await is when the money of a reference moved, which is waited for.
func (p *instant) await(ctx context.Context, reference string) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, moneyMaxWait)
	defer cancel()
	for {
		p.mu.Lock()
		at, changed := p.moved[reference], p.changed
		p.mu.Unlock()
		if !at.IsZero() {
			return at, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return time.Time{}, fmt.Errorf("no money of %s: %w", reference, ctx.Err())
		}
	}
}

// mute is a channel and a status topic that keep nothing: what they kept would be measured as the worker's
// memory.
type mute struct{}

func (mute) Name() string                                     { return messaging.ChannelEmail }
func (mute) Deliver(context.Context, messaging.Message) error { return nil }
func (mute) Publish(context.Context, refund.Notice) error     { return nil }

// staff are those of the shipped reviewers.yaml.
type staff struct{ list refund.Staff }

func (s staff) Staff() refund.Staff { return s.list }
