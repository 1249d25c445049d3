package stripe

import (
	"context"
	"strings"

	driver "github.com/stripe/stripe-go/v85"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
	"github.com/makegood/makegood/refund"
)

// The metadata that makes a refund makegood's own.
const (
	metaKey    = "makegood_key"
	metaRefund = "makegood_refund"
	metaLeg    = "makegood_leg"
)

// Refund implements payment.Provider.
func (a *Adapter) Refund(ctx context.Context, in payment.Instruction) (refund.Outcome, error) {
	if err := payment.Check(in); err != nil {
		return refund.Outcome{}, err
	}
	if in.Void {
		return a.void(ctx, in)
	}
	amount, err := ofStripe.Units(in)
	if err != nil {
		return refund.Outcome{}, err
	}
	api, err := a.api()
	if err != nil {
		return refund.Outcome{Kind: refund.OutcomeNotSent, Reason: err.Error()}, nil
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	made, err := api.V1Refunds.Create(ctx, a.refundParams(ctx, in, amount))
	if err != nil {
		return a.refused(err)
	}
	return outcomeOf(made, in), nil
}

func (a *Adapter) refundParams(ctx context.Context, in payment.Instruction, amount int64) *driver.RefundCreateParams {
	p := &driver.RefundCreateParams{
		Params: a.params(ctx, in.Account), Amount: driver.Int64(amount),
		Metadata: map[string]string{metaKey: in.Key, metaRefund: clippedMeta(string(in.Refund)), metaLeg: clippedMeta(string(in.Leg))},
	}
	p.SetIdempotencyKey(in.Key)
	p.AddExpand("balance_transaction")
	if isIntent(in.Reference) {
		p.PaymentIntent = driver.String(in.Reference)
	} else {
		p.Charge = driver.String(in.Reference)
	}
	if a.config.ReverseTransfer {
		p.ReverseTransfer = driver.Bool(true)
	}
	if a.config.RefundApplicationFee {
		p.RefundApplicationFee = driver.Bool(true)
	}
	return p
}

// metaBytesMax bounds a value of Stripe's metadata.
const metaBytesMax = 500

func clippedMeta(s string) string { return strings.ToValidUTF8(s[:min(len(s), metaBytesMax)], "") }

// outcomeOf checks that a refund is what was asked, and reads its status.
func outcomeOf(made *driver.Refund, in payment.Instruction) refund.Outcome {
	if made == nil || made.ID == "" {
		return wire.Unknown("the answer is no refund")
	}
	minor, err := minorOf(made.Amount, currencyOf(made.Currency))
	if err != nil || minor != in.AmountMinor || currencyOf(made.Currency) != in.Currency || made.Metadata[metaKey] != in.Key {
		return refund.Outcome{
			Kind: refund.OutcomeAbnormal, ProviderRefundID: made.ID,
			Reason: wire.Clipped("under the key lies a refund of " + refund.FormatAmount(minor, currencyOf(made.Currency)) + ", which was not asked for"),
		}
	}
	return read(made)
}

// read reads a refund's status.
func read(made *driver.Refund) refund.Outcome {
	o := refund.Outcome{ProviderRefundID: made.ID, BankReference: bankReference(made.DestinationDetails), Settlement: settlement(made.BalanceTransaction)}
	switch made.Status {
	case driver.RefundStatusSucceeded:
		o.Kind = refund.OutcomeSettled
	case driver.RefundStatusPending:
		o.Kind, o.Reason = refund.OutcomePending, string(made.PendingReason)
	case driver.RefundStatusRequiresAction:
		o.Kind, o.Reason = refund.OutcomeRequiresAction, "the customer has to say where it goes: Stripe has written to them"
	case driver.RefundStatusFailed:
		o.Kind, o.Reason = refund.OutcomeFailed, string(made.FailureReason)
	case driver.RefundStatusCanceled:
		o.Kind, o.Reason = refund.OutcomeFailed, "canceled"
	default:
		o.Kind, o.Reason = refund.OutcomeAbnormal, wire.Clipped("unknown status "+string(made.Status))
	}
	return o
}

// settlement is what a refund took from the account's balance, where Stripe sends that along (it does when asked to
// expand it); the amounts there are negative.
func settlement(t *driver.BalanceTransaction) *refund.Settlement {
	if t == nil || t.Currency == "" {
		return nil
	}
	minor, err := minorOf(-t.Amount, currencyOf(t.Currency))
	if err != nil {
		return nil
	}
	return &refund.Settlement{AmountMinor: minor, Currency: currencyOf(t.Currency)}
}
