package app

import (
	"context"
	"sync"
)

// onDemand is something that is opened when it is first asked for, and once; what could not be opened is tried again.
type onDemand[T any] struct {
	open  func(context.Context) (T, error)
	close func(T)

	mu    sync.Mutex
	is    bool
	value T
}

// get opens it where that has not been done. ctx bounds the opening alone.
func (o *onDemand[T]) get(ctx context.Context) (T, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.is {
		return o.value, nil
	}
	value, err := o.open(ctx)
	if err != nil {
		return value, err
	}
	o.value, o.is = value, true
	return value, nil
}

// end closes what was opened.
func (o *onDemand[T]) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.is {
		o.close(o.value)
		o.is = false
	}
}
