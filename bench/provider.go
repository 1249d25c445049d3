package main

import (
	"context"
	"sync"
	"time"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// instant is a provider that settles at once, and remembers when.
type instant struct {
	mu    sync.Mutex
	moved map[string]time.Time
}

func (p *instant) Refund(_ context.Context, in payment.Instruction) (refund.Outcome, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, again := p.moved[in.Reference]; !again {
		p.moved[in.Reference] = time.Now()
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
	return payment.Terms{CallTimeout: time.Second, SettlingDelay: time.Second, LookupDelays: []time.Duration{time.Second}}
}

// movedAt is when the money of a reference moved, or zero.
func (p *instant) movedAt(reference string) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.moved[reference]
}
