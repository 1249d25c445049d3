package activities

import (
	"context"
	"sync"
	"time"

	"github.com/makegood/makegood/ledger"
)

const (
	// askedAgainAfter is how long an answer counts.
	askedAgainAfter = 10 * time.Minute
	// pastAskedAgainAfter is how long it counts that a way has no past to go by yet: the first refunds of a way are soon
	// followed by one that has.
	pastAskedAgainAfter = 15 * time.Second
	// askGiveUp is how long an answer is waited for when the message that asked is gone.
	askGiveUp = 30 * time.Second
	// waysMax bounds what is remembered; providers are named by events.
	waysMax = 500
)

// Expectations remembers an Expecter's answers for ten minutes, those without a past for less, and never keeps a message waiting. It
// is safe for concurrent use.
type Expectations struct {
	of    Expecter
	clock func() time.Time

	mu    sync.Mutex
	known map[ledger.Way]expectation
}

type expectation struct {
	times ledger.SettlementTimes
	until time.Time
}

var _ Expecter = (*Expectations)(nil)

// NewExpectations remembers the answers of of, which is the ledger; clock is UTC.
func NewExpectations(of Expecter, clock func() time.Time) *Expectations {
	return &Expectations{of: of, clock: clock, known: map[ledger.Way]expectation{}}
}

// SettlementTimes implements Expecter. Without an answer in the caller's time it returns the last one,
// Count 0 where there was none; it never returns an error.
func (e *Expectations) SettlementTimes(ctx context.Context, way ledger.Way) (ledger.SettlementTimes, error) {
	last, fresh := e.recall(way)
	if fresh {
		return last, nil
	}
	answered := make(chan ledger.SettlementTimes, 1)
	go func() { answered <- e.ask(context.WithoutCancel(ctx), way, last) }()
	select {
	case times := <-answered:
		return times, nil
	case <-ctx.Done():
		return last, nil
	}
}

// recall returns what is known. Where that is too old, the caller asks: for everybody else it counts as
// fresh meanwhile, so that one asks.
func (e *Expectations) recall(way ledger.Way) (ledger.SettlementTimes, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	known, now := e.known[way], e.clock()
	if now.Before(known.until) {
		return known.times, true
	}
	if len(e.known) >= waysMax {
		clear(e.known)
	}
	e.known[way] = expectation{times: known.times, until: now.Add(askedAgainAfter)}
	return known.times, false
}

// ask asks, and remembers the answer; without one, the last stays.
func (e *Expectations) ask(ctx context.Context, way ledger.Way, last ledger.SettlementTimes) ledger.SettlementTimes {
	ctx, cancel := context.WithTimeout(ctx, askGiveUp)
	defer cancel()
	times, err := e.of.SettlementTimes(ctx, way)
	if err != nil {
		return last
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.known[way] = expectation{times: times, until: e.clock().Add(countsFor(times))}
	return times
}

func countsFor(times ledger.SettlementTimes) time.Duration {
	if times.Count < pastCountMin {
		return pastAskedAgainAfter
	}
	return askedAgainAfter
}
