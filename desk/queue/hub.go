package queue

import (
	"context"
	"sync"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

const (
	// pollEvery is how often the ledger is asked whether anything has changed, while somebody listens.
	pollEvery = time.Second
	// wakeEvery is after how many polls everybody looks anyway: rows grow overdue, claims run out, and a change may have
	// been missed. It is also how often a listener that is gone is noticed.
	wakeEvery = 15
	// listenersMax bounds who listens at once, and listenersEachMax how often one person does, so that nobody takes every place.
	listenersMax     = 64
	listenersEachMax = 16
)

// hub polls the ledger for all listeners, while there is one.
type hub struct {
	mark func(context.Context) (ledger.QueueMark, error)
	// ticks gives the poller its beat, and a function that ends it.
	ticks func() (<-chan time.Time, func())

	mu        sync.Mutex
	listeners int
	of        map[refund.Person]int
	stop      context.CancelFunc
	woken     chan struct{}
	closed    chan struct{}
}

func newHub(mark func(context.Context) (ledger.QueueMark, error)) *hub {
	return &hub{mark: mark, of: map[refund.Person]int{}, woken: make(chan struct{}), closed: make(chan struct{}), ticks: func() (<-chan time.Time, func()) {
		ticker := time.NewTicker(pollEvery)
		return ticker.C, ticker.Stop
	}}
}

// join makes room for a person who listens, who calls leave in the end; false: as many listen as can, of all or of this person, or
// the hub is closed.
func (h *hub) join(who refund.Person) (leave func(), ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	select {
	case <-h.closed:
		return nil, false
	default:
	}
	if h.listeners >= listenersMax || h.of[who] >= listenersEachMax {
		return nil, false
	}
	h.of[who]++
	if h.listeners++; h.listeners == 1 {
		ctx, cancel := context.WithCancel(context.Background())
		h.stop = cancel
		go h.poll(ctx)
	}
	return sync.OnceFunc(func() { h.leave(who) }), true
}

func (h *hub) leave(who refund.Person) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.of[who]--; h.of[who] == 0 {
		delete(h.of, who)
	}
	if h.listeners--; h.listeners == 0 {
		h.stop()
	}
}

// next is closed at the next change.
func (h *hub) next() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.woken
}

func (h *hub) wake() {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.woken)
	h.woken = make(chan struct{})
}

// close ends all listeners.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	select {
	case <-h.closed:
	default:
		close(h.closed)
	}
}

// poll wakes everybody when the mark changes, and from time to time. A ledger that does not answer changes nothing.
func (h *hub) poll(ctx context.Context) {
	beat, end := h.ticks()
	defer end()
	last, _ := h.mark(ctx) // without one, the first that is read wakes everybody
	for quiet := 0; ; quiet++ {
		select {
		case <-ctx.Done():
			return
		case <-beat:
		}
		mark, err := h.mark(ctx)
		if err == nil && mark != last || quiet >= wakeEvery {
			h.wake()
			quiet = 0
		}
		if err == nil {
			last = mark
		}
	}
}
