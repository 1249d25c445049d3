package stripe

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	driver "github.com/stripe/stripe-go/v85"

	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/payment/wire"
)

// listPage is the most refunds Stripe lists at once.
const listPage = 100

// List implements payment.Lister: the refunds of a payment or of a period, by Stripe's own time of creation, each with
// its balance transaction. A refund that is pending has none yet, and says neither fee nor settlement.
func (a *Adapter) List(ctx context.Context, q payment.ListQuery) iter.Seq2[payment.Listed, error] {
	return func(yield func(payment.Listed, error) bool) {
		for made, err := range a.refunds(ctx, q) {
			if err != nil {
				yield(payment.Listed{}, a.listError(err))
				return
			}
			listed, err := listedOf(made, q.Reference)
			if err == nil && (made.ID == "" || made.Created == 0) {
				err = errors.New("it has no id or time")
			}
			if err != nil {
				yield(payment.Listed{}, fmt.Errorf("stripe: refund %s: %w", made.ID, err))
				return
			}
			listed.Account = q.Account
			if q.Asks(listed) && !yield(listed, nil) {
				return
			}
		}
	}
}

// refunds reads Stripe's list page by page, newest first. Refunds that are made meanwhile come before the first page,
// and move none of the others.
func (a *Adapter) refunds(ctx context.Context, q payment.ListQuery) iter.Seq2[*driver.Refund, error] {
	return func(yield func(*driver.Refund, error) bool) {
		after := ""
		for {
			page, more, err := a.page(ctx, q, after)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, made := range page {
				if !yield(made, nil) {
					return
				}
			}
			if !more {
				return
			}
			after = page[len(page)-1].ID
		}
	}
}

var (
	errNoList    = errors.New("the answer is no list")
	errEmptyPage = errors.New("a page is empty, and others follow it")
)

// page is one page of refunds, and whether others follow it.
func (a *Adapter) page(ctx context.Context, q payment.ListQuery, after string) ([]*driver.Refund, bool, error) {
	if err := payment.Turn(ctx); err != nil {
		return nil, false, err
	}
	api, err := a.api()
	if err != nil {
		return nil, false, err
	}
	ctx, cancel := a.bounded(ctx)
	defer cancel()
	list := api.V1Refunds.List(ctx, a.listParams(ctx, q, after))
	switch {
	case list.Err() != nil:
		return nil, false, list.Err()
	case list.Meta().URL == "":
		return nil, false, errNoList
	case list.Meta().HasMore && len(list.Data()) == 0:
		return nil, false, errEmptyPage
	}
	return list.Data(), list.Meta().HasMore, nil
}

func (a *Adapter) listParams(ctx context.Context, q payment.ListQuery, after string) *driver.RefundListParams {
	base := a.params(ctx, q.Account)
	p := &driver.RefundListParams{ListParams: driver.ListParams{Context: ctx, StripeAccount: base.StripeAccount}, CreatedRange: period(q)}
	p.Limit = driver.Int64(listPage)
	p.AddExpand("data.balance_transaction")
	if after != "" {
		p.StartingAfter = driver.String(after)
	}
	switch {
	case q.Reference == "":
	case isIntent(q.Reference):
		p.PaymentIntent = driver.String(q.Reference)
	default:
		p.Charge = driver.String(q.Reference)
	}
	return p
}

// period is a query's in Stripe's whole seconds: a refund is made in a second, and lies in the period when that second's
// beginning does.
func period(q payment.ListQuery) *driver.RangeQueryParams {
	if q.From.IsZero() && q.To.IsZero() {
		return nil
	}
	r := &driver.RangeQueryParams{}
	if !q.From.IsZero() {
		r.GreaterThanOrEqual = secondsUp(q.From)
	}
	if !q.To.IsZero() {
		r.LesserThan = secondsUp(q.To)
	}
	return r
}

// secondsUp is the first whole second that is not before a time.
func secondsUp(at time.Time) int64 { return at.Add(time.Second - 1).Unix() }

// listError is why a list is not complete: the rate, or what Stripe said, or its silence.
func (a *Adapter) listError(err error) error {
	found, limited := a.unanswered(err)
	var said *driver.Error
	switch {
	case limited != nil:
		return limited
	case errors.As(err, &said), a.withoutKey(err.Error()) != err.Error():
		return &wire.Silence{MayHaveLeft: true, Reason: found.Outcome.Reason}
	}
	return fmt.Errorf("stripe: list: %w", err)
}
