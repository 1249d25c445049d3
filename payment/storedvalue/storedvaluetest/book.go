// Package storedvaluetest is a book of stored value whose answers get lost: what stands between an adapter and a ledger
// elsewhere, for tests.
package storedvaluetest

import (
	"context"
	"errors"
	"sync"

	"github.com/makegood/makegood/payment/storedvalue"
	"github.com/makegood/makegood/refund"
)

// ErrLost: the answer was lost, and perhaps the question.
var ErrLost = errors.New("the connection was lost")

// Lossy is a book whose next movement's answer can be lost, after it was written or before. It is safe for concurrent use.
type Lossy struct {
	storedvalue.Book

	mu            sync.Mutex
	after, before bool
	refuses       bool
}

// Lose loses the next answer: after the book was written, or before.
func (l *Lossy) Lose(after bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.after, l.before = after, !after
}

// RefuseKind has every instruction be about a merchant who has no such value.
func (l *Lossy) RefuseKind() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refuses = true
}

func (l *Lossy) take() (after, before, refuses bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	after, before = l.after, l.before
	l.after, l.before = false, false
	return after, before, l.refuses
}

// MoveStored implements storedvalue.Book.
func (l *Lossy) MoveStored(ctx context.Context, in refund.Instruction) (refund.StoredMovement, error) {
	after, before, refuses := l.take()
	if before {
		return refund.StoredMovement{}, ErrLost
	}
	if refuses {
		in.Refund = "refund/stranger/o/r"
	}
	m, err := l.Book.MoveStored(ctx, in)
	if after && err == nil {
		err = ErrLost
	}
	return m, err
}
