// Package app makes the parts of makegood from settings: it opens the adapters and hands them to the
// worker and the starter. A test can start it as a process does.
//
// On the path: the command line reads flags and prints; between it and the parts stands this package.
// Together with internal/embedded it is the only one that knows which adapters there are.
package app

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.temporal.io/sdk/client"
	"go.uber.org/zap"

	"github.com/makegood/makegood/api/identity"
	"github.com/makegood/makegood/internal/config"
	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/internal/temporal"
	"github.com/makegood/makegood/worker"
	"github.com/makegood/makegood/workflows"
)

// Config is what an App is made from: settings, a logger and a clock, which are required, and what may be added.
type Config struct {
	Settings config.Settings
	Logger   *zap.Logger
	Now      func() time.Time
	// Demo has the sample people who may sign in to the API; nil: this is no demo.
	Demo *identity.Demo
	// OnAPI, if set, is told where the API answers, once it does.
	OnAPI func(net.Addr)
	// OnDesk, if set, is told where the desk answers staff and customers (nil: nowhere), once it does.
	OnDesk func(staff, pages net.Addr)
	// Story is what becomes of a refund; nil: workflows.Refund. A test tries out another build with it.
	Story worker.Story
}

// App is one process: a worker, a starter, the API or the desk, with a registry of metrics of its own.
type App struct {
	settings config.Settings
	logger   *zap.Logger
	now      func() time.Time
	story    worker.Story
	registry *prometheus.Registry
	demo     *identity.Demo
	onAPI    func(net.Addr)
	onDesk   func(staff, pages net.Addr)
	// tracing is nil while tracing is off.
	tracing *telemetry.Tracing
}

// New checks that nothing is missing; it opens nothing.
func New(c Config) (*App, error) {
	if c.Logger == nil || c.Now == nil {
		return nil, errors.New("app: a logger and a clock are required")
	}
	if c.Story == nil {
		c.Story = workflows.Refund
	}
	if c.OnAPI == nil {
		c.OnAPI = func(net.Addr) {}
	}
	if c.OnDesk == nil {
		c.OnDesk = func(net.Addr, net.Addr) {}
	}
	return &App{
		settings: c.Settings, logger: c.Logger, now: c.Now, story: c.Story, registry: telemetry.NewRegistry(), demo: c.Demo, onAPI: c.OnAPI, onDesk: c.OnDesk,
	}, nil
}

// dial connects to Temporal with patience, and waits until the search attributes can be used. The settings say
// how payloads are encoded, whether a worker runs on the client, and who is told of its polls; the rest is the App's.
func (a *App) dial(ctx context.Context, s temporal.Settings) (client.Client, error) {
	metrics, err := telemetry.TemporalMetrics(a.registry, a.logger)
	if err != nil {
		return nil, err
	}
	t := a.settings.Temporal
	to := temporalSettings(t)
	if err := to.Line.Check(); err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: err}
	}
	to.Metrics, to.Trace = metrics, throughTemporal(a.tracing)
	to.Encoding, to.ForWorker, to.OnPoll = s.Encoding, s.ForWorker, s.OnPoll
	c, err := temporal.Dial(ctx, to, a.logger)
	if err != nil {
		return nil, err
	}
	if err := temporal.EnsureSearchAttributes(ctx, c, t.Namespace, a.logger); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// endedOr forgets an error that only says that the process was asked to end.
func endedOr(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}
