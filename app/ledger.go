package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/figures"
	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/refund"
	"github.com/makegood/makegood/worker"
)

// books opens the ledger, which must be there, and shows its figures as metrics.
func (a *App) books(ctx context.Context) (ledger.Store, error) {
	books, err := OpenLedger(ctx, a.settings, a.now, telemetry.ForTemporal(a.logger))
	if err != nil {
		return nil, err
	}
	if err := errors.Join(a.notSealed(ctx, books), a.showFigures(books)); err != nil {
		return nil, errors.Join(err, books.Close())
	}
	return books, nil
}

// keyBooks opens the ledger, which must be there, for the customers' keys in it.
func (a *App) keyBooks(ctx context.Context) (ledger.Store, error) {
	books, err := OpenUncheckedLedger(ctx, a.settings, a.now)
	if err != nil {
		return nil, err
	}
	if err := a.notSealed(ctx, books); err != nil {
		return nil, errors.Join(err, books.Close())
	}
	return books, nil
}

// notSealed says in the log which ledger it is, and is an error where nobody may write it any more.
func (a *App) notSealed(ctx context.Context, books ledger.Reader) error {
	who, err := books.Identity(ctx)
	if err = errors.Join(err, a.whetherSealed(who)); err != nil {
		return err
	}
	a.logger.Info("ledger", zap.String("id", who.ID), zap.String("place", LedgerPlace(a.settings)), zap.Time("created_at", who.CreatedAt))
	return nil
}

func (a *App) whetherSealed(who ledger.Identity) error {
	if who.Sealed {
		return fmt.Errorf("%s: %w by %s: %s", LedgerPlace(a.settings), ledger.ErrSealed, who.SealedBy, who.SealedReason)
	}
	return nil
}

func (a *App) showFigures(books ledger.Store) error {
	collector, err := figures.New(figures.Config{Books: books, Now: a.now})
	if err != nil {
		return err
	}
	if err := a.registry.Register(collector); err != nil {
		return fmt.Errorf("figures: %w", err)
	}
	return nil
}

// checkLedger refuses to work on a ledger that is not the one the task queue's refunds are kept in.
func (a *App) checkLedger(ctx context.Context, c temporal.Visibility, books ledger.Reader) error {
	check, err := a.ledgerCheck(ctx, books)
	if err != nil {
		return err
	}
	err = temporal.CheckLedger(ctx, c, check)
	if errors.Is(err, temporal.ErrOtherLedger) {
		return ledgerAway(err)
	}
	return err
}

func (a *App) ledgerCheck(ctx context.Context, books ledger.Reader) (temporal.LedgerCheck, error) {
	who, err := books.Identity(ctx)
	t := a.settings.Temporal
	return temporal.LedgerCheck{
		Namespace: t.Namespace, TaskQueue: t.TaskQueue, LedgerID: who.ID, Log: a.logger,
		Paid: func(ctx context.Context, id refund.ID) (bool, error) { return worker.KnowsPayment(ctx, books, id) },
	}, err
}

// untilLost is ctx, which also ends when the ledger's files go away under the process.
func untilLost(ctx context.Context, lost <-chan error) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		select {
		case err := <-lost:
			cancel(err)
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(context.Canceled) }
}

// askLedgerEvery is how often a starter asks whether refunds are kept in another ledger than its own: on an empty
// Temporal there is none to tell when it starts.
const askLedgerEvery = 30 * time.Second

// whileLedgerIsOurs is ctx, which also ends when the ledger's files go away, or a refund is kept in another ledger.
func (a *App) whileLedgerIsOurs(ctx context.Context, c temporal.Visibility, books ledger.Store) (context.Context, context.CancelFunc) {
	problems := make(chan error, 1)
	ctx, stop := untilLost(ctx, problems)
	ticker := time.NewTicker(askLedgerEvery)
	var watching sync.WaitGroup
	watching.Go(func() { a.watchLedger(ctx, c, books, ticker.C, problems) })
	return ctx, func() {
		stop()
		watching.Wait()
		ticker.Stop()
	}
}

// watchLedger tells the first problem that ends the process. What Temporal does not answer now, it does later.
func (a *App) watchLedger(ctx context.Context, c temporal.Visibility, books ledger.Store, ticks <-chan time.Time, problems chan<- error) {
	for {
		select {
		case <-ctx.Done():
			return
		case err := <-books.Lost():
			problems <- err
			return
		case <-ticks:
		}
		if err := a.stillOurs(ctx, c, books); errors.Is(err, temporal.ErrOtherLedger) || errors.Is(err, ledger.ErrSealed) {
			problems <- err
			return
		}
	}
}

// stillOurs asks once. A sealed ledger has a copy that leads: of it alone customers are erased.
func (a *App) stillOurs(ctx context.Context, c temporal.Visibility, books ledger.Store) error {
	who, err := books.Identity(ctx)
	if err = errors.Join(err, a.whetherSealed(who)); err != nil {
		return err
	}
	check, err := a.ledgerCheck(ctx, books)
	if err != nil {
		return err
	}
	return check.NoOther(ctx, c)
}

// lostLedger is why a process that ran untilLost ended, if that was the ledger.
func lostLedger(ctx context.Context) error {
	err := context.Cause(ctx)
	if errors.Is(err, ledger.ErrLost) || errors.Is(err, ledger.ErrSealed) || errors.Is(err, temporal.ErrOtherLedger) {
		return ledgerAway(err)
	}
	return nil
}
