package app

import (
	"context"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/interceptor"
	"go.uber.org/zap"

	"github.com/makegood/makegood/internal/telemetry"
	"github.com/makegood/makegood/internal/traced"
	"github.com/makegood/makegood/worker"
)

// How long the last spans may take when a process ends, and when a command does that a person waits for.
const (
	processFlushMax = 5 * time.Second
	commandFlushMax = time.Second
)

// startTracing starts tracing where the environment asks for it (docs/tracing.md). The function it returns sends the
// last spans.
func (a *App) startTracing(ctx context.Context, service string) (stop func(), err error) {
	a.tracing, err = newTracing(ctx, service, a.logger, a.registry)
	if err != nil || a.tracing == nil {
		return func() {}, err
	}
	a.logger.Info("tracing is on", zap.String("service", service))
	return func() { a.tracing.Close(processFlushMax) }, nil
}

func newTracing(ctx context.Context, service string, logger *zap.Logger, metrics prometheus.Registerer) (*telemetry.Tracing, error) {
	t, err := telemetry.NewTracing(ctx, telemetry.TracingOptions{Service: service, Logger: logger, Metrics: metrics, Lookup: os.LookupEnv})
	if err != nil {
		return nil, Coded{Code: CodeBadConfig, Err: err}
	}
	return t, nil
}

// tracer is nil while tracing is off.
func (a *App) tracer() trace.Tracer {
	if a.tracing == nil {
		return nil
	}
	return a.tracing
}

// carry puts a trace into what adapters send; nil while tracing is off.
func (a *App) carry() func(ctx context.Context, set func(key, value string)) {
	if a.tracing == nil {
		return nil
	}
	return telemetry.Carry
}

// throughTemporal is nil while tracing is off.
func throughTemporal(t *telemetry.Tracing) interceptor.ClientInterceptor {
	if t == nil {
		return nil
	}
	return traced.NewTemporal(t)
}

// traced puts a span around each call of the worker's parties, where tracing is on.
func (a *App) traced(c worker.Config) worker.Config {
	if a.tracing == nil {
		return c
	}
	c.Books = traced.NewBooks(c.Books, a.tracing, a.engine())
	for name, provider := range c.Providers {
		c.Providers[name] = traced.NewProvider(provider, a.tracing, name)
	}
	for i, channel := range c.Channels {
		c.Channels[i] = traced.NewChannel(channel, a.tracing)
	}
	c.StatusTopic = traced.NewTopic(c.StatusTopic, a.tracing, a.settings.Kafka.StatusTopic)
	return c
}

// engine is OpenTelemetry's name for the ledger's.
func (a *App) engine() string {
	if a.settings.LedgerURL != "" {
		return "postgresql"
	}
	return "sqlite"
}

// commandTracing is the tracing of one command.
func commandTracing(ctx context.Context) (*telemetry.Tracing, error) {
	return newTracing(ctx, "makegood", zap.NewNop(), prometheus.NewRegistry())
}

// closing is a client that sends the last spans when it is closed.
type closing struct {
	client.Client
	tracing *telemetry.Tracing
}

func tracedClient(c client.Client, t *telemetry.Tracing) client.Client {
	if t == nil {
		return c
	}
	return closing{Client: c, tracing: t}
}

// Close implements client.Client.
func (c closing) Close() {
	c.Client.Close()
	c.tracing.Close(commandFlushMax)
}
