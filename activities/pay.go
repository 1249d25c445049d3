package activities

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"

	"github.com/makegood/makegood/internal/heartbeat"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// Payments is the door to the companies that move money.
type Payments struct {
	Providers map[string]payment.Provider
	Gate      ledger.Legs
	// Pause is how long a call to a provider would have to wait now, by its rate or because it has asked for patience;
	// nil: none does.
	Pause func(provider string) time.Duration
	// Queues are the task queues of providers that have one of their own: nothing is sent to them by a local activity.
	Queues map[string]string
	// NewAttempt names an attempt: each has a name of its own.
	NewAttempt func() string
	// Clock is UTC. Channels are the names of those that customers are told by.
	Clock    func() time.Time
	Channels []string
}

// PayLeg leads one leg on: through the gate, to its provider, and into the books. It pays whom the gate
// names, from the pinned payment. As a local activity it sends at most once, and silence is its answer; as
// a regular one it asks to be tried again on the provider's ladder while there is no usable answer.
//
// A leg that may have been sent before is looked up first, and sent again only under the same key, by the
// gate's leave. The lease that the gate gives keeps every other attempt from sending meanwhile.
func (p Payments) PayLeg(ctx context.Context, in refund.PayLeg) (refund.LegPaid, error) {
	a := p.attempt(ctx, in)
	if queue := a.Queues[in.Provider]; a.local && (in.Regular || queue != "" || !a.quick() || a.paused() > 0) {
		return refund.LegPaid{Slow: true, Queue: queue}, nil
	}
	if a.elsewhere() {
		return refund.LegPaid{Slow: true, Queue: a.Queues[in.Provider]}, nil
	}
	if wait := a.paused(); wait > pauseMax {
		return refund.LegPaid{}, retryAfter{why: "its provider has no room, or has asked for patience", after: max(wait, a.delay())}
	}
	if !a.local {
		defer heartbeat.Every(ctx, heartbeatEvery)()
	}
	asked := a.Clock()
	begun, err := p.Gate.BeginLeg(ctx, a.begin())
	if err != nil {
		return refund.LegPaid{}, err
	}
	switch begun.Result {
	case refund.BeginSend:
		return a.send(ctx, begun, asked)
	case refund.BeginLookUp:
		if begun.Via != "" { // nobody but the ledger knows of it, and it was not recorded
			return a.send(ctx, begun, asked)
		}
		if a.local {
			return refund.LegPaid{Slow: true, Standing: begun.Standing}, nil
		}
		return a.lookUp(ctx, begun)
	case refund.BeginNotNow:
		return a.later(begun.Standing, "another attempt may still send it", a.until(begun.Until))
	case refund.BeginDone, refund.BeginStopped:
		return refund.LegPaid{Standing: begun.Standing}, nil
	}
	return refund.LegPaid{}, fmt.Errorf("the gate answered %q: %w", begun.Result, ledger.ErrInvariant)
}

// attempt is one attempt to lead a leg on.
type attempt struct {
	Payments
	in   refund.PayLeg
	name string
	// provider is nil for a leg that no provider moves, and for one that this worker has no adapter for.
	provider payment.Provider
	terms    payment.Terms
	local    bool
	// queue is the task queue that a regular attempt came by.
	queue string
	// rung is this attempt's on the provider's ladder.
	rung int
	// callMax is how long a call may take: the provider's own timeout, but never beyond the activity.
	callMax time.Duration
	// pause is how long the provider has asked not to be called.
	pause time.Duration
}

func (p Payments) attempt(ctx context.Context, in refund.PayLeg) attempt {
	info := activity.GetInfo(ctx)
	a := attempt{Payments: p, in: in, name: p.NewAttempt(), local: info.IsLocalActivity, rung: int(info.Attempt) - 1, queue: info.TaskQueue}
	if a.provider = p.Providers[in.Provider]; a.provider != nil {
		a.terms = a.provider.Terms()
	}
	a.callMax = a.terms.CallTimeout
	if deadline, ok := ctx.Deadline(); ok {
		a.callMax = min(a.callMax, time.Until(deadline)-callEndsBefore)
	}
	return a
}

// elsewhere: its provider has a task queue of its own, and this attempt came by another one, which holds neither the
// rate nor the others' calls apart.
func (a attempt) elsewhere() bool {
	own := a.Queues[a.in.Provider]
	return a.in.Routed && !a.local && own != "" && own != a.queue
}

// quick reports whether a first send may hold up a workflow task. A leg that needs no call is quick.
func (a attempt) quick() bool { return a.provider == nil || a.terms.Quick() }

// paused is how long this attempt's call would have to wait. What needs no call waits for nobody.
func (a attempt) paused() time.Duration {
	if a.Pause == nil || a.provider == nil {
		return 0
	}
	return a.Pause(a.in.Provider)
}

func (a attempt) begin() refund.Begin {
	return refund.Begin{
		Refund: a.in.Refund, Leg: a.in.Leg, Attempt: a.name, CallTimeout: a.callMax + leaseMargin, SettlingDelay: a.terms.SettlingDelay,
		Cause: refund.Cause{Actor: refund.ActorMakegood, Reason: "pay out"},
	}
}

// later answers when to ask again: a local attempt by a value, a regular one by another try.
func (a attempt) later(standing refund.Standing, why string, after time.Duration) (refund.LegPaid, error) {
	if a.local {
		return refund.LegPaid{Standing: standing, NextSeconds: seconds(after)}, nil
	}
	return refund.LegPaid{}, retryAfter{why: why, after: after}
}

// until is how long it is until a moment on the ledger's clock, at least a rung of the ladder.
func (a attempt) until(at *time.Time) time.Duration {
	if at == nil {
		return a.delay()
	}
	return max(at.Sub(a.Clock()), a.delay())
}

// delay is this attempt's rung of the provider's ladder, the last rung repeats; or the longer pause that the
// provider asked for.
func (a attempt) delay() time.Duration {
	ladder := a.terms.LookupDelays
	if len(ladder) == 0 {
		return max(payTiming.RetryDelay, a.pause)
	}
	return max(ladder[min(max(a.rung, 0), len(ladder)-1)], a.pause)
}

// seconds rounds up: nobody is asked before the time.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }
