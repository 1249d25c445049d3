// Package figures shows what the ledger says operators should watch as Prometheus metrics: how many
// refunds wait and for how long, and what is late or stuck among them.
//
// On the path: the worker registers a Collector over its ledger beside the story's own counters. The
// counters say what one process did; these say how things stand, whoever did it, so every worker
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

// Books is the ledger, asked for its figures alone.
type Books interface {
	// Figures sums what operators watch, as it stands.
	Figures(ctx context.Context) (ledger.Figures, error)
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

// Collector is a prometheus.Collector. A scrape never hangs on the ledger, and never reads it more
// often than once in KeptFor: while there is no answer it shows makegood_figures_up 0 and nothing
// else, because an old figure would look like a true one.
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
	figures, known := c.latest()
	if !known {
		out <- gauge(up, 0)
		return
	}
	out <- gauge(up, 1)
	show(out, figures, c.config.Now())
}

// latest waits for the current reading, but not longer than Patience.
func (c *Collector) latest() (ledger.Figures, bool) {
	r := c.current()
	patience := time.NewTimer(c.config.Patience)
	defer patience.Stop()
	select {
	case <-r.done:
		return r.figures, r.err == nil
	case <-patience.C:
		return ledger.Figures{}, false
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
}

func (r *reading) ended() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}
