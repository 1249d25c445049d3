// Package once remembers which messages were handed over, in a folder of small files: for channels
// whose other side does not tell repetitions apart by itself.
//
// On the path: smtp, webhook and inapp send through it. Just before a message is handed over a claim
// appears, on disk; when it was handed over the claim becomes a mark; when it certainly was not, the
// claim goes. A crash between the two leaves a claim whose outcome nobody knows: such a message is not
// sent again (at most once beats at least once), unless the other side recognises repetitions.
//
// The folder is one machine's, or shared by the workers of several. It holds no contact data and no
// text; a mark is a file of some 30 bytes, and none is ever removed: a message told again after
// months is still told once.
package once

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/makegood/makegood/messaging"
)

// folderMode: the marks are for the owner alone.
const folderMode = 0o700

// claimLife is how long another process may take to send: younger claims are under way, older ones
// are what a crash left.
const claimLife = 2 * time.Minute

// ErrBusy: another process is sending the message now. Ask again.
var ErrBusy = errors.New("once: another process is sending it")

// Config says where the marks are.
type Config struct {
	// Dir is the folder; it is created.
	Dir string
	// Now is the clock; nil is the machine's.
	Now func() time.Time
}

// Store implements messaging.Once. It is safe for concurrent use, by several processes too.
type Store struct {
	dir string
	now func() time.Time

	mu      sync.Mutex
	sending map[string]chan struct{}
}

var _ messaging.Once = (*Store)(nil)

// New checks the configuration and creates the folder.
func New(config Config) (*Store, error) {
	if config.Dir == "" {
		return nil, errors.New("once: no folder")
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if err := os.MkdirAll(config.Dir, folderMode); err != nil {
		return nil, fmt.Errorf("once: create folder: %w", err)
	}
	return &Store{dir: config.Dir, now: config.Now, sending: map[string]chan struct{}{}}, nil
}

// Do implements messaging.Once. Beside send's errors it returns messaging.ErrUnknown for a message that
// may have been sent before, and ErrBusy for one that another process is sending.
func (s *Store) Do(ctx context.Context, key messaging.OnceKey, send messaging.Send) error {
	name := nameOf(key)
	done, err := s.enter(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	if s.told(name) {
		return nil
	}
	claimed := false
	err = send(func() error {
		err := s.claim(name, key.Repeatable)
		claimed = err == nil
		return err
	})
	if errors.Is(err, errTold) {
		return nil
	}
	if !claimed {
		return err
	}
	return s.settle(name, err)
}

// enter waits until nobody in this process is sending the message.
func (s *Store) enter(ctx context.Context, name string) (leave func(), err error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s.mu.Lock()
		other, busy := s.sending[name]
		if !busy {
			mine := make(chan struct{})
			s.sending[name] = mine
			s.mu.Unlock()
			return func() { s.leave(name, mine) }, nil
		}
		s.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
		}
	}
}

func (s *Store) leave(name string, mine chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sending, name)
	close(mine)
}

// settle turns the claim into a mark, leaves it, or takes it away.
func (s *Store) settle(name string, sent error) error {
	switch {
	case sent == nil:
		if err := os.Rename(s.claimPath(name), s.markPath(name)); err != nil && !s.told(name) {
			return fmt.Errorf("once: mark: %w", errors.Join(messaging.ErrUnknown, err))
		}
		return syncFolder(filepath.Dir(s.markPath(name)))
	case errors.Is(sent, messaging.ErrUnknown):
		return errors.Join(sent, s.giveUp(name))
	}
	if err := os.Remove(s.claimPath(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(sent, fmt.Errorf("once: take the claim back: %w", err))
	}
	return sent
}

// nameOf is a key's file: keys differ by case and by characters that file systems do not tell apart.
func nameOf(key messaging.OnceKey) string {
	sum := sha256.Sum256([]byte(key.Channel + "\x00" + key.ID))
	return hex.EncodeToString(sum[:])
}

func (s *Store) claimPath(name string) string { return filepath.Join(s.dir, name[:2], name+".claim") }
func (s *Store) markPath(name string) string  { return filepath.Join(s.dir, name[:2], name+".told") }
