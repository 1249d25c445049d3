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

// standing is what a void came to by the state of its authorisation. A capture gives back what it leaves: where as much
// was captured as the books know, nothing is held; where it was more, money was taken that nobody has reckoned with.
func standing(intent *driver.PaymentIntent, in payment.Instruction) payment.Found {
	// In every other state the authorisation still stands.
	//
	//exhaustive:ignore
	switch intent.Status {
	case driver.PaymentIntentStatusCanceled:
		return payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: intent.ID}}
	case driver.PaymentIntentStatusSucceeded:
		if minor, err := minorOf(intent.AmountReceived, in.Currency); err == nil && minor == in.CapturedMinor && minor > 0 {
			return payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeSettled, ProviderRefundID: intent.ID}}
		}
		return payment.Found{Outcome: refund.Outcome{Kind: refund.OutcomeDeclined, Class: refund.DeclinedInstruction, Reason: "it was captured"}}
	}
	return payment.Found{Absent: true}
}
