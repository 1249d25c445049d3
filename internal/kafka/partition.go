package kafka

import (
	"sync"
	"time"

	driver "github.com/segmentio/kafka-go"
)

// partition is one partition in this consumer's hands. next belongs to the goroutine that reads it.
type partition struct {
	id      int
	fetcher fetcher
	next    int64

	mu      sync.Mutex
	tracker *tracker
	// committed is the offset the broker keeps for the group, -1 where it keeps none.
	committed int64
	// doubtful: the broker has not known the partition for a moment, so that its topic may have been made
	// anew. Nothing is committed until that is found out.
	doubtful bool
	// end is the log's end as last heard, and movedAt when something was last done, or nothing was left.
	end     int64
	movedAt time.Time
	moved   int64
}

func newPartition(f fetcher, assigned driver.PartitionAssignment, windowMax int) *partition {
	return &partition{
		id: assigned.ID, fetcher: f, next: assigned.Offset, committed: max(assigned.Offset, -1),
		tracker: newTracker(assigned.Offset, windowMax), movedAt: time.Now(), moved: assigned.Offset,
	}
}

// restart begins anew at offset. What is under way of the records before it ends without effect on
// the position.
func (p *partition) restart(offset int64, windowMax int) {
	p.next = offset
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tracker, p.doubtful, p.committed = newTracker(offset, windowMax), false, -1
}

// passed goes on to next, once every record before it was dispatched.
func (p *partition) passed(next int64) {
	p.next = next
	p.tracking().passed(next)
}

// tracking is the tracker of the records that are read now.
func (p *partition) tracking() *tracker {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tracker
}

func (p *partition) doubt() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.doubtful = true
}

func (p *partition) trust() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.doubtful = false
}

func (p *partition) inDoubt() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.doubtful
}

func (p *partition) hasCommit() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.committed >= 0
}

// committable is the offset to commit, and false where there is nothing new to say.
func (p *partition) committable() (int64, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	offset := p.tracker.committable()
	return offset, offset >= 0 && offset != p.committed && !p.doubtful
}

func (p *partition) noteCommitted(offset int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.committed = offset
}

func (p *partition) noteEnd(end int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.end = end
}

// look returns how far the partition is behind at now.
func (p *partition) look(now time.Time) behind {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := max(p.tracker.committable(), 0)
	b := behind{records: max(p.end-at, 0)}
	if b.records == 0 || at != p.moved {
		p.movedAt, p.moved = now, at
	}
	b.stuck = now.Sub(p.movedAt)
	if oldest, any := p.tracker.oldest(); any {
		b.age = max(now.Sub(oldest), 0)
	}
	return b
}

// behind is how far one partition is behind.
type behind struct {
	// records lie between what is safe and the log's end, markers of transactions among them.
	records int64
	// age is that of the oldest record that was read and is not safe, by the record's own time.
	age time.Duration
	// stuck is for how long nothing became safe although records wait.
	stuck time.Duration
}
