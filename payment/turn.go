package payment

import "context"

type turnKey struct{}

// WithTurn has the pages of a list wait for their turn: wait is called before each request that a Lister makes, and its
// error ends the list.
func WithTurn(ctx context.Context, wait func(context.Context) error) context.Context {
	return context.WithValue(ctx, turnKey{}, wait)
}

// Turn waits until the next request of a list may be made; at once where nobody has set a rate. A Lister calls it before
// it bounds the request by its call timeout: waiting is not the provider's time.
func Turn(ctx context.Context) error {
	wait, ok := ctx.Value(turnKey{}).(func(context.Context) error)
	if !ok {
		return ctx.Err()
	}
	return wait(ctx)
}
