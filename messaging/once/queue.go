package once

import (
	"context"
	"sync"

	"github.com/makegood/makegood/messaging"
)

// queue lets one caller of this process at a time send a message by a channel.
type queue struct {
	mu      sync.Mutex
	sending map[messaging.OnceKey]chan struct{}
}

// enter waits until nobody in this process is sending the message.
func (q *queue) enter(ctx context.Context, key messaging.OnceKey) (leave func(), err error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		q.mu.Lock()
		other, busy := q.sending[key]
		if !busy {
			mine := make(chan struct{})
			q.sending[key] = mine
			q.mu.Unlock()
			return func() { q.leave(key, mine) }, nil
		}
		q.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
		}
	}
}

func (q *queue) leave(key messaging.OnceKey, mine chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.sending, key)
	close(mine)
}
