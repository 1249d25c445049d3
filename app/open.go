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
)

// AskTimeout bounds what a person at the command line waits for Temporal.
const AskTimeout = 15 * time.Second

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
	encoding, err := encoding(s)
	if err != nil {
		return nil, err
	}
	tracing, err := commandTracing(ctx)
	if err != nil {
		return nil, err
	}
	to := temporalSettings(s.Temporal)
	to.Trace, to.Encoding = throughTemporal(tracing), encoding
	c, err := temporal.DialOnce(ctx, to, zap.NewNop())
	if err != nil {
		if tracing != nil {
			tracing.Close(commandFlushMax)
		}
		return nil, Coded{Code: CodeTemporalAway, Err: err}
	}
	return tracedClient(c, tracing), nil
}
