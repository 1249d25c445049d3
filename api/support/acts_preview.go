package support

import (
	"context"
	"errors"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/messaging"
	"github.com/makegood/makegood/refund"
)

// ActPreview is what an act would come to, as the ledger would carry it out now.
type ActPreview struct {
	// Before is the refund as it stands. After is as it would stand; where Refused is set, the same.
	Before, After refund.Standing
	// TrailCount is how many rows the refund's trail has: what comes after them has happened since.
	TrailCount int
	// Refused is why it would not be taken.
	Refused *api.Error
	// Answer is what the act would be answered.
	Answer refund.Answer
	// Payments are the order's, with what may still go back to each before and after.
	Payments []PaymentChange
	// Explanation is how the amount would come about, where it changes.
	Explanation *api.Explanation
	// Told is what the customer would be told at once; nil: nothing yet. Untold is why it cannot be shown.
	Told   *messaging.Message
	Untold error
}

// PaymentChange is what may still go back to a payment of the order, in minor units of its currency.
type PaymentChange struct {
	PaymentID   refund.PaymentID
	Currency    refund.Currency
	BeforeMinor int64
	AfterMinor  int64
}

// tried is what is read while the trial lasts.
type tried struct {
	before, after refund.Case
	acted         refund.Acted
	payments      [2][]refund.PaymentBalance
	explanation   refund.Explanation
	notice        refund.NoticeKind
	told          bool
}

// Preview says what an act by who calls would come to, doing nothing. An error is UNAUTHENTICATED, NOT_FOUND, or an outage:
// a refusal of the act is in the answer.
func (d *ActDesk) Preview(ctx context.Context, call api.Call, in Intent) (ActPreview, error) {
	if err := signedIn(call); err != nil {
		return ActPreview{}, call.Failed(err)
	}
	who, err := d.acting(ctx, call)
	if err != nil {
		return ActPreview{}, call.Failed(err)
	}
	var seen tried
	err = d.ports.Try(ctx, func(t ActTrial) (err error) {
		seen, err = who.try(ctx, t, in)
		return err
	})
	if err != nil {
		return ActPreview{}, call.Failed(err)
	}
	return d.previewOf(ctx, call, in, seen), nil
}

// try carries an act out in the trial, and reads what has become of the refund.
func (a acting) try(ctx context.Context, t ActTrial, in Intent) (out tried, err error) {
	if out.before, err = t.Books.Case(ctx, in.ID); err != nil {
		return out, err
	}
	key := out.before.Cancellation.Key
	if out.payments[0], err = t.Books.OrderPayments(ctx, key.Merchant, key.Order); err != nil {
		return out, err
	}
	act, judged := in.act(a.call)
	if !judged {
		return out, refund.Problem{Code: api.CodeUnknownMethod, Detail: "nothing called " + string(in.Act) + " is done to a refund by a person"}
	}
	if wrong := a.unfit(in, act, out.before.Standing); wrong != nil {
		out.after, out.payments[1] = out.before, out.payments[0]
		out.acted.Answer = refund.Answer{Code: wrong.Code, Detail: wrong.Detail, Status: out.before.Status}
		return out, nil
	}
	if out.acted, err = t.Books.CarryOut(ctx, a.request(in.ID, act), t.Rules); err != nil {
		return out, err
	}
	if out.after, err = t.Books.Case(ctx, in.ID); err != nil {
		return out, err
	}
	if out.payments[1], err = t.Books.OrderPayments(ctx, key.Merchant, key.Order); err != nil {
		return out, err
	}
	out.notice, out.told = refund.NoticeAfter(out.before.Standing, out.acted.Standing)
	if out.told {
		out.explanation, err = t.Books.Explanation(ctx, in.ID, out.acted.Standing.AssessmentHash)
	}
	return out, err
}

// unfit is what the service refuses before the ledger sees the act.
func (a acting) unfit(in Intent, act refund.Act, now refund.Standing) *refund.Problem {
	if wrong, is := act.Check(); is {
		return &wrong
	}
	if in.Amount == nil {
		return nil
	}
	if wrong, is := refund.ProblemIn(api.InCurrency(now, in.Amount.Currency)); is {
		return &wrong
	}
	return nil
}

func (d *ActDesk) previewOf(ctx context.Context, call api.Call, in Intent, seen tried) ActPreview {
	out := ActPreview{TrailCount: len(seen.before.Trail), Before: seen.before.Standing, After: seen.after.Standing, Answer: seen.acted.Answer, Payments: changes(seen.payments)}
	if !seen.acted.Accepted {
		errors.As(call.Failed(refund.Problem{Code: seen.acted.Code, Detail: seen.acted.Detail}), &out.Refused)
		out.After, out.Payments = out.Before, changes([2][]refund.PaymentBalance{seen.payments[0], seen.payments[0]})
		return out
	}
	if p := seen.after.Proposal; p != nil && out.After.AssessmentHash != out.Before.AssessmentHash {
		out.Explanation = api.Explain(call.Speaker(), seen.after.Cancellation, *p)
	}
	if !seen.told {
		return out
	}
	notice := refund.NoticeAbout(seen.notice, out.After, seen.after.Cancellation.Order, d.ports.Now())
	said, err := d.ports.Say(ctx, notice, seen.explanation)
	if err != nil {
		out.Untold = call.Failed(err)
		return out
	}
	out.Told = &said
	return out
}

// changes sets balances side by side: the same payments, in the same sequence.
func changes(balances [2][]refund.PaymentBalance) (out []PaymentChange) {
	for n, before := range balances[0] {
		if n < len(balances[1]) {
			out = append(out, PaymentChange{before.PaymentID, before.Currency, before.RemainingMinor(), balances[1][n].RemainingMinor()})
		}
	}
	return out
}
