package watch

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/makegood/makegood/policy"
	"github.com/makegood/makegood/refund"
)

// Config is what a Watcher needs. All of it is required.
type Config struct {
	// Read returns the policy's files as they are now.
	Read func() ([]policy.Source, error)
	// Ticks says when to look; Run ends when it is closed.
	Ticks <-chan time.Time
	// Report is told of every reload and every refusal, from Run's goroutine.
	Report func(Event)
}

// Event is a change that was seen. Err is nil when the change is in force, else why it is not.
type Event struct {
	Policies []refund.PolicyRef
	Err      error
}

// Watcher is the rules as they stand. It is safe for concurrent use; each question is answered by
// one policy set, whole.
type Watcher struct {
	config  Config
	inForce atomic.Pointer[policy.Set]
	// loaded is the digest of what is in force; seen of what was there at the last tick.
	loaded, seen, refused [sha256.Size]byte
	// published holds the content of each version ever in force: a version never changes.
	published map[string]string
}

// New loads the files, or returns why they cannot be loaded.
func New(config Config) (*Watcher, error) {
	if config.Read == nil || config.Ticks == nil || config.Report == nil {
		return nil, errors.New("watch: files, ticks and a place to report to are needed")
	}
	w := &Watcher{config: config, published: map[string]string{}}
	sources, err := config.Read()
	if err != nil {
		return nil, fmt.Errorf("watch: %w", err)
	}
	set, err := w.load(sources)
	if err != nil {
		return nil, err
	}
	w.enforce(set, digest(sources))
	return w, nil
}

// Run looks at every tick until ctx ends or the ticks do.
func (w *Watcher) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case _, open := <-w.config.Ticks:
			if !open {
				return
			}
			w.look()
		}
	}
}

// look reloads what has changed and has been the same since the last tick.
func (w *Watcher) look() {
	sources, err := w.config.Read()
	if err != nil {
		w.refuse(digestOf(err.Error()), fmt.Errorf("watch: %w", err))
		return
	}
	now := digest(sources)
	settled := now == w.seen
	w.seen = now
	if now == w.loaded {
		w.refused = [sha256.Size]byte{} // as before: the next mistake is told again
	}
	if !settled || now == w.loaded || now == w.refused {
		return
	}
	set, err := w.load(sources)
	if err != nil {
		w.refuse(now, err)
		return
	}
	w.enforce(set, now)
	w.config.Report(Event{Policies: set.Refs()})
}

// refuse reports a change that is not taken, once.
func (w *Watcher) refuse(what [sha256.Size]byte, err error) {
	if what != w.refused {
		w.refused = what
		w.config.Report(Event{Policies: w.Set().Refs(), Err: err})
	}
}

// load checks the files, and that no version that was in force has other content now: orders
// agreed to it.
func (w *Watcher) load(sources []policy.Source) (*policy.Set, error) {
	set, err := policy.LoadSet(sources)
	if err != nil {
		return nil, err
	}
	for _, ref := range set.Refs() {
		if was, ok := w.published[ref.String()]; ok && was != ref.Hash {
			return nil, fmt.Errorf("watch: %s was in force with other content (%s, now %s): give the change a new version",
				ref, was, ref.Hash)
		}
	}
	return set, nil
}

func (w *Watcher) enforce(set *policy.Set, what [sha256.Size]byte) {
	for _, ref := range set.Refs() {
		w.published[ref.String()] = ref.Hash
	}
	w.loaded, w.seen, w.refused = what, what, [sha256.Size]byte{}
	w.inForce.Store(set)
}

// Set returns the policy set in force.
func (w *Watcher) Set() *policy.Set { return w.inForce.Load() }

// Assess asks the policy set in force.
func (w *Watcher) Assess(c refund.Cancellation, h refund.OrderHistory) (refund.Assessment, error) {
	return w.Set().Assess(c, h)
}

// Score asks the risk rules in force.
func (w *Watcher) Score(c refund.Cancellation, h refund.OrderHistory, totalMinor int64) refund.RiskVerdict {
	return w.Set().Score(c, h, totalMinor)
}

// digest is over the files' names and bytes.
func digest(sources []policy.Source) [sha256.Size]byte {
	var all []byte
	for _, source := range sources {
		all = fmt.Appendf(all, "%q %d\n", source.Name, len(source.Content))
		all = append(all, source.Content...)
	}
	return sha256.Sum256(all)
}

func digestOf(text string) [sha256.Size]byte { return sha256.Sum256([]byte("error\n" + text)) }
