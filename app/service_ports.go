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
	return answer, actAway(err)
}

// actAway is temporalAway of an act. One that a Temporal which is there did not answer in time may be carried out yet: its
// error stays, so that the caller is told that the same call again is safe (TIMED_OUT). nil stays nil.
func actAway(err error) error {
	var away *serviceerror.Unavailable
	if errors.Is(err, context.DeadlineExceeded) && !errors.As(err, &away) {
		return err
	}
	return temporalAway(err)
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

// pass waits for the turn of a request; in a command, and in a worker, there is none but its own.
func (p *ServicePorts) pass(ctx context.Context, in refund.Cancellation) (done func(), err error) {
	if p.held == nil || p.held.gate == nil {
		return func() {}, nil
	}
	return p.held.gate.Pass(ctx, in)
}

// servedBooks is the ledger, opened for what is asked of it.
type servedBooks struct{ *ServicePorts }

// readOf asks the ledger. An error of the database is one of a ledger that is away.
func readOf[T any](ctx context.Context, p servedBooks, ask func(ledger.ReadOnly) (T, error)) (T, error) {
	books, err := p.reader.get(ctx)
	if err != nil {
		var none T
		return none, err
	}
	answer, err := ask(books)
	return answer, databaseAway(err)
}

// databaseAway gives an error of the ledger that is neither an answer nor a bug its code; nil stays nil. The ledger's other
// errors are faults of its database, which another try may not meet.
func databaseAway(err error) error {
	var coded Coded
	_, problem := refund.ProblemIn(err)
	if err == nil || problem || errors.As(err, &coded) || errors.Is(err, ledger.ErrNotFound) || errors.Is(err, ledger.ErrInvariant) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return err
	}
	return ledgerAway(err)
}

// Case implements api.Books.
func (p servedBooks) Case(ctx context.Context, id refund.ID) (refund.Case, error) {
	return readOf(ctx, p, func(books ledger.ReadOnly) (refund.Case, error) { return books.Case(ctx, id) })
}

// Cases implements api.Books.
func (p servedBooks) Cases(ctx context.Context, filter ledger.CaseFilter) ([]ledger.CaseRow, error) {
	return readOf(ctx, p, func(books ledger.ReadOnly) ([]ledger.CaseRow, error) { return books.Cases(ctx, filter) })
}

// OutsideRefunds implements api.Books.
func (p servedBooks) OutsideRefunds(ctx context.Context, filter ledger.OutsideFilter) ([]ledger.OutsideRefund, error) {
	return readOf(ctx, p, func(books ledger.ReadOnly) ([]ledger.OutsideRefund, error) { return books.OutsideRefunds(ctx, filter) })
}

// PaymentOwner implements api.Books.
func (p servedBooks) PaymentOwner(ctx context.Context, in ledger.NamedPayment) (refund.KeyOwner, error) {
	return readOf(ctx, p, func(books ledger.ReadOnly) (refund.KeyOwner, error) { return books.PaymentOwner(ctx, in) })
}

// Answered implements api.Books.
func (p servedBooks) Answered(ctx context.Context, in refund.ActRequest) (answer refund.Answer, known bool, err error) {
	known, err = readOf(ctx, p, func(books ledger.ReadOnly) (known bool, err error) {
		answer, known, err = books.Answered(ctx, in)
		return known, err
	})
	return answer, known, err
}

// Attribute implements api.Books.
func (p servedBooks) Attribute(ctx context.Context, in ledger.Attribution) (refund.Answer, error) {
	books, err := p.writer.get(ctx)
	if err != nil {
		return refund.Answer{}, err
	}
	answer, err := books.Attribute(ctx, in)
	return answer, databaseAway(err)
}
