package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
	"github.com/makegood/makegood/ledger/sqlite"
	"github.com/makegood/makegood/refund"
)

// askTimeout bounds what a person at the command line waits for Temporal.
const askTimeout = 15 * time.Second

// openLedger opens the books to read them; it does not make new ones.
func (a *app) openLedger(ctx context.Context, s config.Settings) (ledger.Store, error) {
	if _, err := os.Stat(s.LedgerPath); err != nil {
		return nil, refund.Problem{Code: refund.CodeNotFound, Detail: fmt.Sprintf("no ledger: %v (MAKEGOOD_LEDGER_PATH)", err)}
	}
	return sqlite.Open(ctx, s.LedgerPath, a.now)
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
