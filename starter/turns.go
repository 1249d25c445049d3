package starter

import (
	"container/list"
	"context"
	"sync"
)

// turns bounds the records that are handled at once, and shares these places out among merchants: a place that
// becomes free goes to the oldest waiting record of the merchant whose turn it is, one record a turn. So a merchant
// waits for the places that are taken and for one record of each other merchant, however many records those have.
//
// Only the first record of each key waits here; those behind it wait for it in internal/kafka. A turn costs one
// start, whatever the record's size, so each merchant's share is a count.
type turns struct {
	mu   sync.Mutex
	free int
	// lines are the merchants of which records wait; round has the same ones in the order of their turns.
	lines map[string]*line
	round *list.List
	// waiting counts the records of all lines.
	waiting int
}

// line is one merchant's waiting records, the oldest first.
type line struct {
	merchant string
	tickets  *list.List
	at       *list.Element
}

// ticket is one waiting record. called is closed when it has a place.
type ticket struct {
	called chan struct{}
	line   *line
	// at is nil once it waits no more.
	at *list.Element
}

// newTurns has atOnceMax places.
func newTurns(atOnceMax int) *turns {
	return &turns{free: atOnceMax, lines: map[string]*line{}, round: list.New()}
}

// wait returns when it is the turn of a record of this merchant; done gives the place back. The error is ctx's.
func (t *turns) wait(ctx context.Context, merchant string) (done func(), err error) {
	own := t.queue(merchant)
	select {
	case <-own.called:
		return t.done, nil
	case <-ctx.Done():
		t.leave(own)
		return nil, ctx.Err()
	}
}

// queue puts a record at the end of its merchant's line, and a merchant that had none at the end of the round.
func (t *turns) queue(merchant string) *ticket {
	t.mu.Lock()
	defer t.mu.Unlock()
	l, waits := t.lines[merchant]
	if !waits {
		l = &line{merchant: merchant, tickets: list.New()}
		l.at = t.round.PushBack(l)
		t.lines[merchant] = l
	}
	own := &ticket{called: make(chan struct{}), line: l}
	own.at = l.tickets.PushBack(own)
	t.waiting++
	t.call()
	return own
}

// call gives free places away: the first merchant of the round gets one, and goes to its end.
func (t *turns) call() {
	for t.free > 0 && t.round.Len() > 0 {
		l := t.round.Front().Value.(*line)
		next := l.tickets.Front().Value.(*ticket)
		t.round.MoveToBack(l.at)
		t.remove(next)
		t.free--
		close(next.called)
	}
}

// remove takes a record out of its line, and a line that is empty out of the round.
func (t *turns) remove(waiting *ticket) {
	l := waiting.line
	l.tickets.Remove(waiting.at)
	waiting.at = nil
	t.waiting--
	if l.tickets.Len() == 0 {
		t.round.Remove(l.at)
		delete(t.lines, l.merchant)
	}
}

func (t *turns) done() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.free++
	t.call()
}

// leave ends the waiting of a record that may have been called meanwhile.
func (t *turns) leave(own *ticket) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if own.at == nil {
		t.free++
	} else {
		t.remove(own)
	}
	t.call()
}

// queued is what waits for a turn.
type queued struct {
	records, merchants int
	// most is how many records wait of the merchant that has most.
	most int
}

func (t *turns) look() queued {
	t.mu.Lock()
	defer t.mu.Unlock()
	q := queued{records: t.waiting, merchants: len(t.lines)}
	for _, l := range t.lines {
		q.most = max(q.most, l.tickets.Len())
	}
	return q
}
