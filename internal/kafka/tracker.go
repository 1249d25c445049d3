package kafka

import (
	"context"
	"sync"
	"time"
)

// tracker follows one partition's records from read to safe. Its watermark is the offset up to
// which every record read is safe, whatever order they became so: the only offset that may be
// committed. Offsets may have gaps (compaction, transactions), so it follows what was read, not
// the numbers between.
type tracker struct {
	// window bounds how far reading may run ahead of the oldest record that is not safe.
	window chan struct{}

	mu        sync.Mutex
	pending   []*mark
	watermark int64
}

// mark is one record on its way. next is the offset to go on from once it is safe.
type mark struct {
	next int64
	time time.Time
	safe bool
}

// newTracker starts at the offset reading begins at; nothing before it is claimed to be safe.
func newTracker(from int64, windowMax int) *tracker {
	return &tracker{watermark: from, window: make(chan struct{}, windowMax)}
}

// read notes a record that was read, in the partition's order. It waits while the window is full,
// and returns ctx's error when that ends first.
func (t *tracker) read(ctx context.Context, r Record) (*mark, error) {
	select {
	case t.window <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	m := &mark{next: r.Offset + 1, time: r.Time}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pending = append(t.pending, m)
	return m, nil
}

// passed notes that nothing for readers lies between the last record that was read and next.
func (t *tracker) passed(next int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if last := len(t.pending) - 1; last >= 0 {
		t.pending[last].next = max(t.pending[last].next, next)
		return
	}
	t.watermark = max(t.watermark, next)
}

// safe notes that a record is safe, and moves the watermark over all that are safe from the front.
func (t *tracker) safe(m *mark) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m.safe = true
	for len(t.pending) > 0 && t.pending[0].safe {
		t.watermark = t.pending[0].next
		t.pending[0] = nil
		t.pending = t.pending[1:]
		<-t.window
	}
}

// committable is the offset reading should go on from after a restart.
func (t *tracker) committable() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.watermark
}

// oldest is the time of the oldest record that is not safe, and false where all are.
func (t *tracker) oldest() (time.Time, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.pending) == 0 {
		return time.Time{}, false
	}
	return t.pending[0].time, true
}
