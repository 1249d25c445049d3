package server

import (
	"container/list"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// callersMax is how many callers a table of rates remembers. Whoever has not called for longest is forgotten first, and
// may then call as if for the first time.
const callersMax = 10000

// Rate is how often a caller may call: PerSecond in the long run, and Burst at once.
type Rate struct {
	PerSecond float64
	Burst     int
}

// rates hold each caller to one Rate. They are safe for concurrent use.
type rates struct {
	limit Rate
	now   func() time.Time

	mu sync.Mutex
	// callers are in recent too, the latest first.
	callers map[string]*list.Element
	recent  *list.List
}

// caller is one of them, with what is left to it.
type caller struct {
	name string
	left *rate.Limiter
}

func newRates(limit Rate, now func() time.Time) *rates {
	return &rates{limit: limit, now: now, callers: map[string]*list.Element{}, recent: list.New()}
}

// take counts a call of a caller, and returns 0; or counts nothing and returns how long it has to wait.
func (r *rates) take(name string) (wait time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	asked := r.of(name).ReserveN(now, 1)
	if wait = asked.DelayFrom(now); wait > 0 {
		asked.CancelAt(now)
	}
	return wait
}

// of is what is left to a caller.
func (r *rates) of(name string) *rate.Limiter {
	if known, ok := r.callers[name]; ok {
		r.recent.MoveToFront(known)
		return known.Value.(*caller).left
	}
	if r.recent.Len() >= callersMax {
		oldest := r.recent.Back()
		delete(r.callers, oldest.Value.(*caller).name)
		r.recent.Remove(oldest)
	}
	fresh := &caller{name: name, left: rate.NewLimiter(rate.Limit(r.limit.PerSecond), r.limit.Burst)}
	r.callers[name] = r.recent.PushFront(fresh)
	return fresh.left
}
