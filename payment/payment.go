// Package payment is the port to the companies that move money. An adapter answers with outcomes
// as values: declined, unknown and not sent are three different things.
//
// On the path: activities call it, one folder below holds each adapter, paymenttest holds every
// adapter (and the fake) to one conformance suite.
package payment

import (
	"context"
	"fmt"
	"time"

	"github.com/makegood/makegood/refund"
)

// Instruction is one movement, or one void, asked of a provider.
type Instruction = refund.Instruction

// Provider moves money back. Implementations are safe for concurrent use.
type Provider interface {
	// Refund asks for the movement. Every answer, silence included, is an outcome: a timeout, a
	// broken connection after the request left, or a 5xx is OutcomeUnknown; a refused connection
	// is OutcomeNotSent. The only errors are RateLimited, and a bad instruction (a bug). A void is
	// asked the same way; settled, its authorisation is cancelled and no money moved.
	Refund(ctx context.Context, in Instruction) (refund.Outcome, error)
	// Lookup asks what became of a key. An unreachable provider is OutcomeUnknown, not Absent.
	Lookup(ctx context.Context, in Instruction) (Found, error)
	// Terms are the provider's own timings.
	Terms() Terms
}

// Found is a look-up's answer. Absent: the provider does not know the key. It never means failed.
type Found struct {
	Absent  bool           `json:"absent,omitempty"`
	Outcome refund.Outcome `json:"outcome"`
}

// Terms are a provider's timings.
type Terms struct {
	// CallTimeout bounds one call.
	CallTimeout time.Duration
	// SettlingDelay is how long after a send an Absent may still be wrong.
	SettlingDelay time.Duration
	// LookupDelays is the ladder between look-ups; its last step repeats.
	LookupDelays []time.Duration
}

// RateLimited says the provider asked for patience: a retry, not an outcome.
type RateLimited struct{ RetryAfter time.Duration }

// Error implements error.
func (e RateLimited) Error() string {
	return fmt.Sprintf("payment: rate limited, retry after %s", e.RetryAfter)
}
