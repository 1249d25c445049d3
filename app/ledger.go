package app

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/sdk/client"
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
	who, err := books.Identity(ctx)
	if err == nil && who.Sealed {
		err = fmt.Errorf("%s: %w by %s: %s", LedgerPlace(a.settings), ledger.ErrSealed, who.SealedBy, who.SealedReason)
	}
	if err == nil {
		err = a.showFigures(books)
	}
	if err != nil {
		return nil, errors.Join(err, books.Close())
	}
	a.logger.Info("ledger", zap.String("id", who.ID), zap.String("place", LedgerPlace(a.settings)), zap.Time("created_at", who.CreatedAt))
	return books, nil
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
func (a *App) checkLedger(ctx context.Context, c client.Client, books ledger.Reader) error {
	who, err := books.Identity(ctx)
	if err != nil {
		return err
	}
	t := a.settings.Temporal
	err = temporal.CheckLedger(ctx, c, temporal.LedgerCheck{
		Namespace: t.Namespace, TaskQueue: t.TaskQueue, LedgerID: who.ID, Log: a.logger,
		Paid: func(ctx context.Context, id refund.ID) (bool, error) { return worker.KnowsPayment(ctx, books, id) },
	})
	if errors.Is(err, temporal.ErrOtherLedger) {
		return ledgerAway(err)
	}
	return err
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

// lostLedger is why a process that ran untilLost ended, if that was the ledger.
func lostLedger(ctx context.Context) error {
	if err := context.Cause(ctx); errors.Is(err, ledger.ErrLost) {
		return ledgerAway(err)
	}
	return nil
}
