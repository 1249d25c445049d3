package kafka

import (
	"context"
	"slices"
	"sync"
)

// room bounds what was read and is not done, by count and by bytes. Those who wait for room get it in
// the order they came, so that a partition with many records does not keep another one from being read.
type room struct {
	bytesMax int64

	mu      sync.Mutex
	count   int
	bytes   int64
	waiting []*claim
}

// claim waits for room. granted is closed when it has it.
type claim struct {
	bytes   int64
	granted chan struct{}
}

func newRoom(countMax int, bytesMax int64) *room {
	return &room{count: countMax, bytes: bytesMax, bytesMax: bytesMax}
}

// take waits for room, and returns ctx's error when that ends first. leave gives the room back; it is
// called once. What is larger than all of the room takes all of it.
func (r *room) take(ctx context.Context, bytes int64) (leave func(), err error) {
	c := &claim{bytes: min(bytes, r.bytesMax), granted: make(chan struct{})}
	r.mu.Lock()
	r.waiting = append(r.waiting, c)
	r.grant()
	r.mu.Unlock()
	leave = func() { r.give(c) }
	select {
	case <-c.granted:
		return leave, nil
	case <-ctx.Done():
		r.withdraw(c)
		return nil, ctx.Err()
	}
}

func (r *room) give(c *claim) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count, r.bytes = r.count+1, r.bytes+c.bytes
	r.grant()
}

// withdraw takes back a claim that may have been granted meanwhile.
func (r *room) withdraw(c *claim) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at := slices.Index(r.waiting, c); at >= 0 {
		r.waiting = slices.Delete(r.waiting, at, at+1)
	} else {
		r.count, r.bytes = r.count+1, r.bytes+c.bytes
	}
	r.grant()
}

// grant lets in the first that wait, as far as there is room.
func (r *room) grant() {
	for len(r.waiting) > 0 && r.count > 0 && r.waiting[0].bytes <= r.bytes {
		c := r.waiting[0]
		r.count, r.bytes = r.count-1, r.bytes-c.bytes
		r.waiting = slices.Delete(r.waiting, 0, 1)
		close(c.granted)
	}
}
