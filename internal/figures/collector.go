// Package figures shows what the ledger says operators should watch as Prometheus metrics: how many
// refunds wait and for how long, and what is late or stuck among them.
//
// On the path: the worker registers a Collector over its ledger beside the story's own counters. The
// counters say what one process did; these say how things stand in the ledger, so every worker
// shows the same: aggregate them over workers with max, never with sum.
package figures

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/makegood/makegood/ledger"
)

// Books is the ledger, asked for its figures and its health alone.
type Books interface {
	// Figures sums what operators watch, as it stands.
	Figures(ctx context.Context) (ledger.Figures, error)
	// TryWrite writes a row that means nothing, and commits it to the disk.
	TryWrite(ctx context.Context) error
	// Health is what this process has seen of the ledger. It reads no table.
	Health() ledger.Health
}

// Config says whose figures are shown. Books and Now are needed; zero durations get the defaults.
type Config struct {
	Books Books
	// Now is the clock ages are reckoned by, UTC.
	Now func() time.Time
	// KeptFor is for how long a reading answers scrapes before the ledger is read again.
	KeptFor time.Duration
	// Patience is how long a scrape waits for the ledger, and how long a reading may take.
	Patience time.Duration
}

const (
	// defaultKeptFor: the sums go over every open case, and what they show moves in minutes.
	defaultKeptFor = 15 * time.Second
	// defaultPatience is well below Prometheus' own scrape timeout of ten seconds, which would lose
	// the process's other metrics with these.
	defaultPatience = 3 * time.Second
)

// Collector is a prometheus.Collector. A scrape never hangs on the ledger, and never asks it more
// often than once in KeptFor: while there is no answer it shows makegood_figures_up 0 and the ledger's
// health, and no figure, because an old one would look like a true one. Each reading also writes a row:
// a full disk can be read, and nothing can be paid from it.
type Collector struct {
	config Config

	mu      sync.Mutex
	reading *reading
}

// reading is one question to the ledger. Its answer may be read once done is closed.
type reading struct {
	begun   time.Time
	done    chan struct{}
	figures ledger.Figures
	err     error
	// unwritable is why the trial row was not kept.
	unwritable error
}

// New returns a collector, or says what it lacks.
func New(c Config) (*Collector, error) {
	if c.Books == nil || c.Now == nil {
		return nil, errors.New("figures: needs books and a clock")
	}
	if c.KeptFor == 0 {
		c.KeptFor = defaultKeptFor
	}
	if c.Patience == 0 {
		c.Patience = defaultPatience
	}
	return &Collector{config: c}, nil
}

// Collect implements prometheus.Collector.
func (c *Collector) Collect(out chan<- prometheus.Metric) {
	r, answered := c.latest()
	c.showHealth(out, answered && r.unwritable == nil)
	if !answered || r.err != nil {
		out <- gauge(up, 0)
		return
	}
	out <- gauge(up, 1)
	show(out, r.figures, c.config.Now())
}

// failingFor is how long a failed write counts against the ledger: on a nearly full disk the trial row
// still fits where a refund does not.
const failingFor = time.Minute

// showHealth shows what the ledger's writes come to. tried: the trial row was kept.
func (c *Collector) showHealth(out chan<- prometheus.Metric, tried bool) {
	health := c.config.Books.Health()
	failing := !health.FailedAt.IsZero() && c.config.Now().Sub(health.FailedAt) < failingFor
	out <- prometheus.MustNewConstMetric(writeFailures, prometheus.CounterValue, float64(health.WriteFailureCount))
	out <- gauge(logBytes, float64(health.LogBytes))
	if tried && !failing {
		out <- gauge(writable, 1)
		return
	}
	out <- gauge(writable, 0)
}

// latest waits for the current reading, but not longer than Patience. False: it has not ended.
func (c *Collector) latest() (*reading, bool) {
	r := c.current()
	patience := time.NewTimer(c.config.Patience)
	defer patience.Stop()
	select {
	case <-r.done:
		return r, true
	case <-patience.C:
		return nil, false
	}
}

// current returns the reading that counts, and begins one when the last is too old. One that is
// still under way is never overtaken: a ledger that hangs is asked once. A failure is kept too.
func (c *Collector) current() *reading {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reading == nil || (c.reading.ended() && c.config.Now().Sub(c.reading.begun) >= c.config.KeptFor) {
		c.reading = &reading{begun: c.config.Now(), done: make(chan struct{})}
		go c.read(c.reading)
	}
	return c.reading
}

func (c *Collector) read(r *reading) {
	defer close(r.done)
	ctx, cancel := context.WithTimeout(context.Background(), c.config.Patience)
	defer cancel()
	r.figures, r.err = c.config.Books.Figures(ctx)
	r.unwritable = c.config.Books.TryWrite(ctx)
}

func (r *reading) ended() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}
