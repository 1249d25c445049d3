package stripe

import (
	"context"

	driver "github.com/stripe/stripe-go/v85"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/refund"
)

// Lookup implements payment.Provider. The witness is the whole list of the payment's refunds: a key without one made
// none. It does not go by the key itself, which Stripe may have forgotten.
func (a *Adapter) Lookup(ctx context.Context, in payment.Instruction) (payment.Found, error) {
	if err := payment.Check(in); err != nil {
		return payment.Found{}, err
	}
	if in.Void {
		return a.findVoid(ctx, in)
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	for made, err := range a.refunds(ctx, payment.ListQuery{Account: in.Account, Reference: in.Reference}) {
		switch {
		case err != nil:
			return a.unanswered(err)
		case made.Metadata[metaKey] == in.Key:
			return payment.Found{Outcome: outcomeOf(made, in)}, nil
		}
	}
	return payment.Found{Absent: true}, nil
}

// statusOf is what a void came to by the state of its authorisation.
func statusOf(status driver.PaymentIntentStatus, id string) payment.Found {
	// In every other state the authorisation still stands.
	//
	//exhaustive:ignore
	switch status {
	case driver.PaymentIntentStatusCanceled:
		return payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: id}}
	case driver.PaymentIntentStatusSucceeded:
		return payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstruction, Reason: "it was captured"}}
	}
	return payment.Found{Absent: true}
}
