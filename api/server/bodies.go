package server

import (
	"fmt"
	"sync"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/refund"
)

// bodies counts the requests whose bodies are on their way. They take none of the places for calls: whoever sends slowly, and
// may do so before it is known who that is, holds up nobody whose message is there. It is safe for concurrent use.
type bodies struct {
	// allMax and addressMax bound how many there are, of all addresses and of each. Each is at most Limits.BytesMax large.
	allMax, addressMax int

	mu  sync.Mutex
	all int
	of  map[string]int
}

// newBodies allows two bodies on their way for each call that may be answered, and one address a quarter of those.
func newBodies(callsMax int) *bodies {
	return &bodies{allMax: 2 * callsMax, addressMax: max(1, callsMax/2), of: map[string]int{}}
}

// enter counts a body of an address; leave ends it. The error is a Problem TOO_MANY_CALLS.
func (b *bodies) enter(address string) (leave func(), err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all >= b.allMax || b.of[address] >= b.addressMax {
		return nil, refund.Problem{Code: api.CodeTooManyCalls, Detail: fmt.Sprintf(
			"%d bodies are on their way, %d of them from this address; the same call again is safe", b.all, b.of[address])}
	}
	b.all++
	b.of[address]++
	return func() { b.left(address) }, nil
}

func (b *bodies) left(address string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.all--
	if b.of[address]--; b.of[address] == 0 {
		delete(b.of, address)
	}
}
