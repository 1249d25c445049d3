package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// ErrNoProvider: the payment names a provider this worker has no adapter for.
var ErrNoProvider = errors.New("NO_ADAPTER: no adapter for this provider")

// Payments is the door to the companies that move money.
type Payments struct {
	Providers map[string]payment.Provider
	Gate      Gate
}

// Gate is what sending again, and an answer that is none, have to pass in the database.
type Gate interface {
	ResendLeg(ctx context.Context, in refund.Resend) (refund.ResendAnswer, error)
	RecordOutcome(ctx context.Context, in refund.Record) (refund.Leg, error)
}

// PayLeg asks for one leg's movement.
type PayLeg struct {
	Instruction refund.Instruction `json:"instruction"`
	Generation  int                `json:"generation"`
	// LookFirst: the leg was sent before (a crash or a long silence lies between).
	LookFirst bool `json:"look_first,omitempty"`
}

// RefundPayment sends, and on every later attempt looks up before it sends the same key and
// amount again. It answers with an outcome, or asks for another attempt on the provider's ladder.
func (p Payments) RefundPayment(ctx context.Context, in PayLeg) (refund.LegAnswer, error) {
	attempt := int(activity.GetInfo(ctx).Attempt)
	provider, err := p.provider(in)
	if err != nil && attempt == 1 && !in.LookFirst {
		return refund.LegAnswer{Outcome: refund.Outcome{Kind: refund.OutcomeNotSent, Reason: err.Error()}}, nil
	}
	if err != nil {
		return refund.LegAnswer{}, err
	}
	defer beat(ctx)()
	call := paymentCall{gate: p.Gate, provider: provider, in: in, rung: attempt - 1}
	if attempt == 1 && !in.LookFirst {
		return call.send(ctx)
	}
	return call.lookThenSend(ctx)
}

// LookUpPayment asks what became of a leg that was sent long ago, and sends it again only when
// the provider says it has never heard of it.
func (p Payments) LookUpPayment(ctx context.Context, in PayLeg) (refund.LegAnswer, error) {
	provider, err := p.provider(in)
	if err != nil {
		return refund.LegAnswer{}, err
	}
	defer beat(ctx)()
	call := paymentCall{gate: p.Gate, provider: provider, in: in, rung: int(activity.GetInfo(ctx).Attempt)}
	return call.lookThenSend(ctx)
}

func (p Payments) provider(in PayLeg) (payment.Provider, error) {
	provider, ok := p.Providers[in.Instruction.Provider]
	if !ok {
		return nil, fmt.Errorf("%w: %q for %s leg %s", ErrNoProvider, in.Instruction.Provider, in.Instruction.Refund, in.Instruction.Leg)
	}
	return provider, nil
}

// paymentCall is one attempt.
type paymentCall struct {
	gate     Gate
	provider payment.Provider
	in       PayLeg
	rung     int
}

func (c paymentCall) send(ctx context.Context) (refund.LegAnswer, error) {
	outcome, err := c.provider.Refund(ctx, c.in.Instruction)
	if err != nil {
		return refund.LegAnswer{}, err
	}
	return c.answer(ctx, outcome)
}

func (c paymentCall) lookThenSend(ctx context.Context) (refund.LegAnswer, error) {
	found, err := c.provider.Lookup(ctx, c.in.Instruction)
	if err != nil {
		return refund.LegAnswer{}, err
	}
	if !found.Absent {
		return c.answer(ctx, found.Outcome)
	}
	gate, err := c.gate.ResendLeg(ctx, refund.Resend{
		Refund: c.in.Instruction.Refund, Leg: c.in.Instruction.Leg,
		Generation: c.in.Generation, SettlingDelay: c.provider.Terms().SettlingDelay,
	})
	if err != nil {
		return refund.LegAnswer{}, err
	}
	if !gate.Allowed {
		return refund.LegAnswer{}, again{why: "not sent again: " + gate.Reason, after: max(gate.Wait, c.delay())}
	}
	return c.send(ctx)
}

// answer returns a usable outcome, or records that there is none yet and asks to try again.
func (c paymentCall) answer(ctx context.Context, outcome refund.Outcome) (refund.LegAnswer, error) {
	switch outcome.Kind {
	case refund.OutcomeUnknown, refund.OutcomeNotSent:
		if err := c.recordSilence(ctx, outcome); err != nil {
			return refund.LegAnswer{}, err
		}
		return refund.LegAnswer{}, again{why: fmt.Sprintf("%s: %s", outcome.Kind, outcome.Reason), after: c.delay()}
	case refund.OutcomeSettled, refund.OutcomePending, refund.OutcomeDeclined, refund.OutcomeFailed,
		refund.OutcomeRequiresAction, refund.OutcomeAbnormal:
		return refund.LegAnswer{Outcome: outcome, LookAfterSeconds: int64((c.delay() + time.Second - 1) / time.Second)}, nil
	}
	return refund.LegAnswer{}, fmt.Errorf("activities: outcome %q of %s", outcome.Kind, c.in.Instruction.Key)
}

// recordSilence stores the outcome even when the attempt's own time is up.
func (c paymentCall) recordSilence(ctx context.Context, outcome refund.Outcome) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ledgerTiming.Attempt)
	defer cancel()
	_, err := c.gate.RecordOutcome(ctx, refund.Record{
		Refund: c.in.Instruction.Refund, Leg: c.in.Instruction.Leg, Generation: c.in.Generation, Outcome: outcome,
		Cause: refund.Cause{Actor: refund.ActorMakegood, Reason: outcome.Reason},
	})
	return err
}

// delay is this attempt's rung of the provider's ladder; the last rung repeats.
func (c paymentCall) delay() time.Duration {
	ladder := c.provider.Terms().LookupDelays
	if len(ladder) == 0 {
		return paymentTiming.RetryDelay
	}
	return ladder[min(max(c.rung, 0), len(ladder)-1)]
}
