package activities

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"

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

// noteFailure notes, after the last attempt, that nobody tries any more.
func (t Tellers) noteFailure(ctx context.Context, n refund.Notice, d refund.Delivery) {
	if !last(activity.GetInfo(ctx), t.Clock()) {
		return
	}
	if err := t.note(ctx, n, d, true); err != nil {
		log(ctx, n, "ledger", err)
	}
}

// last reports whether Temporal will not start another attempt: it would begin after the activity's
// whole time (deliverTiming, doubling delays).
func last(info activity.Info, now time.Time) bool {
	delay := deliverTiming.RetryDelay
	for attempt := int32(1); attempt < info.Attempt && delay < deliverTiming.RetryDelayMax; attempt++ {
		delay *= 2
	}
	delay = min(delay, deliverTiming.RetryDelayMax)
	return !now.Add(delay).Before(info.ScheduledTime.Add(deliverTiming.Overall))
}
