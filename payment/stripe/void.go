package stripe

import (
	"context"
	"errors"
	"time"

	driver "github.com/stripe/stripe-go/v85"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// void cancels an authorisation that was never captured. It goes by the PaymentIntent: a Charge's authorisation is
// given back by its refund, which is no void of ours.
func (a *Adapter) void(ctx context.Context, in payment.Instruction) (refund.Outcome, error) {
	if !isIntent(in.Reference) {
		return refund.Outcome{}, payment.BadInstruction(in, refund.CodeMalformed, "Stripe voids a PaymentIntent, not "+in.Reference)
	}
	api, err := a.api()
	if err != nil {
		return refund.Outcome{Kind: refund.OutcomeNotSent, Reason: err.Error()}, nil
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	p := &driver.PaymentIntentCancelParams{Params: a.params(ctx, in.Account)}
	p.SetIdempotencyKey(in.Key)
	intent, err := api.V1PaymentIntents.Cancel(ctx, in.Reference, p)
	if said, ok := errors.AsType[*driver.Error](err); ok && said.Code == driver.ErrorCodePaymentIntentUnexpectedState {
		return a.hasEnded(ctx, in, err)
	}
	if err != nil {
		return a.refused(err)
	}
	if intent.ID != in.Reference {
		return wire.Unknown("the answer is about another payment"), nil
	}
	found := standing(intent, in)
	if found.Absent {
		return refund.Outcome{Kind: refund.OutcomeAbnormal, Reason: wire.Clipped("cancelled, and it is " + string(intent.Status))}, nil
	}
	return found.Outcome, nil
}

// hasEnded reads a refusal by the intent's state: whoever cancelled it, or where it has expired or was captured in part
// as the books know, it holds nothing any more, and the void is done.
func (a *Adapter) hasEnded(ctx context.Context, in payment.Instruction, refusal error) (refund.Outcome, error) {
	found, err := a.findVoid(ctx, in)
	if err != nil || found.Absent {
		return a.refused(refusal)
	}
	return found.Outcome, nil
}

// findVoid asks how the authorisation stands: whoever cancelled it, it holds nothing any more.
func (a *Adapter) findVoid(ctx context.Context, in payment.Instruction) (payment.Found, error) {
	if !isIntent(in.Reference) {
		return payment.Found{}, payment.BadInstruction(in, refund.CodeMalformed, "Stripe voids a PaymentIntent, not "+in.Reference)
	}
	api, err := a.api()
	if err != nil {
		return payment.Found{Outcome: wire.Unknown(err.Error())}, nil
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	intent, err := api.V1PaymentIntents.Retrieve(ctx, in.Reference, &driver.PaymentIntentRetrieveParams{Params: a.params(ctx, in.Account)})
	if err != nil {
		return a.unanswered(err)
	}
	return standing(intent, in), nil
}

func unix(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }
