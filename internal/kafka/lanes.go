package kafka

import (
	"context"
	"sync"
)

// lanes runs work side by side, but the work of one key one after the other, in the order it was
// added. A key has a goroutine only while it has work.
type lanes struct {
	// room bounds the work that was added and is not done.
	room *room
	run  sync.WaitGroup

	mu     sync.Mutex
	queues map[string][]job
	closed bool
}

// job is one record's work. leave gives its room back.
type job struct {
	work  func()
	leave func()
}

func newLanes(room *room) *lanes { return &lanes{room: room, queues: map[string][]job{}} }

// add queues a record's work behind what its key has. It waits for room, and returns ctx's error when that
// ends first. A nil key has no order to keep: the work gets a lane of its own.
func (l *lanes) add(ctx context.Context, r Record, work func()) error {
	leave, err := l.room.take(ctx, r.size())
	if err != nil {
		return err
	}
	j := job{work: work, leave: leave}
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.Key == nil {
		l.run.Go(func() { l.one(j) })
		return nil
	}
	lane := string(r.Key)
	queue, running := l.queues[lane]
	l.queues[lane] = append(queue, j)
	if !running {
		l.run.Go(func() { l.drive(lane) })
	}
	return nil
}

// drive works off one lane until it is empty.
func (l *lanes) drive(lane string) {
	for {
		j, ok := l.next(lane)
		if !ok {
			return
		}
		l.one(j)
	}
}

func (l *lanes) one(j job) {
	defer j.leave()
	l.mu.Lock()
	closed := l.closed
	l.mu.Unlock()
	if !closed {
		j.work()
	}
}

func (l *lanes) next(lane string) (job, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	queue := l.queues[lane]
	if len(queue) == 0 {
		delete(l.queues, lane)
		return job{}, false
	}
	j := queue[0]
	queue[0] = job{}
	l.queues[lane] = queue[1:]
	return j, true
}

// close drops the work that has not begun. wait returns when what has begun is done.
func (l *lanes) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
}

func (l *lanes) wait() { l.run.Wait() }
