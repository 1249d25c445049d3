package codec

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"
)

// Ring holds the keys of a file as they were last read. It is safe for concurrent use.
type Ring struct {
	path    string
	inForce atomic.Pointer[keys]
	// loaded is the digest of what is in force, seen of what was there at the last look, refused of what was
	// told to be wrong.
	loaded, seen, refused [sha256.Size]byte
}

// OpenRing reads a key file. Its errors name the file, and nothing of what a key is.
func OpenRing(path string) (*Ring, error) {
	content, err := ReadKeyFile(path)
	if err != nil {
		return nil, err
	}
	r := &Ring{path: path}
	if err := r.enforce(content); err != nil {
		return nil, err
	}
	return r, nil
}

// IDs are the ids of the keys in force. The first one seals.
func (r *Ring) IDs() []string { return r.keys().ids() }

func (r *Ring) keys() keys { return *r.inForce.Load() }

// Change is what became of a change of the file. Err is nil when it is in force, else the old keys stay.
type Change struct {
	// IDs are the keys in force; the first one seals.
	IDs []string
	Err error
}

// Watch looks at the file at every tick until ctx ends, and tells of every change. A change counts once it
// has been the same for two ticks, so that a file that is being written is not read by halves.
func (r *Ring) Watch(ctx context.Context, ticks <-chan time.Time, told func(Change)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
			r.look(told)
		}
	}
}

func (r *Ring) look(told func(Change)) {
	content, err := ReadKeyFile(r.path)
	if err != nil {
		r.refuse(sha256.Sum256([]byte(err.Error())), err, told)
		return
	}
	now := sha256.Sum256(content)
	settled := now == r.seen
	r.seen = now
	if now == r.loaded {
		r.refused = [sha256.Size]byte{} // as before: the next mistake is told again
	}
	if !settled || now == r.loaded || now == r.refused {
		return
	}
	if err := r.enforce(content); err != nil {
		r.refuse(now, err, told)
		return
	}
	told(Change{IDs: r.IDs()})
}

// refuse tells of a change that is not taken, once.
func (r *Ring) refuse(what [sha256.Size]byte, err error, told func(Change)) {
	if what != r.refused {
		r.refused = what
		told(Change{IDs: r.IDs(), Err: err})
	}
}

func (r *Ring) enforce(content []byte) error {
	parsed, err := parse(content)
	if err != nil {
		return fmt.Errorf("codec: key file %s: %w", r.path, err)
	}
	what := sha256.Sum256(content)
	r.loaded, r.seen, r.refused = what, what, [sha256.Size]byte{}
	r.inForce.Store(&parsed)
	return nil
}

// readableByOthers are the permissions that a file of secrets must not have. Its group may read it, because
// that is how Kubernetes hands out secrets.
const readableByOthers = 0o027

// ReadKeyFile reads a file of keys or tokens that only its owner, and at most its group, may read.
func ReadKeyFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("codec: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("codec: %w", err)
	}
	if loose := info.Mode().Perm() & readableByOthers; loose != 0 {
		return nil, fmt.Errorf("codec: %s may be read by others or written by its group: chmod 600 it", path)
	}
	content, err := io.ReadAll(io.LimitReader(file, fileBytesMax+1))
	if err != nil {
		return nil, fmt.Errorf("codec: %w", err)
	}
	if len(content) > fileBytesMax {
		return nil, errors.New("codec: " + path + " is larger than any file of keys")
	}
	return content, nil
}
