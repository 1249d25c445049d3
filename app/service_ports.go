package app

import (
	"context"
	"errors"

	"go.temporal.io/api/serviceerror"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/starter"
)

// servedStories are the open refunds, as their workflows.
type servedStories struct{ *ServicePorts }

// View implements api.Stories.
func (p servedStories) View(ctx context.Context, id refund.ID) (refund.View, error) {
	c, err := p.temporal.get(ctx)
	if err != nil {
		return refund.View{}, err
	}
	view, err := temporal.Refunds{Client: c}.View(ctx, id)
	return view, temporalAway(err)
}

// Act implements api.Stories.
func (p servedStories) Act(ctx context.Context, id refund.ID, act refund.Act) (refund.Answer, error) {
	c, err := p.temporal.get(ctx)
	if err != nil {
		return refund.Answer{}, err
	}
	answer, err := temporal.Refunds{Client: c}.Act(ctx, id, act)
	return answer, temporalAway(err)
}

// temporalAway gives an error of a Temporal that does not answer its code; nil stays nil.
func temporalAway(err error) error {
	var away *serviceerror.Unavailable
	if errors.As(err, &away) || errors.Is(err, context.DeadlineExceeded) {
		return Coded{Code: CodeTemporalAway, Err: err}
	}
	return err
}

// servedIntake asks for refunds as the starter does.
type servedIntake struct{ *ServicePorts }

// Request implements api.Intake.
func (p servedIntake) Request(ctx context.Context, in refund.Request) (refund.Requested, error) {
	c, err := p.temporal.get(ctx)
	if err != nil {
		return refund.Requested{}, err
	}
	vault, err := p.vault(ctx)
	if err != nil {
		return refund.Requested{}, err
	}
	done, err := p.pass(ctx, in.Cancellation)
	if err != nil {
		return refund.Requested{}, err
	}
	defer done()
	ctx, cancel := context.WithTimeout(ctx, temporal.ActTimeout)
	defer cancel()
	requests := starter.Requests{Temporal: c, TaskQueue: p.settings.Temporal.TaskQueue, Vault: vault, Now: p.now}
	answer, err := requests.Request(ctx, in)
	if errors.Is(err, starter.ErrOver) {
		return answer, errors.Join(api.ErrKnown, err)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return answer, err // it may be under way: the caller is told to ask again
	}
	return answer, temporalAway(err)
}

// pass waits for the turn of a request; in a command there is none but its own.
func (p *ServicePorts) pass(ctx context.Context, in refund.Cancellation) (done func(), err error) {
	if p.held == nil {
		return func() {}, nil
	}
	return p.held.gate.Pass(ctx, in)
}

// servedBooks is the ledger, opened for what is asked of it.
type servedBooks struct{ *ServicePorts }

// Case implements api.Books.
func (p servedBooks) Case(ctx context.Context, id refund.ID) (refund.Case, error) {
	books, err := p.reader.get(ctx)
	if err != nil {
		return refund.Case{}, err
	}
	return books.Case(ctx, id)
}

// Cases implements api.Books.
func (p servedBooks) Cases(ctx context.Context, filter ledger.CaseFilter) ([]ledger.CaseRow, error) {
	books, err := p.reader.get(ctx)
	if err != nil {
		return nil, err
	}
	return books.Cases(ctx, filter)
}

// OutsideRefunds implements api.Books.
func (p servedBooks) OutsideRefunds(ctx context.Context, filter ledger.OutsideFilter) ([]ledger.OutsideRefund, error) {
	books, err := p.reader.get(ctx)
	if err != nil {
		return nil, err
	}
	return books.OutsideRefunds(ctx, filter)
}

// PaymentOwner implements api.Books.
func (p servedBooks) PaymentOwner(ctx context.Context, in ledger.NamedPayment) (refund.KeyOwner, error) {
	books, err := p.reader.get(ctx)
	if err != nil {
		return refund.KeyOwner{}, err
	}
	return books.PaymentOwner(ctx, in)
}

// Attribute implements api.Books.
func (p servedBooks) Attribute(ctx context.Context, in ledger.Attribution) (refund.Answer, error) {
	books, err := p.writer.get(ctx)
	if err != nil {
		return refund.Answer{}, err
	}
	return books.Attribute(ctx, in)
}
