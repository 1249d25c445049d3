package watch

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/makegood/makegood/policy/sheet"
)

// Files are the files to watch, and who is told. All of it is required.
type Files struct {
	// Read returns the files as they are now.
	Read func() ([]sheet.Source, error)
	// Ticks says when to look; Run ends when it is closed.
	Ticks <-chan time.Time
	// Report is told of every reload and every refusal, from Run's goroutine.
	Report func(Event)
}

// Event is a change that was seen. Err is nil when the change is in force, else why it is not.
type Event struct {
	// Of is what was changed: "policy", "risk rules" or "reviewers".
	Of string
	// InForce names what is in force now, each with the hash of its content.
	InForce []string
	Err     error
}

// kind is how files of one kind are loaded and named.
type kind[T any] struct {
	of   string
	load func([]sheet.Source) (T, error)
	// names is what Event.InForce says.
	names func(T) []string
}

// Watcher holds what its files say, as it stands. It is safe for concurrent use; each question is
// answered by one state of the files, whole.
type Watcher[T any] struct {
	files   Files
	kind    kind[T]
	inForce atomic.Pointer[T]
	// loaded is the digest of what is in force; seen of what was there at the last tick.
	loaded, seen, refused [sha256.Size]byte
}

// start loads the files, or returns why they cannot be loaded.
func start[T any](files Files, of kind[T]) (*Watcher[T], error) {
	if files.Read == nil || files.Ticks == nil || files.Report == nil {
		return nil, errors.New("watch: files, ticks and a place to report to are needed")
	}
	w := &Watcher[T]{files: files, kind: of}
	sources, err := files.Read()
	if err != nil {
		return nil, fmt.Errorf("watch: %w", err)
	}
	loaded, err := of.load(sources)
	if err != nil {
		return nil, err
	}
	w.enforce(loaded, digest(sources))
	return w, nil
}

// Run looks at every tick until ctx ends or the ticks do.
func (w *Watcher[T]) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case _, open := <-w.files.Ticks:
			if !open {
				return
			}
			w.look()
		}
	}
}

// look reloads what has changed and has been the same since the last tick.
func (w *Watcher[T]) look() {
	sources, err := w.files.Read()
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
	loaded, err := w.kind.load(sources)
	if err != nil {
		w.refuse(now, err)
		return
	}
	w.enforce(loaded, now)
	w.report(nil)
}

// refuse reports a change that is not taken, once.
func (w *Watcher[T]) refuse(what [sha256.Size]byte, err error) {
	if what != w.refused {
		w.refused = what
		w.report(err)
	}
}

func (w *Watcher[T]) report(err error) {
	w.files.Report(Event{Of: w.kind.of, InForce: w.kind.names(w.InForce()), Err: err})
}

func (w *Watcher[T]) enforce(loaded T, what [sha256.Size]byte) {
	w.loaded, w.seen, w.refused = what, what, [sha256.Size]byte{}
	w.inForce.Store(&loaded)
}

// InForce returns what the files said when they last could be loaded.
func (w *Watcher[T]) InForce() T { return *w.inForce.Load() }

// only returns the one file that there may be of a kind.
func only(sources []sheet.Source, of string) (sheet.Source, error) {
	if len(sources) != 1 {
		return sheet.Source{}, fmt.Errorf("watch: %d files of %s: one is needed", len(sources), of)
	}
	return sources[0], nil
}

// digest is over the files' names and bytes.
func digest(sources []sheet.Source) [sha256.Size]byte {
	var all []byte
	for _, source := range sources {
		all = fmt.Appendf(all, "%q %d\n", source.Name, len(source.Content))
		all = append(all, source.Content...)
	}
	return sha256.Sum256(all)
}

func digestOf(text string) [sha256.Size]byte { return sha256.Sum256([]byte("error\n" + text)) }
