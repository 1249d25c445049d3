package starter

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/payment"
	"github.com/makegood/makegood/privacy"
	"github.com/makegood/makegood/refund"
)

const (
	// leftoverAfter is how old a notification is that is taken from the ledger: a younger one is in its process's hands.
	leftoverAfter = 15 * time.Second
	// leftoverMax bounds how many are taken up in one go, and waitingFactsMax the facts that wait.
	leftoverMax     = 200
	waitingFactsMax = 200
	// LeftoverEvery is how often the ledger is asked for what was left.
	LeftoverEvery = 5 * time.Second
	// bookDelay is the pause before what could not be booked is tried again, doubled with each try up to bookDelayMax.
	bookDelay    = 5 * time.Second
	bookDelayMax = 10 * time.Minute
)

// retryTurn is when to try again, and how often it was tried.
type retryTurn struct {
	at    time.Time
	tries int
}

// Run books until ctx ends, one notification after the other: those that this process has stored as they come, and at
// each tick those that were left, by it or by another one.
func (w *Webhooks) Run(ctx context.Context, ticks <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case in := <-w.stored:
			w.book(ctx, in)
		case <-ticks:
			w.bookLeftovers(ctx)
		}
	}
}

// bookLeftovers books what is stored and not booked, and facts that waited and need to no longer.
func (w *Webhooks) bookLeftovers(ctx context.Context) {
	open, err := w.config.Books.OpenNotifications(ctx, leftoverMax+len(w.notBefore))
	if err != nil {
		w.config.Logger.Warn("cannot read the notifications that wait", zap.Error(err))
		return
	}
	w.counts.open.Set(float64(len(open)))
	now := w.config.Now()
	for _, in := range open {
		if ctx.Err() != nil {
			return
		}
		if now.Sub(in.At) >= leftoverAfter && !now.Before(w.notBefore[in.ID].at) {
			w.bookStored(ctx, in)
		}
	}
	booked, err := w.config.Books.BookWaiting(ctx, waitingFactsMax)
	for _, b := range booked {
		err = errors.Join(err, w.tellStory(ctx, b, refund.ProviderFact{}))
	}
	if err != nil {
		w.counts.retries.Inc()
		w.config.Logger.Warn("facts wait on", zap.Error(err))
	}
}

// bookStored books a notification as the ledger has it.
func (w *Webhooks) bookStored(ctx context.Context, in ledger.Notification) {
	body, err := w.config.Vault.OpenBytes(ctx, in.Body)
	switch {
	case privacy.IsErased(err):
		w.done(ctx, in, "its key was deleted before it was booked")
	case err != nil:
		w.again(in, err)
	default:
		in.Body = body
		w.book(ctx, in)
	}
}

// book books every fact of a notification and then says that it is done. What fails is tried again, whole: a fact is
// booked once.
func (w *Webhooks) book(ctx context.Context, in ledger.Notification) {
	facts, known, err := w.factsOf(in)
	if !known {
		w.again(in, fmt.Errorf("starter: no receiver for provider %s", in.Provider))
		return
	}
	if err != nil {
		w.unreadable(ctx, in, err)
		return
	}
	for _, f := range facts {
		booked, err := w.config.Books.BookFact(ctx, f)
		if problem, bad := refund.ProblemIn(err); bad {
			w.unreadable(ctx, in, fmt.Errorf("%w: %w", payment.ErrUnreadable, problem))
			return
		}
		if err == nil {
			w.counts.fact(in.Provider, booked.Result)
			err = w.tellStory(ctx, booked, refund.ProviderFact{FactID: f.ID})
		}
		if err != nil {
			w.again(in, err)
			return
		}
	}
	w.done(ctx, in, "")
}

// factsOf are the facts that a notification tells; known is false where nobody here can read it.
func (w *Webhooks) factsOf(in ledger.Notification) (facts []refund.Fact, known bool, err error) {
	if read, ok := w.config.Topics[in.Provider]; ok {
		facts, err = read(in)
		return facts, true, err
	}
	receiver, known := w.config.Receivers[in.Provider]
	if !known {
		return nil, false, nil
	}
	facts, err = receiver.Facts(in.Body)
	return facts, true, err
}

// unreadable keeps what is wrong with a notification that its provider has signed: a person looks.
func (w *Webhooks) unreadable(ctx context.Context, in ledger.Notification, err error) {
	w.counts.unreadable.WithLabelValues(in.Provider).Inc()
	w.config.Logger.Error("a notification cannot be read", zap.String("notification", in.ID), zap.String("provider", in.Provider), zap.Error(err))
	w.done(ctx, in, refund.Cut(err.Error(), refund.ReasonBytesMax))
}

func (w *Webhooks) done(ctx context.Context, in ledger.Notification, problem string) {
	if err := w.config.Books.NotificationDone(ctx, in.ID, problem); err != nil {
		w.again(in, err)
		return
	}
	delete(w.notBefore, in.ID)
}

// again puts a notification off. It stays open in the ledger.
func (w *Webhooks) again(in ledger.Notification, err error) {
	turn := w.notBefore[in.ID]
	delay := bookDelay << min(turn.tries, 10)
	w.notBefore[in.ID] = retryTurn{at: w.config.Now().Add(min(delay, bookDelayMax)), tries: turn.tries + 1}
	w.counts.retries.Inc()
	w.config.Logger.Warn("a notification waits; nothing is lost", zap.String("notification", in.ID), zap.String("provider", in.Provider),
		zap.Int("tries", turn.tries+1), zap.Error(err))
}
