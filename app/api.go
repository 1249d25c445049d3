package app

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/api"
	"github.com/makegood/makegood/api/rest"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/ledger"
)

// mount is one of the API's doors, at the paths that begin with prefix.
type mount struct {
	prefix  string
	handler http.Handler
}

// mounts are all doors of the API: the one list of what is served where. service is behind them, and door says who calls.
func (a *App) mounts(service *api.Service, door rpc.Config) ([]mount, error) {
	procedures, err := rpc.Handler(door)
	if err != nil {
		return nil, err
	}
	server, err := rpc.Server(door)
	if err != nil {
		return nil, err
	}
	paths, err := rest.Handler(server)
	if err != nil {
		return nil, err
	}
	all := []mount{
		{"/makegood.api.v1.RefundService/", procedures},
		{"/v1/", paths},
	}
	if a.demo != nil {
		all = append(all, mount{"/sign-in/", http.StripPrefix("/sign-in", a.demo.Page())})
	}
	return all, nil
}

// RunAPI answers the API's calls until ctx ends, or the ledger turns out to be lost or another one than the refunds are
// kept in. Calls are answered from the start; while Temporal is away, those that need it are told so.
func (a *App) RunAPI(ctx context.Context) error {
	stopTracing, err := a.startTracing(ctx, "makegood-api")
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
	stopMetrics, err := a.serve(ctx, a.settings.API.MetricsAddress, health.board)
	if err != nil {
		return err
	}
	defer stopMetrics()
	defer health.watch(ctx)()
	serving, err := a.openAPI(ctx, books, health)
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
		return errors.Join(endedOr(serving.ctx, err), serving.wait())
	}
	defer c.Close()
	if err := a.checkLedger(serving.ctx, c, books); err != nil {
		return errors.Join(endedOr(serving.ctx, err), serving.wait())
	}
	health.connected(ctx, c)
	return a.untilAPIEnds(serving, c, books)
}

// untilAPIEnds waits for the end of the process, and until the calls under way are answered.
func (a *App) untilAPIEnds(serving *apiServing, c client.Client, books ledger.Store) error {
	ctx, stop := a.whileLedgerIsOurs(serving.ctx, c, books)
	defer stop()
	<-ctx.Done()
	lost := lostLedger(ctx)
	serving.stop()
	return errors.Join(lost, serving.wait())
}

// reportFault logs a call that came to nothing by a fault of ours.
func (a *App) reportFault(procedure string, err error) {
	a.logger.Error("a call failed", zap.String("method", procedure[strings.LastIndex(procedure, "/")+1:]), zap.Error(err))
}
