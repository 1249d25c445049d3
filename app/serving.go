package app

import (
	"context"
	"errors"

	"go.temporal.io/sdk/client"

	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
)

// servingProcess is a process that serves the one service: by calls (api.go) or by pages (desk.go).
type servingProcess struct {
	// trace is its name in traces.
	trace          string
	metricsAddress string
	// open begins to answer.
	open func(ctx context.Context, books ledger.Store, h *apiHealth) (*apiServing, error)
}

// runServing serves until ctx ends, or the ledger turns out to be lost or another one than the refunds are kept in. It answers
// from the start, before Temporal is reached.
func (a *App) runServing(ctx context.Context, process servingProcess) error {
	stopTracing, err := a.startTracing(ctx, process.trace)
	if err != nil {
		return err
	}
	defer stopTracing()
	books, err := a.keyBooks(ctx)
	if err != nil {
		return err
	}
	defer books.Close()
	health := a.apiHealth(ctx, books)
	stopMetrics, err := a.serve(ctx, process.metricsAddress, health.board)
	if err != nil {
		return err
	}
	defer stopMetrics()
	defer health.watch(ctx)()
	serving, err := process.open(ctx, books, health)
	if err != nil {
		return err
	}
	defer serving.close()
	encoding, err := a.watchedEncoding(ctx)
	if err != nil {
		return err
	}
	c, err := a.dial(serving.ctx, temporal.Settings{Encoding: encoding})
	if err != nil {
		return errors.Join(endedOr(serving.ctx, err), serving.end())
	}
	defer c.Close()
	if err := a.checkLedger(serving.ctx, c, books); err != nil {
		return errors.Join(endedOr(serving.ctx, err), serving.end())
	}
	stopGate, err := a.openGate(serving, c)
	if err != nil {
		return errors.Join(err, serving.end())
	}
	defer stopGate()
	health.connected(ctx, c)
	return a.untilServingEnds(serving, c, books)
}

// untilServingEnds waits for the end of the process, and until what is under way is answered.
func (a *App) untilServingEnds(serving *apiServing, c client.Client, books ledger.Store) error {
	ctx, stop := a.whileLedgerIsOurs(serving.ctx, c, books)
	defer stop()
	<-ctx.Done()
	lost := lostLedger(ctx)
	return errors.Join(lost, serving.end())
}
