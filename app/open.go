package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// AskTimeout bounds what a person at the command line waits for Temporal.
const AskTimeout = 15 * time.Second

// OpenLedger opens the ledger to write it too; it makes none.
func OpenLedger(ctx context.Context, s config.Settings, now func() time.Time, options ...sqlite.Option) (ledger.Store, error) {
	books, err := sqlite.Open(ctx, s.LedgerPath, now, options...)
	if err != nil {
		return nil, ledgerProblem(err)
	}
	return books, nil
}

// ReadLedger opens the ledger for a command that only reads: it needs no folder that can be written.
func ReadLedger(ctx context.Context, s config.Settings, now func() time.Time) (ledger.ReadOnly, error) {
	books, err := sqlite.OpenReadOnly(ctx, s.LedgerPath, now)
	if err != nil {
		return nil, ledgerProblem(err)
	}
	return books, nil
}

// OpenUncheckedLedger is OpenLedger for an act that cannot wait until every page was checked.
func OpenUncheckedLedger(ctx context.Context, s config.Settings, now func() time.Time) (ledger.Store, error) {
	return OpenLedger(ctx, s, now, sqlite.WithoutCheck())
}

// CreateLedger makes an empty ledger where there is none; ledger.ErrLedgerExists where there is one.
func CreateLedger(ctx context.Context, s config.Settings, now func() time.Time) (ledger.Identity, error) {
	return sqlite.Create(ctx, s.LedgerPath, now)
}

// ledgerProblem says what to do about a ledger that cannot be opened.
func ledgerProblem(err error) error {
	if errors.Is(err, ledger.ErrNoLedger) {
		return refund.Problem{Code: refund.CodeNotFound, Detail: err.Error() + "; which file it is: MAKEGOOD_LEDGER_PATH, MAKEGOOD_DATA_DIR"}
	}
	return ledgerAway(err)
}

// ledgerAway is an error of the ledger, with the page about it.
func ledgerAway(err error) error {
	return Coded{Code: CodeLedgerAway, Err: err, Page: refund.RunbookFolder + refund.Runbook(CodeLedgerAway)}
}

// ScratchLedger is a new ledger in a folder that is removed with Close.
type ScratchLedger struct {
	ledger.Store
	folder string
}

// OpenScratchLedger makes a ledger to try something on.
func OpenScratchLedger(ctx context.Context, now func() time.Time) (ScratchLedger, error) {
	folder, err := os.MkdirTemp("", "makegood-scratch-")
	if err != nil {
		return ScratchLedger{}, fmt.Errorf("scratch ledger: %w", err)
	}
	books, err := sqlite.OpenOrCreate(ctx, filepath.Join(folder, "ledger.db"), now)
	if err != nil {
		return ScratchLedger{}, errors.Join(err, os.RemoveAll(folder))
	}
	return ScratchLedger{Store: books, folder: folder}, nil
}

// Close closes the ledger and removes it.
func (s ScratchLedger) Close() error { return errors.Join(s.Store.Close(), os.RemoveAll(s.folder)) }

// DialOnce connects to Temporal, or says at once that it is away.
func DialOnce(ctx context.Context, s config.Settings) (client.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, AskTimeout)
	defer cancel()
	c, err := temporal.DialOnce(ctx, temporal.Settings{Address: s.Temporal.Address, Namespace: s.Temporal.Namespace}, zap.NewNop())
	if err != nil {
		return nil, Coded{Code: CodeTemporalAway, Err: err}
	}
	return c, nil
}
