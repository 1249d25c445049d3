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

// Instruction is one movement, or one void, asked of a provider. Its Reference is the payment's, or that of one of
// its captures: several providers refund a capture, not a payment. An adapter asks for exactly that reference, and
// looks a key up under it.
type Instruction = refund.Instruction

// Provider moves money back. Implementations are safe for concurrent use.
type Provider interface {
	// Refund asks for the movement. Every answer, silence included, is an outcome:
	//
	//   - a refused connection is OutcomeNotSent;
	//   - a timeout, a connection that broke after the request left, or a 5xx is OutcomeUnknown;
	//   - a 4xx by which the provider refuses what was asked (400, 404, 422) is OutcomeDeclined of class
	//     INSTRUCTION with the provider's word as its reason: nothing moved, and asking again is useless;
	//   - a 4xx about who asks or how (401, 403, 408) is OutcomeUnknown: the same instruction may pass
	//     once that is mended;
	//   - a key that the provider knows with another body is OutcomeAbnormal: nothing moved by this call,
	//     but something else may have moved under the key, and a person has to ask.
	//
	// The only errors are RateLimited and ErrBadInstruction, which our own code detects before it sends.
	// A void is asked the same way; settled, its authorisation is cancelled and no money moved.
	Refund(ctx context.Context, in Instruction) (refund.Outcome, error)
	// Lookup asks what became of a key. Absent is only the provider's own word that it does not know the
	// key. Whatever else is no answer (an unreachable provider, a 5xx, a 4xx to the question) is
	// OutcomeUnknown: that a question was refused proves nothing about the money.
	Lookup(ctx context.Context, in Instruction) (Found, error)
	// Terms are the provider's own timings.
	Terms() Terms
}

// Found is a look-up's answer. Absent: the provider does not know the key. It never means failed: the
// key may have been pruned after its money moved.
type Found struct {
	Absent  bool           `json:"absent,omitempty"`
	Outcome refund.Outcome `json:"outcome"`
	// Repeatable, with an Unknown outcome: the provider has no look-up. What became of a key that it accepted is
	// notified; one that it has not answered may be sent again through the gate, as an Absent one is, because within
	// Terms.RemembersKeys the same instruction under the same key moves nothing twice.
	Repeatable bool `json:"repeatable,omitempty"`
}

// Terms are a provider's timings.
type Terms struct {
	// CallTimeout bounds one call.
	CallTimeout time.Duration
	// SettlingDelay is how long after a send an Absent may still be wrong.
	SettlingDelay time.Duration
	// RemembersKeys is for how long after a first send the provider surely knows its key. Absent after that
	// proves nothing, so nothing is sent again. 0: for good.
	RemembersKeys time.Duration
	// LookupDelays is the ladder between look-ups; its last step repeats.
	LookupDelays []time.Duration
	// UsualAnswer is how long the provider usually takes to answer. 0: not known, treated as slow.
	UsualAnswer time.Duration
	// OwnQueue says that calls wait for a rate or in a queue of the provider's own, so that the usual
	// answer says nothing about when a call begins.
	OwnQueue bool
}

// QuickAnswerMax is the longest usual answer of a quick provider. A local activity holds up its
// workflow's task for as long as it runs: signals, updates and queries wait.
const QuickAnswerMax = time.Second

// Quick reports whether a first send may be tried as a local activity: the provider usually answers
// within QuickAnswerMax, and nothing makes a call wait before it begins.
func (t Terms) Quick() bool {
	return t.UsualAnswer > 0 && t.UsualAnswer <= QuickAnswerMax && !t.OwnQueue
}

// RateLimited says the provider asked for patience: a retry, not an outcome.
type RateLimited struct{ RetryAfter time.Duration }

// Error implements error.
func (e RateLimited) Error() string {
	return fmt.Sprintf("payment: rate limited, retry after %s", e.RetryAfter)
}
