package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/makegood/makegood/ledger"
)

const (
	// queueMax bounds how many calls wait for the writer; the next one waits to be let in.
	queueMax = 1024
	// batchMax bounds how many share a commit: at about a millisecond each, well below any deadline.
	batchMax = 64
)

// errClosed: a write came after Close.
var errClosed = errors.New("the ledger is closed")

// group is the one writer of an engine that has one. It takes every call that queued while the last
// commit synced, runs each in a savepoint, commits once and answers after the sync. All answers wait
// for it, refusals too, because they may rest on what a mate wrote in the same transaction.
type group struct {
	store *Store
	queue chan *call
	// entry is held for reading by a call that enters the queue, and for writing by close.
	entry  sync.RWMutex
	closed bool
	ended  chan struct{}
	// commits counts transactions that were kept, calls what they carried out: for the tests.
	commits, calls atomic.Int64
	// before, set by tests, is shown every batch before it runs.
	before func(batch []*call)
}

// call is one caller's work on its way through the group.
type call struct {
	ctx   context.Context
	work  func(*tx) error
	claim atomic.Bool
	done  chan error
	// answer is what the caller hears once the transaction is on the disk.
	answer error
}

// claimed decides between the writer, which begins the call, and its caller, who gives up: whoever is
// first has it.
func (c *call) claimed() bool { return c.claim.CompareAndSwap(false, true) }

func newGroup(s *Store) *group {
	g := &group{store: s, queue: make(chan *call, queueMax), ended: make(chan struct{})}
	go g.run()
	return g
}

// do has work carried out. The caller's context counts until the work begins, and no longer.
func (g *group) do(ctx context.Context, work func(*tx) error) error {
	c := &call{ctx: ctx, work: work, done: make(chan error, 1)}
	if err := g.enter(c); err != nil {
		return err
	}
	select {
	case err := <-c.done:
		return err
	case <-ctx.Done():
		if c.claimed() {
			return ctx.Err()
		}
		return <-c.done
	}
}

func (g *group) enter(c *call) error {
	g.entry.RLock()
	defer g.entry.RUnlock()
	if g.closed {
		return errClosed
	}
	select {
	case g.queue <- c:
		return nil
	case <-c.ctx.Done():
		return c.ctx.Err()
	}
}

// close lets in nobody more, and returns when everybody inside has been answered.
func (g *group) close() {
	g.entry.Lock()
	first := !g.closed
	g.closed = true
	g.entry.Unlock()
	if first {
		close(g.queue)
	}
	<-g.ended
}

func (g *group) run() {
	defer close(g.ended)
	for first := range g.queue {
		g.carryOut(g.gather(first))
	}
}

// gather takes what is in the queue, and does not wait for more.
func (g *group) gather(first *call) []*call {
	batch := make([]*call, 0, batchMax)
	for c := first; ; {
		switch {
		case !c.claimed():
		case c.ctx.Err() != nil:
			c.done <- c.ctx.Err()
		default:
			batch = append(batch, c)
		}
		if len(batch) == batchMax {
			return batch
		}
		select {
		case next, open := <-g.queue:
			if !open {
				return batch
			}
			c = next
		default:
			return batch
		}
	}
}

// carryOut answers every call of a batch. Where one of them ended the transaction of all, each runs
// again by itself.
func (g *group) carryOut(batch []*call) {
	if g.before != nil {
		g.before(batch)
	}
	if len(batch) > 1 && g.together(batch) {
		return
	}
	for _, c := range batch {
		c.done <- g.single(c)
	}
}

// single runs a call in a transaction of its own.
func (g *group) single(c *call) error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	err := g.store.alone(context.WithoutCancel(c.ctx), c.work)
	if err == nil {
		g.commits.Add(1)
		g.calls.Add(1)
	}
	return err
}

// together runs a batch in one transaction. False: nothing of it was kept, and nobody was answered.
func (g *group) together(batch []*call) bool {
	begun, err := g.store.writer.db.BeginTx(context.Background(), nil)
	if err != nil {
		g.answer(batch, fault{fmt.Errorf("begin: %w", err)})
		return true
	}
	if err := g.shared(begun, batch); err != nil || g.store.alive() != nil {
		return false
	}
	g.commits.Add(1)
	g.calls.Add(int64(len(batch)))
	for _, c := range batch {
		c.done <- c.answer
	}
	return true
}

// answer gives everybody the same error.
func (g *group) answer(batch []*call, err error) {
	for _, c := range batch {
		c.done <- err
	}
}

// shared runs a batch in one transaction, and keeps each call's answer with it.
func (g *group) shared(begun *sql.Tx, batch []*call) error {
	s := g.store
	if err := s.newTx(begun, s.writer).opened(); err != nil {
		return errors.Join(err, rolledBack(begun))
	}
	for _, c := range batch {
		if err := s.inSavepoint(begun, c); err != nil {
			return errors.Join(err, rolledBack(begun))
		}
	}
	if err := begun.Commit(); err != nil {
		return err
	}
	s.writer.statements.prepare(context.Background(), s.writer.db)
	return nil
}

// inSavepoint runs a call and takes back what it did if it failed. The error says that the
// transaction is no more: an interrupted statement or a full disk end it, mates' rows and all.
func (s *Store) inSavepoint(begun *sql.Tx, c *call) error {
	if err := step(begun, "SAVEPOINT one_call"); err != nil {
		return err
	}
	ledger.CountRun(c.ctx)
	c.answer = s.newTx(begun, s.writer).run(c.work)
	if c.answer != nil {
		if err := step(begun, "ROLLBACK TO one_call"); err != nil {
			return err
		}
	}
	return step(begun, "RELEASE one_call")
}

func step(begun *sql.Tx, statement string) error {
	if _, err := begun.ExecContext(context.Background(), statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}
