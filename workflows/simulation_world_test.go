package workflows_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/log"
	sdk "go.temporal.io/sdk/worker"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/simulator"
	"github.com/makegood/makegood/worker"
)

// world is what all refunds of a simulation share: one ledger, one simulator, one clock, one source
// of chance. One story runs at a time; another may run within it, while it waits.
type world struct {
	t          *testing.T
	seed       uint64
	chance     *rand.Rand
	books      ledger.Store
	url        string
	ledgerPath string
	bookPath   string
	clock      *clock
	orders     []*simulatedOrder
	// ended are requests that ran to their end; under way are those of the runs on the stack.
	ended    []refund.Request
	underWay map[refund.ID]bool
	// memory is which keys providers know, and since when.
	memory  memory
	results map[refund.ID]refund.Result

	turns, runs, nested, repeated, conflicts, acted, failed int
	resets, stops, contradictions, lost                     int
	ends                                                    map[refund.Status]int
	// did counts what people did and were not refused.
	did map[string]int
}

func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	w := &world{
		t: t, seed: seed, chance: rand.New(rand.NewPCG(seed, 1)), clock: &clock{last: placedAt.Add(2 * day)},
		ledgerPath: filepath.Join(t.TempDir(), "ledger.db"), bookPath: filepath.Join(t.TempDir(), "book.jsonl"),
		underWay: map[refund.ID]bool{}, results: map[refund.ID]refund.Result{}, ends: map[refund.Status]int{},
		did: map[string]int{}, memory: memory{first: map[string]time.Time{}},
	}
	w.books = openBooks(t, w.ledgerPath, w.clock.now)
	w.url = startSimulator(t, w.bookPath)
	for i := range simulatedOrders {
		w.orders = append(w.orders, w.drawOrder(i))
	}
	return w
}

// simulated is one run of a request. Each has a source of chance of its own, so that what happens
// while it runs does not change what is drawn after it.
type simulated struct {
	in          refund.Request
	conflicting bool
	again       bool
	within      bool
	reset       bool
	chance      *rand.Rand
	// answers are those of the updates sent.
	answers []*updateAnswer
}

// drive runs a request to its end. A run within another one starts while that one waits.
func (w *world) drive(r *simulated) {
	w.t.Helper()
	w.runs++
	w.count(r)
	id := r.in.Cancellation.ID()
	outer := w.underWay[id]
	w.underWay[id] = true
	pause := time.Duration(r.chance.IntN(7200)) * time.Second
	b := newBundle(w.t, beginning{in: r.in, at: w.clock.now().Add(pause), log: log.NewStructuredLogger(slog.New(slog.DiscardHandler))})
	b.keep(w.books)
	b.url, b.faults.runID = w.url, fmt.Sprintf("run-%d", w.runs)
	b.env.SetWorkerOptions(sdk.Options{DeadlockDetectionTimeout: time.Minute}) // a busy machine is no deadlock
	b.policy = simulatedPolicy
	parties := b.parties()
	parties.Ledger.Staff = simulatedStaff{}
	parties.Payments.Providers["simulator"] = &forgets{Provider: parties.Payments.Providers["simulator"], now: b.env.Now, memory: &w.memory}
	worker.Register(b.env, parties)
	w.disturb(r, b)
	leave := w.clock.enter(b.env.Now)
	b.env.ExecuteWorkflow(refund.WorkflowName, r.in)
	leave()
	w.underWay[id] = outer
	w.conclude(r, b)
}

func (w *world) count(r *simulated) {
	if r.within {
		w.nested++
	}
	if r.conflicting {
		w.conflicts++
	} else if r.again {
		w.repeated++
	}
}

func (w *world) conclude(r *simulated, b *bundle) {
	w.t.Helper()
	if err := b.env.GetWorkflowError(); !b.env.IsWorkflowCompleted() || err != nil {
		w.t.Fatalf("run %d of %s: completed %t: %v\n%s", w.runs, r.in.Cancellation.ID(), b.env.IsWorkflowCompleted(), err, trailOf(b))
	}
	var result refund.Result
	if err := b.env.GetWorkflowResult(&result); err != nil {
		w.t.Fatal(err)
	}
	w.resultAgrees(r, result)
	w.showsWhatTheLedgerSays(b)
	w.failed += b.faults.failed
	if !r.again {
		w.remember(r, b)
		w.ends[result.Status]++
		w.ended = append(w.ended, r.in)
		w.results[r.in.Cancellation.ID()] = result
	}
}

// showsWhatTheLedgerSays as every story does, but for rows of refused acts that a story behind the ledger has not
// heard of.
func (w *world) showsWhatTheLedgerSays(b *bundle) {
	w.t.Helper()
	said, stands := b.view().Standing, b.kept()
	said.Version = stands.Version
	if said, stands := written(w.t, said), written(w.t, stands); said != stands {
		w.t.Errorf("the query shows\n%s\nthe ledger says\n%s", said, stands)
	}
}

// trailOf is what a story did so far, for people who look for a bug.
func trailOf(b *bundle) string {
	var out strings.Builder
	out.WriteString(written(b.t, b.kept()) + "\n")
	for _, entry := range b.view().Trail {
		fmt.Fprintf(&out, "%s %s %s: %s\n", entry.At.Format(time.DateTime), entry.Event, entry.Actor, entry.Reason)
	}
	return out.String()
}

func (w *world) book() simulator.Book {
	w.t.Helper()
	book, err := simulator.ReadBook(w.t.Context(), w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	return book
}

// clock is the ledger's: the time of the story that runs, and never earlier than it was.
type clock struct {
	mu      sync.Mutex
	stories []*storyTime
	last    time.Time
}

// storyTime is a story's own time, and how far the world went on while the story stood still.
type storyTime struct {
	now   func() time.Time
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read()
}

func (c *clock) read() time.Time {
	if len(c.stories) > 0 {
		top := c.stories[len(c.stories)-1]
		if at := top.now().Add(top.ahead); at.After(c.last) {
			c.last = at
		}
	}
	return c.last
}

// enter makes a story's time the world's until leave is called.
func (c *clock) enter(now func() time.Time) (leave func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read()
	c.stories = append(c.stories, &storyTime{now: now})
	return c.leave
}

func (c *clock) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read()
	c.stories = c.stories[:len(c.stories)-1]
	if len(c.stories) > 0 {
		below := c.stories[len(c.stories)-1]
		below.ahead = c.last.Sub(below.now())
	}
}
