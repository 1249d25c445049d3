package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// send asks for the movement, while the lease covers the call, and records what became of it. asked is
// when the gate was asked.
func (a attempt) send(ctx context.Context, begun refund.Begun, asked time.Time) (refund.LegPaid, error) {
	if begun.Via != "" {
		return a.record(ctx, begun, refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: begun.Instruction.Key})
	}
	if a.provider == nil {
		return a.record(ctx, begun, refund.Outcome{Kind: refund.OutcomeNotSent, Reason: a.noAdapter(begun)})
	}
	if begun.Instruction.Provider != a.in.Provider {
		return refund.LegPaid{}, fmt.Errorf("leg %s of %s is pinned to %s, not to %s: %w", a.in.Leg, a.in.Refund,
			begun.Instruction.Provider, a.in.Provider, payment.ErrBadInstruction)
	}
	if a.since(asked) > leaseMargin || a.callMax <= 0 {
		return a.record(ctx, begun, refund.Outcome{Kind: refund.OutcomeNotSent, Reason: "the gate took so long that the lease no longer covers the call"})
	}
	call, cancel := context.WithTimeout(ctx, a.callMax)
	defer cancel()
	outcome, err := a.provider.Refund(call, begun.Instruction)
	var limited payment.RateLimited
	if errors.As(err, &limited) {
		a.pause = limited.RetryAfter
	}
	return a.record(ctx, begun, outcomeOf(outcome, err))
}

// since is how long ago a moment was, by the longer of the monotonic clock and the clock on the wall: the
// first stands still while a machine sleeps, and the second can be set back.
func (a attempt) since(at time.Time) time.Duration {
	now := a.Clock()
	return max(now.Sub(at), now.Round(0).Sub(at.Round(0)))
}

// noAdapter is the reason of a leg whose provider this worker does not know.
func (a attempt) noAdapter(begun refund.Begun) string {
	return string(refund.CodeNoAdapter) + ": this worker has no adapter for provider " + begun.Instruction.Provider
}

// outcomeOf turns the errors of a send into outcomes. A bad instruction never left: nothing moved. Any
// other error, a rate limit included, proves nothing.
func outcomeOf(outcome refund.Outcome, err error) refund.Outcome {
	switch {
	case err == nil:
		return outcome
	case errors.Is(err, payment.ErrBadInstruction):
		return refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstruction, Reason: err.Error()}
	}
	return refund.Outcome{Kind: refund.OutcomeUnknown, Reason: err.Error()}
}

// lookUp asks what became of a leg that may have been sent, and sends the same key and amount again only
// when the provider has never heard of it, or has no look-up, and the gate allows it.
func (a attempt) lookUp(ctx context.Context, begun refund.Begun) (refund.LegPaid, error) {
	if a.provider == nil {
		return a.record(ctx, begun, refund.Outcome{Kind: refund.OutcomeUnknown, Reason: a.noAdapter(begun)})
	}
	call, cancel := context.WithTimeout(ctx, a.callMax)
	defer cancel()
	found, err := a.provider.Lookup(call, begun.Instruction)
	if err != nil {
		return a.noAnswer(ctx, begun, err)
	}
	if leg, _ := begun.Standing.Leg(a.in.Leg); leg.Status.Accepted() {
		return a.accepted(ctx, begun, found)
	}
	if !found.Absent && !found.Repeatable {
		return a.record(ctx, begun, found.Outcome)
	}
	if a.mayBeForgotten(begun) {
		return a.record(ctx, begun, refund.Outcome{Kind: refund.OutcomeAbnormal, Reason: "the provider does not tell what became of the key, and may have forgotten it"})
	}
	return a.sendAgain(ctx, begun)
}

// mayBeForgotten: the provider keeps keys for a time that has passed. That it does not know one proves nothing
// then: its money may have moved.
func (a attempt) mayBeForgotten(begun refund.Begun) bool {
	return a.terms.RemembersKeys > 0 && begun.FirstSentAt != nil && a.Clock().Sub(*begun.FirstSentAt) >= a.terms.RemembersKeys
}

// accepted goes on with what is heard of a leg that its provider has accepted. It is never sent again: when
// the provider does not know it any more, its money may have moved all the same, and a person has to clear it.
func (a attempt) accepted(ctx context.Context, begun refund.Begun, found payment.Found) (refund.LegPaid, error) {
	switch {
	case found.Absent && begun.Until != nil:
		return a.later(begun.Standing, "unknown to its provider so far", a.until(begun.Until))
	case found.Absent:
		return a.record(ctx, begun, refund.Outcome{Kind: refund.OutcomeAbnormal, Reason: "the provider had accepted it, and does not know it any more"})
	case found.Outcome.Kind == refund.OutcomeUnknown:
		return a.later(begun.Standing, found.Outcome.Reason, a.delay())
	}
	return a.record(ctx, begun, found.Outcome)
}

// noAnswer keeps that a look-up was not answered. Of a leg that is pending more is known than that.
func (a attempt) noAnswer(ctx context.Context, begun refund.Begun, err error) (refund.LegPaid, error) {
	var limited payment.RateLimited
	if errors.As(err, &limited) {
		a.pause = limited.RetryAfter
	}
	if leg, _ := begun.Standing.Leg(a.in.Leg); leg.Status == refund.LegSending {
		return a.record(ctx, begun, refund.Outcome{Kind: refund.OutcomeUnknown, Reason: err.Error()})
	}
	return a.later(begun.Standing, err.Error(), a.delay())
}

// sendAgain sends under the same key what the provider does not know, or cannot tell of.
func (a attempt) sendAgain(ctx context.Context, begun refund.Begun) (refund.LegPaid, error) {
	asked := a.Clock()
	again, err := a.Gate.ResendLeg(ctx, refund.Resend{Begin: a.begin(), Generation: begun.Generation})
	if err != nil {
		return refund.LegPaid{}, err
	}
	switch again.Result {
	case refund.BeginSend:
		return a.send(ctx, again, asked)
	case refund.BeginNotNow:
		return a.later(again.Standing, "unknown to its provider, and not to be sent again yet", a.until(again.Until))
	case refund.BeginLookUp:
		return a.later(again.Standing, "it was sent meanwhile", a.delay())
	case refund.BeginDone, refund.BeginStopped:
		return refund.LegPaid{Standing: again.Standing}, nil
	}
	return refund.LegPaid{}, fmt.Errorf("the gate answered %q: %w", again.Result, ledger.ErrInvariant)
}

// record books what the provider said, also when the attempt's own time is up, and answers with how far
// the leg has come.
func (a attempt) record(ctx context.Context, begun refund.Begun, outcome refund.Outcome) (refund.LegPaid, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordMax)
	defer cancel()
	recorded, err := a.Gate.RecordOutcome(ctx, refund.Record{
		Refund: a.in.Refund, Leg: a.in.Leg, Generation: begun.Generation, Attempt: a.name, Outcome: outcome,
		Cause: refund.Cause{Actor: a.actor(begun), Reason: outcome.Reason}, Claims: claimsBy(a.Channels, a.in.Claims),
	})
	if err != nil {
		return refund.LegPaid{}, err
	}
	if recorded.NotNow != nil {
		return a.later(recorded.Standing, "another attempt may still send it", a.until(recorded.NotNow))
	}
	return a.answer(recorded.Standing, outcome)
}

// actor is who has said what is recorded.
func (a attempt) actor(begun refund.Begun) refund.Person {
	if begun.Via != "" {
		return refund.ActorMakegood
	}
	return refund.Person(a.in.Provider)
}

// answer is what follows from an outcome: nothing, or when to ask again.
func (a attempt) answer(standing refund.Standing, outcome refund.Outcome) (refund.LegPaid, error) {
	switch outcome.Kind {
	case refund.OutcomeUnknown, refund.OutcomeNotSent:
		if a.provider == nil {
			return refund.LegPaid{Standing: standing, NextSeconds: seconds(noAdapterDelay)}, nil
		}
		return a.later(standing, string(outcome.Kind)+": "+outcome.Reason, a.delay())
	case refund.OutcomePending, refund.OutcomeRequiresAction, refund.OutcomeAbnormal:
		return refund.LegPaid{Standing: standing, NextSeconds: seconds(a.delay())}, nil
	case refund.OutcomeSettled, refund.OutcomeDeclined, refund.OutcomeFailed:
		return refund.LegPaid{Standing: standing}, nil
	}
	return refund.LegPaid{}, fmt.Errorf("outcome %q of leg %s: %w", outcome.Kind, a.in.Leg, ledger.ErrInvariant)
}
