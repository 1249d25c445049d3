package app

import (
	"context"
	"net/http"

	"github.com/makegood/makegood/api/openapi"
	"github.com/makegood/makegood/api/rest"
	"github.com/makegood/makegood/api/rpc"
	"github.com/makegood/makegood/api/server"
)

// mounts are all doors of the API: the one list of what is served where. by has the service behind them, and says who
// calls.
func (a *App) mounts(by rpc.Config) ([]server.Door, error) {
	procedures, err := rpc.Handler(by)
	if err != nil {
		return nil, err
	}
	inside, err := rpc.Server(by)
	if err != nil {
		return nil, err
	}
	paths, err := rest.Handler(inside)
	if err != nil {
		return nil, err
	}
	document := rest.Problems(openapi.Handler())
	all := []server.Door{
		{Name: "rpc", Prefix: "/makegood.api.v1.RefundService/", Handler: procedures, Refuse: rpc.Refuse},
		{Name: "rest", Prefix: "/v1/", Handler: paths, Refuse: rest.Refuse},
		{Name: "document", Prefix: openapi.DocumentPath, Free: true, Handler: document, Refuse: rest.Refuse},
		{Name: "docs", Prefix: openapi.PagePath, Free: true, Handler: document, Refuse: rest.Refuse},
		{Name: "none", Prefix: "/", Handler: paths, Refuse: rest.Refuse}, // which says that there is nothing
	}
	agents, err := agentsDoors(a.settings, a.now, by)
	if err != nil {
		return nil, err
	}
	all = append(all, agents...)
	if a.demo != nil {
		all = append(all, server.Door{Name: "sign-in", Prefix: "/sign-in/", Handler: rest.Problems(http.StripPrefix("/sign-in", a.demo.Page())), Refuse: rest.Refuse})
	}
	return all, nil
}

// RunAPI answers the API's calls until ctx ends, or the ledger turns out to be lost or another one than the refunds are
// kept in. Calls are answered from the start; while Temporal is away, those that need it are told so.
func (a *App) RunAPI(ctx context.Context) error {
	return a.runServing(ctx, servingProcess{"makegood-api", a.settings.API.MetricsAddress, a.openAPI})
}
