package stripe

import (
	"context"
	"iter"

	driver "github.com/stripe/stripe-go/v85"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// listPage is the most refunds Stripe lists at once.
const listPage = 100

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
	for made, err := range a.refunds(ctx, in.Account, in.Reference, nil) {
		switch {
		case err != nil:
			return a.unanswered(err)
		case made.Metadata[metaKey] == in.Key:
			return payment.Found{Outcome: outcomeOf(made, in)}, nil
		}
	}
	return payment.Found{Absent: true}, nil
}

// refunds lists a payment's refunds, or those of a period.
func (a *Adapter) refunds(ctx context.Context, account, reference string, created *driver.RangeQueryParams) iter.Seq2[*driver.Refund, error] {
	api, err := a.api()
	if err != nil {
		return func(yield func(*driver.Refund, error) bool) { yield(nil, err) }
	}
	base := a.params(ctx, account)
	p := &driver.RefundListParams{ListParams: driver.ListParams{Context: ctx, StripeAccount: base.StripeAccount}, CreatedRange: created}
	p.Limit = driver.Int64(listPage)
	p.AddExpand("data.balance_transaction")
	switch {
	case reference == "":
	case isIntent(reference):
		p.PaymentIntent = driver.String(reference)
	default:
		p.Charge = driver.String(reference)
	}
	return iter.Seq2[*driver.Refund, error](api.V1Refunds.List(ctx, p).All(ctx))
}

// List implements payment.Lister.
func (a *Adapter) List(ctx context.Context, q payment.ListQuery) iter.Seq2[payment.Listed, error] {
	return func(yield func(payment.Listed, error) bool) {
		for made, err := range a.refunds(ctx, q.Account, q.Reference, period(q)) {
			if err != nil {
				yield(payment.Listed{}, a.listError(err))
				return
			}
			listed, err := listedOf(made, q.Reference)
			if !yield(listed, err) || err != nil {
				return
			}
		}
	}
}

func period(q payment.ListQuery) *driver.RangeQueryParams {
	if q.From.IsZero() && q.To.IsZero() {
		return nil
	}
	r := &driver.RangeQueryParams{}
	if !q.From.IsZero() {
		r.GreaterThanOrEqual = q.From.Unix()
	}
	if !q.To.IsZero() {
		r.LesserThan = q.To.Unix()
	}
	return r
}

// listError is why a list is not complete: the rate, or what Stripe said, or its silence.
func (a *Adapter) listError(err error) error {
	found, limited := a.unanswered(err)
	if limited != nil {
		return limited
	}
	return &wire.Silence{MayHaveLeft: true, Reason: found.Outcome.Reason}
}

func listedOf(made *driver.Refund, asked string) (payment.Listed, error) {
	currency := currencyOf(made.Currency)
	minor, err := minorOf(made.Amount, currency)
	if err != nil {
		return payment.Listed{}, err
	}
	listed := payment.Listed{
		ProviderRefundID: made.ID, Key: made.Metadata[metaKey], Reference: referenceOf(made, asked), AmountMinor: minor, Currency: currency,
		Outcome: read(made), CreatedAt: unix(made.Created),
	}
	if t := made.BalanceTransaction; t != nil && t.Fee != 0 {
		if listed.FeeMinor, err = minorOf(t.Fee, currencyOf(t.Currency)); err != nil {
			return payment.Listed{}, err
		}
	}
	return listed, nil
}

// referenceOf names the payment as it was asked for; of a period by its intent, where it has one.
func referenceOf(made *driver.Refund, asked string) string {
	switch {
	case asked != "":
		return asked
	case made.PaymentIntent != nil && made.PaymentIntent.ID != "":
		return made.PaymentIntent.ID
	case made.Charge != nil:
		return made.Charge.ID
	}
	return ""
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
