package app

import (
	"context"
	"errors"
	"time"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/postgres"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/ledger/sqlstore"
	"github.com/makegood/makegood/refund"
)

// LedgerPlace names where the ledger is, without a secret: its file, or host and database.
func LedgerPlace(s config.Settings) string {
	if s.LedgerURL != "" {
		return postgres.Place(s.LedgerURL)
	}
	return s.LedgerPath
}

// OpenLedger opens the ledger to write it too; it makes none. log may be nil. now is the clock of a ledger in a file; one
// in a database goes by the database's.
func OpenLedger(ctx context.Context, s config.Settings, now func() time.Time, log ledger.Logger) (ledger.Store, error) {
	if s.LedgerURL != "" {
		return found(postgres.Open(ctx, s.LedgerURL, nil, append(ledgerOptions(s), postgres.WithLog(log))...))
	}
	return found(sqlite.Open(ctx, s.LedgerPath, now, sqlite.WithLog(log)))
}

// OpenUncheckedLedger is OpenLedger for an act that cannot wait until every page of a file was checked.
func OpenUncheckedLedger(ctx context.Context, s config.Settings, now func() time.Time) (ledger.Store, error) {
	if s.LedgerURL != "" {
		return OpenLedger(ctx, s, now, nil)
	}
	return found(sqlite.Open(ctx, s.LedgerPath, now, sqlite.WithoutCheck()))
}

// ReadLedger opens the ledger for a command that only reads: it needs no folder that can be written.
func ReadLedger(ctx context.Context, s config.Settings, now func() time.Time) (ledger.ReadOnly, error) {
	if s.LedgerURL != "" {
		return found(postgres.OpenReadOnly(ctx, s.LedgerURL, now, ledgerOptions(s)...))
	}
	return found(sqlite.OpenReadOnly(ctx, s.LedgerPath, now))
}

// CreateLedger makes an empty ledger where there is none; ledger.ErrLedgerExists where there is one.
func CreateLedger(ctx context.Context, s config.Settings, now func() time.Time) (ledger.Identity, error) {
	if s.LedgerURL != "" {
		made, err := postgres.Create(ctx, s.LedgerURL, now, ledgerOptions(s)...)
		return made, withLedgerSetting(err)
	}
	return sqlite.Create(ctx, s.LedgerPath, now)
}

// CopyLedger copies the SQLite ledger whole into the empty PostgreSQL database at url, and seals it. told hears of
// each table with its rows. ErrLedgerExists: there is a ledger already.
func CopyLedger(ctx context.Context, s config.Settings, now func() time.Time, url string, cause refund.Cause, told func(table string, rows int64)) error {
	source, err := found(sqlite.Open(ctx, s.LedgerPath, now))
	if err != nil {
		return err
	}
	if _, err := importMarks(ctx, marksFolder(s), source); err != nil {
		return errors.Join(err, source.Close())
	}
	err = withLedgerSetting(postgres.CopyFrom(ctx, source, url, now, cause, func(c sqlstore.Copied) { told(c.Table, c.Rows) }, ledgerOptions(s)...))
	return errors.Join(err, source.Close())
}

// found says what to do about a ledger that cannot be opened.
func found[Store any](books Store, err error) (Store, error) {
	var none Store
	switch {
	case errors.Is(err, ledger.ErrNoLedger):
		return none, noLedger{cause: err, Problem: refund.Problem{Code: refund.CodeNotFound,
			Detail: err.Error() + "; which ledger it is: MAKEGOOD_LEDGER_URL, MAKEGOOD_LEDGER_PATH, MAKEGOOD_DATA_DIR"}}
	case errors.Is(err, ledger.ErrNewerSchema):
		return none, Coded{Code: CodeSchemaNewer, Err: err, Page: refund.RunbookFolder + refund.Runbook(CodeSchemaNewer)}
	case err != nil:
		return none, ledgerAway(withLedgerSetting(err))
	}
	return books, nil
}

// noLedger is the problem of a ledger that is not there, with its cause.
type noLedger struct {
	refund.Problem
	cause error
}

// Unwrap returns the problem, and its cause.
func (n noLedger) Unwrap() []error { return []error{n.Problem, n.cause} }

// ledgerAway is an error of the ledger, with the page about it.
func ledgerAway(err error) error {
	return Coded{Code: CodeLedgerAway, Err: err, Page: refund.RunbookFolder + refund.Runbook(CodeLedgerAway)}
}
