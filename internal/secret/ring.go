package secret

import (
	"errors"
	"fmt"
	"strings"
	"sync"
)

// Ring is a secret and those before it, one a line: the first signs, and what any of them signed is taken. It is
// safe for concurrent use.
type Ring struct {
	of       Value
	bytesMin int

	mu   sync.Mutex
	last [][]byte
}

// NewRing reads the secrets; each must have at least so many bytes.
func NewRing(of Value, bytesMin int) (*Ring, error) {
	r := &Ring{of: of, bytesMin: bytesMin}
	read, err := r.read()
	if err != nil {
		return nil, err
	}
	r.last = read
	return r, nil
}

// Secrets reads the secrets again. While they cannot be read, or one is too short, the last ones count.
func (r *Ring) Secrets() [][]byte {
	read, err := r.read()
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.last = read
	}
	return r.last
}

func (r *Ring) read() (out [][]byte, err error) {
	text, err := r.of.ReadFilled()
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(text) {
		one := strings.TrimRight(line, "\r\n")
		if len(one) < r.bytesMin {
			return nil, fmt.Errorf("a secret has %d bytes, it needs %d", len(one), r.bytesMin)
		}
		out = append(out, []byte(one))
	}
	if len(out) == 0 {
		return nil, errors.New("there is no secret")
	}
	return out, nil
}
