package app

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/health"
	"github.com/makegood/makegood/internal/telemetry"
)

const (
	// askEvery and askTimeout are for the dependencies behind readiness: a probe's period, and less than it.
	askEvery   = 5 * time.Second
	askTimeout = 3 * time.Second
)

// processHealth are the checks that a worker and a starter share.
type processHealth struct {
	board    *health.Board
	watched  []*health.Watched
	temporal *health.Watched
	client   atomic.Pointer[client.Client]
}

// newHealth: the process is unready once ctx has ended.
func (a *App) newHealth(ctx context.Context) *processHealth {
	h := &processHealth{board: health.NewBoard(ctx.Done())}
	h.temporal = h.add(health.Question{
		Name: "temporal", Failing: "Temporal does not answer", Ask: h.askTemporal,
		Every: askEvery, Timeout: askTimeout, Now: a.now, Logger: a.logger,
	})
	return h
}

func (h *processHealth) add(q health.Question) *health.Watched {
	w := health.NewWatched(q)
	h.watched = append(h.watched, w)
	h.board.ReadyWhen(w.Ready())
	h.board.LiveWhile(w.Live())
	return w
}

// connected says with which client Temporal is asked, and asks.
func (h *processHealth) connected(ctx context.Context, c client.Client) {
	h.client.Store(&c)
	h.temporal.Ask(ctx)
}

func (h *processHealth) askTemporal(ctx context.Context) error {
	c := h.client.Load()
	if c == nil {
		return health.ErrNotYet
	}
	_, err := (*c).CheckHealth(ctx, &client.CheckHealthRequest{})
	return err
}

// watch asks what is behind the checks until stop is called, which waits for that; also while the process drains.
func (h *processHealth) watch(ctx context.Context) (stop func()) {
	asking, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	for _, w := range h.watched {
		running.Go(func() { w.RunEvery(asking) })
	}
	return func() {
		cancel()
		running.Wait()
	}
}

// serve serves the process's figures and its health, unless that is switched off, until the process has drained:
// its probes are answered for as long as it finishes what is under way.
func (a *App) serve(ctx context.Context, address string, board *health.Board) (stop func(), err error) {
	if address == config.MetricsOff {
		return func() {}, nil
	}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	at, err := telemetry.ServeMetrics(serving, telemetry.Endpoint{
		Address: address, From: a.registry, Logger: a.logger, Beside: board.Handlers(),
	})
	if err != nil {
		stop()
		return nil, err
	}
	a.logger.Info("metrics", zap.String("url", "http://"+at.String()+"/metrics"))
	return stop, nil
}
