package app

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/figures"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/reconcile"
	"github.com/makegood/makegood/reconcile/daily"
	"github.com/makegood/makegood/worker"
)

const (
	// reconcileBeatEvery is the time between two signs of life of a run, a fraction of what Temporal waits for one.
	reconcileBeatEvery = 15 * time.Second
	// scheduleAgain is the pause before the schedule is tried to be made again, and scheduleTimeout bounds a try.
	scheduleAgain   = time.Minute
	scheduleTimeout = 15 * time.Second
)

// reconciling registers the daily reconciliation with a worker. Its lists are kept for audit as every exchange is.
func (a *App) reconciling(c client.Client, books ledger.Store, told endpointsTold) (register func(worker.Registry), stop func(), err error) {
	exchanges := newExchangeLog(books, a.logger)
	to := &reconciler{settings: a.settings, books: books, now: a.now, carry: a.carry()}
	if err := a.showReconciliations(books); err != nil {
		exchanges.close()
		return nil, nil, err
	}
	if err := to.connect(c, a.settings, told); err != nil {
		exchanges.close()
		return nil, nil, err
	}
	acts := daily.Activities{
		Books: books, Now: a.now, BeatEvery: reconcileBeatEvery, Run: to.run,
		Accounts: func(ctx context.Context) (listed []reconcile.Account, unlisted []string, err error) {
			all, err := reconcileAccounts(ctx, a.settings, wiring{exchanges: exchanges, carry: a.carry()}, books)
			for _, of := range all {
				if of.List != nil {
					listed = append(listed, of)
				} else {
					unlisted = append(unlisted, reconcile.AccountName(of.Provider, of.Name))
				}
			}
			return listed, unlisted, err
		},
	}
	return func(r worker.Registry) { acts.Register(r) }, func() {
		_ = to.close() // what it had to publish is published: each call waits for its record
		exchanges.close()
	}, nil
}

// keepSchedule makes the daily schedule as the settings have it, or removes it, and tries until Temporal has done so.
func (a *App) keepSchedule(ctx context.Context, c client.Client) {
	for ctx.Err() == nil {
		if err := a.schedule(ctx, c.ScheduleClient()); err == nil {
			return
		} else if ctx.Err() == nil {
			a.logger.Warn("the daily reconciliation is not scheduled yet", zap.Error(err))
		}
		select {
		case <-ctx.Done():
		case <-time.After(scheduleAgain):
		}
	}
}

func (a *App) schedule(ctx context.Context, s daily.Schedules) error {
	ctx, cancel := context.WithTimeout(ctx, scheduleTimeout)
	defer cancel()
	hour, minute, on := a.settings.Reconcile.Daily()
	if !on {
		return daily.RemoveSchedule(ctx, s, a.settings.Temporal.TaskQueue)
	}
	return daily.EnsureSchedule(ctx, s, a.settings.Temporal.TaskQueue, daily.When{Hour: hour, Minute: minute})
}

// showReconciliations shows what reconciliations have found, and when they last did, of the accounts that the schedule is
// to reconcile and of any other that was.
func (a *App) showReconciliations(books ledger.Store) error {
	var expected []ledger.ProviderAccount
	if _, _, on := a.settings.Reconcile.Daily(); on {
		for _, row := range providerRows() {
			if !row.configured(a.settings) {
				continue
			}
			all, err := row.reconciled(a.settings, wiring{})
			if err != nil {
				return err
			}
			for _, of := range all {
				if of.List != nil {
					expected = append(expected, ledger.ProviderAccount{Provider: of.Provider, Account: of.Name})
				}
			}
		}
	}
	collector, err := figures.NewReconcile(figures.ReconcileConfig{Runs: books, Now: a.now, Expected: expected})
	if err != nil {
		return err
	}
	if err := a.registry.Register(collector); err != nil {
		return fmt.Errorf("figures of reconciliation: %w", err)
	}
	return nil
}
