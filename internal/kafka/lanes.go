package kafka

import (
	"context"
	"sync"
)

// lanes runs work side by side, but the work of one key one after the other, in the order it was
// added. A key has a goroutine only while it has work.
type lanes struct {
	// slots bounds the work that was added and is not done.
	slots chan struct{}
	run   sync.WaitGroup

	mu     sync.Mutex
	queues map[string][]func()
	closed bool
}

func newLanes(inFlightMax int) *lanes {
	return &lanes{slots: make(chan struct{}, inFlightMax), queues: map[string][]func(){}}
}

// add queues work behind what its key has. It waits for a slot, and returns ctx's error when that
// ends first. A nil key has no order to keep: the work gets a lane of its own.
func (l *lanes) add(ctx context.Context, key []byte, work func()) error {
	select {
	case l.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if key == nil {
		l.run.Go(func() { l.one(work) })
		return nil
	}
	lane := string(key)
	queue, running := l.queues[lane]
	l.queues[lane] = append(queue, work)
	if !running {
		l.run.Go(func() { l.drive(lane) })
	}
	return nil
}

// drive works off one lane until it is empty.
func (l *lanes) drive(lane string) {
	for {
		work, ok := l.next(lane)
		if !ok {
			return
		}
		l.one(work)
	}
}

func (l *lanes) one(work func()) {
	defer func() { <-l.slots }()
	l.mu.Lock()
	closed := l.closed
	l.mu.Unlock()
	if !closed {
		work()
	}
}

func (l *lanes) next(lane string) (func(), bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	queue := l.queues[lane]
	if len(queue) == 0 {
		delete(l.queues, lane)
		return nil, false
	}
	work := queue[0]
	queue[0] = nil
	l.queues[lane] = queue[1:]
	return work, true
}

// close drops the work that has not begun. wait returns when what has begun is done.
func (l *lanes) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
}

func (l *lanes) wait() { l.run.Wait() }
