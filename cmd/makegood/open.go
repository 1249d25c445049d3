package main

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/doctor"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// askTimeout bounds what a person at the command line waits for Temporal.
const askTimeout = 15 * time.Second

// openLedger opens the ledger to write it too; nothing makes one in passing.
func (a *app) openLedger(ctx context.Context, s config.Settings, options ...sqlite.Option) (ledger.Store, error) {
	books, err := sqlite.Open(ctx, s.LedgerPath, a.now, options...)
	return books, ledgerProblem(err)
}

// readLedger opens the ledger for a command that only reads: it needs no folder that can be written.
func (a *app) readLedger(ctx context.Context, s config.Settings) (ledger.ReadOnly, error) {
	books, err := sqlite.OpenReadOnly(ctx, s.LedgerPath, a.now)
	return books, ledgerProblem(err)
}

// ledgerProblem says what to do about a ledger that cannot be opened.
func ledgerProblem(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ledger.ErrNoLedger):
		return refund.Problem{Code: refund.CodeNotFound, Detail: err.Error() + "; which file it is: MAKEGOOD_LEDGER_PATH, MAKEGOOD_DATA_DIR"}
	}
	return ledgerAway(err)
}

// ledgerAway is an error of the ledger, with the page about it.
func ledgerAway(err error) error {
	return coded{code: codeLedgerAway, err: err, page: refund.RunbookFolder + refund.Runbook(refund.Code(doctor.CodeLedgerAway))}
}

// dialOnce connects to Temporal, or says at once that it is away.
func dialOnce(ctx context.Context, s config.Settings) (client.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	c, err := temporal.DialOnce(ctx, temporal.Settings{Address: s.Temporal.Address, Namespace: s.Temporal.Namespace}, zap.NewNop())
	if err != nil {
		return nil, coded{code: codeTemporalAway, err: err}
	}
	return c, nil
}
