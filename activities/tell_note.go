package activities

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/sdk/temporal"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
)

// note keeps how far a message has come, for people and for the figures.
func (t Tellers) note(ctx context.Context, n refund.Notice, d refund.Delivery, givenUp bool) error {
	if t.Deliveries == nil {
		return nil
	}
	err := t.Deliveries.NoteDelivery(ctx, ledger.Undelivered{
		Refund: n.Refund, MessageID: n.MessageID(), Kind: n.Kind, Since: n.At, Delivery: d, GivenUp: givenUp,
	})
	if err != nil {
		return fmt.Errorf("note delivery of %s: %w", n.MessageID(), err)
	}
	return nil
}

// noteStart notes a message that was not told at once. That the ledger is away does not keep it from
// being told.
func (t Tellers) noteStart(ctx context.Context, n refund.Notice, d refund.Delivery) {
	if err := t.note(ctx, n, d, false); err != nil {
		log(ctx, n, "ledger", err)
	}
}

// GiveUpNotice notes that the notice is not tried any more. The story asks for it, because an activity does not
// know which of its attempts is the last.
func (t Tellers) GiveUpNotice(ctx context.Context, in Undelivered) (None, error) {
	return None{}, t.note(ctx, in.Notice, in.Delivery, true)
}

// untoldYet is an attempt that left a channel untold, with those that have been told so far.
type untoldYet struct {
	soFar refund.Delivery
	err   error
}

// Error implements error. What a channel says stays out of Temporal's history.
func (u untoldYet) Error() string { return u.err.Error() }

// Unwrap leads to the cause.
func (u untoldYet) Unwrap() error { return u.err }

// ToldSoFar are the channels that had been told when DeliverNotice was given up with err; before are those that
// had been told when it began.
func ToldSoFar(err error, before refund.Delivery) refund.Delivery {
	var failed *temporal.ApplicationError
	var soFar refund.Delivery
	if errors.As(err, &failed) && failed.HasDetails() && failed.Details(&soFar) == nil {
		return soFar
	}
	return before
}
